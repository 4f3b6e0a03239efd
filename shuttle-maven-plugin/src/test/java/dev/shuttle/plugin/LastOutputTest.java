package dev.shuttle.plugin;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.shuttle.protocol.Deployment;
import dev.shuttle.protocol.DeploymentState;
import dev.shuttle.protocol.LogLine;
import java.net.URI;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class LastOutputTest {
    private static final Instant BEGUN = Instant.parse("2026-01-01T12:00:00Z");

    @Test
    void showsTheLinesOfTheLastStepOnly() {
        Deployment failed = deployment(
                new Deployment.Step("build", BEGUN, 5_000L), new Deployment.Step("start", BEGUN.plusSeconds(5), null));

        assertEquals(List.of("no such table"), shown(failed, "", "0 Compiling", "6 no such table"));
    }

    @Test
    void showsAllLinesOfADeploymentWithoutSteps() {
        assertEquals(List.of("one", "two"), shown(deployment(), "", "0 one", "3 two"));
    }

    @Test
    void showsAFaultThatMavenRepeatsOnceAndNotWhereTheReasonHasIt() {
        String fault = "src/main/java/App.java:[3,5] cannot find symbol";

        assertEquals(
                List.of("[INFO] Compiling 1 source file", "[ERROR]   symbol: class Mising"),
                shown(
                        deployment(),
                        "The code does not compile: " + fault + ". Fix it and deploy again.",
                        "0 [INFO] Compiling 1 source file",
                        "1 [INFO] -------------------------------------------------------------",
                        "1 [ERROR] COMPILATION ERROR : ",
                        "1 [ERROR] " + fault,
                        "1 [ERROR]   symbol: class Mising",
                        "1 [INFO] 1 error",
                        "2 [INFO] BUILD FAILURE",
                        "2 [INFO] Total time:  1.2 s",
                        "2 [ERROR] Failed to execute goal org.apache.maven.plugins:x: Compilation failure -> [Help 1]",
                        "2 [ERROR] " + fault,
                        "2 [ERROR]   symbol: class Mising",
                        "2 [ERROR] ",
                        "2 [ERROR] -> [Help 1]",
                        "2 [ERROR] To see the full stack trace of the errors, re-run Maven with the -e switch."));
    }

    @Test
    void showsTheCausesOfAStackTraceAndNotAllOfItsFrames() {
        List<String> trace = new ArrayList<>(List.of("0 java.lang.IllegalStateException: no context"));
        for (int i = 0; i < 100; i++) {
            trace.add("0 \tat org.example.Context.refresh(Context.java:" + i + ") ~[context-6.0.11.jar!/:6.0.11]");
        }
        trace.add("0 Caused by: java.sql.SQLException: no such table");
        trace.add("0 \tat org.example.Driver$1.<init>(Driver.java:1)");
        trace.add("0 \t... 99 common frames omitted");
        trace.add("0 [ERROR] \t... 99 more");

        assertEquals(
                List.of(
                        "java.lang.IllegalStateException: no context",
                        "\tat org.example.Context.refresh(Context.java:0) ~[context-6.0.11.jar!/:6.0.11]",
                        "\tat org.example.Context.refresh(Context.java:1) ~[context-6.0.11.jar!/:6.0.11]",
                        "Caused by: java.sql.SQLException: no such table",
                        "\tat org.example.Driver$1.<init>(Driver.java:1)",
                        "\t... 99 common frames omitted"),
                shown(deployment(), "", trace.toArray(String[]::new)));
    }

    private static List<String> shown(Deployment deployment, String reason, String... lines) {
        LastOutput last = new LastOutput();
        for (String line : lines) {
            last.add(new LogLine(
                    BEGUN.plusSeconds(Integer.parseInt(line.substring(0, 1))), "build", "out", line.substring(2)));
        }
        return last.of(deployment, reason).stream().map(LogLine::line).toList();
    }

    private static Deployment deployment(Deployment.Step... steps) {
        return new Deployment(
                "mw1",
                "shop",
                DeploymentState.FAILED,
                URI.create("http://shop.localhost:8000"),
                BEGUN,
                null,
                null,
                List.of(steps),
                null,
                null,
                null,
                null,
                null);
    }
}
