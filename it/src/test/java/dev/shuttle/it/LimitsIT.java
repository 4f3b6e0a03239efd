package dev.shuttle.it;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/**
 * Limits of time and retention: exceeding one ends or deletes only the one that exceeds it. Each of them has its tests in
 * the control plane too: of builder, runners and retention.
 */
@Tag("full")
final class LimitsIT {
    private static final String SLEEP = Processes.uncommonSeconds();
    private static final Duration SOON = Duration.ofSeconds(30);

    @RegisterExtension
    static final ControlPlane SERVER =
            ControlPlane.withDefaults().with("SHUTTLE_START_TIMEOUT", "PT15S").with("SHUTTLE_KEEP_RELEASES", "2");

    private final Api api = new Api(SERVER);

    @TempDir
    Path folder;

    private App app;

    @BeforeEach
    void copy() throws IOException {
        app = App.copy("jdk-service", folder);
    }

    @Test
    void aBuildThatHangsIsEndedWithAllItsProcessesAndItsLastLinesAreTold() throws Exception {
        app.replace(
                "pom.xml",
                "<plugins>",
                """
                <plugins><plugin>
                  <groupId>org.apache.maven.plugins</groupId><artifactId>maven-antrun-plugin</artifactId><version>3.1.0</version>
                  <executions><execution><phase>validate</phase><goals><goal>run</goal></goals><configuration><target>
                    <exec executable="sh"><arg value="-c"/>
                      <arg value="seq -f 'counted %%.0f' 90; (setsid sleep %s &amp;); sleep %s"/></exec>
                  </target></configuration></execution></executions>
                </plugin>"""
                        .formatted(SLEEP, SLEEP));
        SERVER.stop();
        SERVER.with("SHUTTLE_BUILD_TIMEOUT", "PT45S").start();
        try {
            JsonNode error = failure("hanging");

            assertEquals("build", error.get("step").asText());
            String message = error.get("message").asText();
            assertTrue(message.startsWith("The build took longer than PT45S"), message);
            assertEquals(50, lastLines(message).size(), message);
            assertTrue(message.endsWith("counted 90"), message);
            assertEquals(Set.of(), Processes.builders(SERVER.home()));
            assertFalse(sleeps(), "It left a process behind");
        } finally {
            SERVER.stop();
            SERVER.without("SHUTTLE_BUILD_TIMEOUT").start();
        }
    }

    @Test
    void aServiceThatNeverListensIsEndedAndItsLastLinesAreTold() throws Exception {
        app.replace(
                App.MAIN,
                "server.start();",
                "for (int i = 1; i <= 90; i++) System.out.println(\"counted \" + i);"
                        + " try { Thread.sleep(100_000); } catch (InterruptedException e) { }");

        JsonNode error = failure("silent");

        assertEquals("start", error.get("step").asText());
        String message = error.get("message").asText();
        assertEquals(50, lastLines(message).size(), message);
        assertTrue(message.endsWith("counted 90"), message);
        assertEquals(0, hosts("silent"));
    }

    @Test
    void onlyWhatServesAndWhatCanBeBroughtBackIsKeptAndAServiceThatDoesNotStopIsEndedByForce() throws Exception {
        app.replace(
                        App.MAIN,
                        "server.start();",
                        "server.start(); Runtime.getRuntime().addShutdownHook(new Thread(App::stay, \"stayer\"));")
                .replace(
                        App.MAIN,
                        "public static Service main()",
                        "static void stay() { while (true) try { Thread.sleep(1000); } catch (InterruptedException e) { } }\n"
                                + "    public static Service main()");
        String first = api.deploys("kept", app).get("id").asText();
        String second = api.deploys("kept", app.version(1, 2)).get("id").asText();
        app.replace(App.MAIN, "server.start();", "if (true) throw new IllegalStateException(\"no\"); server.start();");
        failure("kept");
        app.replace(App.MAIN, "if (true) throw new IllegalStateException(\"no\");", "");
        String third = api.deploys("kept", app.version(2, 3)).get("id").asText();

        Await.until(
                "the two that can serve to be kept, and no other",
                SOON,
                () -> names(SERVER.home().resolve("releases/kept")),
                Set.of(second, third)::equals);
        assertEquals(
                409,
                api.post("/projects/kept/rollback", "{\"deployment\": \"" + first + "\"}")
                        .statusCode());
        assertTrue(names(SERVER.home().resolve("logs/kept")).contains(first), "Its log is still of interest");

        Await.until("the first to be gone", SOON, () -> hosts("kept"), count -> count == 1);
        String log = api.send(
                        api.to("/projects/kept/deployments/" + first + "/logs").header("Accept", "text/plain"))
                .body();
        assertTrue(log.contains("did not end within 10 s"), log);
        assertTrue(log.contains("thread stayer at com.example.App.stay(App.java"), log);
    }

    private JsonNode failure(String project) throws Exception {
        JsonNode deployment = api.settled(project, api.upload(project, app));
        assertEquals("failed", deployment.get("state").asText(), deployment::toString);
        return deployment.get("error");
    }

    private static boolean sleeps() {
        return ProcessHandle.allProcesses()
                .anyMatch(process -> process.info().commandLine().orElse("").contains("sleep " + SLEEP));
    }

    private static List<String> lastLines(String message) {
        String mark = "The last lines that it printed:\n";
        assertTrue(message.contains(mark), message);
        return message.substring(message.indexOf(mark) + mark.length()).lines().toList();
    }

    private long hosts(String project) throws IOException, InterruptedException {
        Set<String> ids = api.deployments(project).stream()
                .map(each -> each.get("id").asText())
                .collect(Collectors.toSet());
        return names(SERVER.home().resolve("hosts")).stream()
                .filter(ids::contains)
                .count();
    }

    private static Set<String> names(Path directory) throws IOException {
        try (Stream<Path> files = Files.list(directory)) {
            return files.map(file -> file.getFileName().toString()).collect(Collectors.toSet());
        }
    }
}
