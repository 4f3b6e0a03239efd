package dev.shuttle.controlplane;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.BufferedReader;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** In a JVM of its own, which ends as the control plane's does. */
@Timeout(60)
class StopRequestTest {
    private final List<Process> started = new ArrayList<>();

    @AfterEach
    void end() throws Exception {
        for (Process each : started) {
            each.destroyForcibly().waitFor();
        }
    }

    @Test
    void aProcessWhoseThreadsHangIsGoneWhenTheTimeIsOver() throws Exception {
        BufferedReader said = start("hang");
        assertEquals("up", said.readLine());

        process().toHandle().destroy(); // unlike the process's own, it leaves what is printed

        assertTrue(process().waitFor(30, TimeUnit.SECONDS));
        assertEquals(Command.LATE, process().exitValue());
        assertTrue(said.readLine().contains("did not stop within 1 s"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"thread", "task", "swallowed"})
    void aProcessThatIsOutOfMemoryExitsWithACodeOfItsOwn(String how) throws Exception {
        BufferedReader said = start(how);

        assertTrue(process().waitFor(50, TimeUnit.SECONDS));
        assertEquals(
                Command.OUT_OF_MEMORY,
                process().exitValue(),
                () -> String.join("\n", said.lines().toList()));
    }

    @Test
    void aThreadThatTheKernelDoesNotGiveIsNoEnd() throws Exception {
        BufferedReader said = start("native");

        assertTrue(process().waitFor(30, TimeUnit.SECONDS));
        assertEquals(
                0, process().exitValue(), () -> String.join("\n", said.lines().toList()));
    }

    private Process process() {
        return started.get(0);
    }

    private BufferedReader start(String how) throws Exception {
        String java = ProcessHandle.current().info().command().orElseThrow();
        Process process = new ProcessBuilder(
                        java,
                        "-Xmx24m",
                        "-XX:+UseSerialGC",
                        "-cp",
                        System.getProperty("java.class.path"),
                        Stopping.class.getName(),
                        how)
                .redirectErrorStream(true)
                .start();
        started.add(process);
        return process.inputReader(StandardCharsets.UTF_8);
    }

    /** Its main. */
    static final class Stopping {
        private static final List<byte[]> HEAP = new ArrayList<>();

        private Stopping() {}

        public static void main(String[] args) throws Exception {
            OutOfMemoryExit.install(3);
            StopRequest request = new StopRequest(Duration.ofSeconds(1));
            request.listen();
            switch (args[0]) {
                case "hang" -> {
                    System.out.println("up");
                    new java.util.concurrent.CountDownLatch(1).await();
                }
                case "thread" -> new Thread(Stopping::fill).start();
                case "task" -> {
                    try {
                        fill();
                    } catch (Error e) {
                        dev.shuttle.os.OutOfMemory.exitIfCaused(new IllegalStateException(e));
                    }
                }
                case "native" -> {
                    dev.shuttle.os.OutOfMemory.exitIfCaused(
                            new OutOfMemoryError("unable to create native thread: possibly out of memory"));
                    request.release();
                    System.exit(0);
                }
                default -> swallow();
            }
        }

        private static void fill() {
            while (true) {
                HEAP.add(new byte[10_000]);
            }
        }

        /** As a library does in its loop. */
        private static void swallow() {
            while (true) {
                try {
                    fill();
                } catch (OutOfMemoryError e) {
                    // goes on
                }
            }
        }
    }
}
