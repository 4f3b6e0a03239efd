package dev.shuttle.controlplane.host.jvm;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.shuttle.controlplane.host.Await;
import dev.shuttle.controlplane.host.FixtureApp;
import dev.shuttle.controlplane.host.ServiceRunner;
import dev.shuttle.controlplane.host.ServiceRunnerContract;
import dev.shuttle.controlplane.sandbox.Sandbox;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** The contract, for what runs in a JVM of its own. */
abstract class DedicatedContract extends ServiceRunnerContract {
    private @Nullable Path home;

    @Override
    protected ServiceRunner newRunner() throws IOException {
        return newRunner(home == null ? Files.createDirectory(directory.resolve("home")) : home);
    }

    @Test
    void aVariableReachesTheServiceAsItIs() throws Exception {
        environment =
                Map.of("GREETING", "two\nlines, \"quoted\" \uD83D\uDE80", "EMPTY", "", "LONG", "x".repeat(100 * 1024));

        start(
                "1",
                serving(
                        """
                        System.out.println("GREETING " + System.getenv("GREETING").replace('\\n', '|'));
                        System.out.println("EMPTY <" + System.getenv("EMPTY") + ">");
                        System.out.println("LONG " + System.getenv("LONG").length());
                        """,
                        "answer()",
                        FixtureApp.handler("hello")));

        printed("out GREETING two|lines, \"quoted\" \uD83D\uDE80");
        printed("out EMPTY <>");
        printed("out LONG 102400");
    }

    @Test
    void theUsersJvmOptionsWinOverOurs() throws Exception {
        environment = Map.of(
                "JAVA_TOOL_OPTIONS", "-Xmx200m -XX:+UseParallelGC",
                "JDK_JAVA_OPTIONS", "--add-opens java.base/java.lang=ALL-UNNAMED -Dserver.port=1");

        start(
                "1",
                serving(
                        """
                        System.out.println("heap " + (Runtime.getRuntime().maxMemory() >> 20 <= 200));
                        System.out.println("collectors "
                                + java.lang.management.ManagementFactory.getGarbageCollectorMXBeans().get(0).getName());
                        System.out.println("open " + Object.class.getModule().isOpen("java.lang", new Object() {}.getClass().getModule()));
                        System.out.println("port 1 " + System.getProperty("server.port").equals("1"));
                        """,
                        "answer()",
                        FixtureApp.handler("hello")));

        printed("out heap true");
        printed("out collectors PS");
        printed("out open true");
        printed("out port 1 false");
        assertEquals(List.of(), notices);
    }

    @Test
    void saysInTheJvmsOwnWordsThatAnOptionIsWrong() throws Exception {
        FixtureApp app = answering("hello");
        environment = Map.of("JAVA_TOOL_OPTIONS", "-XX:+UseNoSuchThing");
        String unknown = failure(app, PATIENCE);
        environment = Map.of("JDK_JAVA_OPTIONS", "-Xms2g -Xmx1g");
        String smaller = failure(app, PATIENCE);

        assertTrue(unknown.contains("did not start: Unrecognized VM option 'UseNoSuchThing'"), unknown);
        assertTrue(smaller.contains("Initial heap size set to a larger value than the maximum heap size"), smaller);
    }

    @Test
    void tellsOfAHeapThatTheServerDoesNotHave() throws Exception {
        environment = Map.of("JAVA_TOOL_OPTIONS", "-Xmx3g");

        start("1", answering("hello"));

        assertEquals(1, notices.size(), notices.toString());
        assertTrue(notices.get(0).contains("heap of 3072 MiB, but a service may take 1024 MiB"), notices.get(0));
    }

    private void printed(String line) throws Exception {
        Await.until("printed: " + line, () -> output.has(line));
    }

    @Override
    protected boolean outliveTheirRunner() {
        return true;
    }

    @Override
    protected void assertNothingIsLeft() throws IOException {
        assertEquals(List.of(), hostDirectories());
        assertEquals(List.of(), processes());
    }

    final ServiceRunner newRunner(Path of) {
        home = of;
        return new DedicatedRunner(
                of,
                FixtureApp.runtime(),
                List.of(),
                Sandbox.none(new Sandbox.Limits(1L << 30, 2L << 30)),
                this::artifacts,
                null);
    }

    final Path home() {
        return Objects.requireNonNull(home);
    }

    final List<Path> hostDirectories() throws IOException {
        Path all = home().resolve("hosts");
        if (!Files.exists(all)) {
            return List.of();
        }
        try (Stream<Path> list = Files.list(all)) {
            return list.toList();
        }
    }

    final List<String> processes() {
        return ProcessHandle.allProcesses()
                .map(handle -> handle.info().commandLine().orElse(""))
                .filter(line -> line.contains("-Dshuttle.home=" + home()))
                .toList();
    }
}
