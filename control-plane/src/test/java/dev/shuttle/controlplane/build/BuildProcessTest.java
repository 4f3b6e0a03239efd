package dev.shuttle.controlplane.build;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.shuttle.controlplane.log.LineSink;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class BuildProcessTest {

    private static final String LETS_GO_OF_A_CHILD =
            "setsid sh -c 'echo $$ > orphan; sleep 300' & sleep 300 & echo $! > child; "
                    + "while [ ! -s orphan ]; do sleep 0.01; done; ";

    @TempDir
    Path scratch;

    private final List<String> lines = Collections.synchronizedList(new ArrayList<>());

    @Test
    void givesTheExitCodeAndTheOutput() throws Exception {
        assertEquals(OptionalInt.of(3), run("echo one; echo two >&2; printf three; exit 3", Duration.ofSeconds(20)));
        assertEquals(List.of("one", "two", "three"), lines);
    }

    @Test
    void aTimeoutEndsTheWholeTree() throws Exception {
        assertEquals(OptionalInt.empty(), run(LETS_GO_OF_A_CHILD + "sleep 300", Duration.ofSeconds(3)));
        assertIsGone("child");
        assertIsGone("orphan");
    }

    @Test
    void whatABuildLeavesBehindIsEndedToo() throws Exception {
        assertEquals(OptionalInt.of(0), run(LETS_GO_OF_A_CHILD + "exit 0", Duration.ofSeconds(20)));
        assertIsGone("child");
        assertIsGone("orphan");
    }

    @Test
    void cutsLongLinesAndKeepsTheNext() throws Exception {
        run("head -c 100000 /dev/zero | tr '\\0' x; echo; printf 'next\\r\\n'", Duration.ofSeconds(20));
        assertEquals(2, lines.size());
        assertEquals(
                OutputLines.MAX_LINE_BYTES + " [cut]".length(), lines.get(0).length());
        assertEquals("next", lines.get(1));
    }

    @Test
    void cutsALongLineWhereItSplitsNoSecret() throws Exception {
        LineSink asked = new LineSink() {
            @Override
            public void line(String stream, String line) {
                lines.add(line);
            }

            @Override
            public int cut(String beginning) {
                return beginning.indexOf("SEC");
            }
        };
        String script =
                "head -c " + (OutputLines.MAX_LINE_BYTES - 3) + " /dev/zero | tr '\\0' x; echo SECRET; echo next";
        new BuildProcess(shell(script, scratch), scratch, () -> {}).run("d1", Duration.ofSeconds(20), asked);

        assertEquals("x".repeat(OutputLines.MAX_LINE_BYTES - 3) + " [cut]", lines.get(0));
        assertEquals("next", lines.get(1));
    }

    @Test
    void endsTheBuildsOfADeadControlPlane() throws Exception {
        Path home = Files.createDirectories(scratch.resolve("home"));
        Path build = Files.createDirectories(home.resolve("builds/b1"));
        Process orphan = shell("echo runs; sleep 300", build.toRealPath()).start();
        assertEquals("runs", orphan.inputReader().readLine()); // from now on it carries its mark

        Builder.removeLeftovers(home);

        assertTrue(orphan.waitFor(5, java.util.concurrent.TimeUnit.SECONDS));
        assertFalse(Files.exists(build));
    }

    private OptionalInt run(String script, Duration timeout) throws IOException, InterruptedException {
        return new BuildProcess(shell(script, scratch), scratch, () -> {}).run("d1", timeout, new ListedLines(lines));
    }

    private ProcessBuilder shell(String script, Path mark) {
        ProcessBuilder command = new ProcessBuilder("sh", "-c", script);
        command.directory(scratch.toFile()).redirectErrorStream(true);
        command.environment().put(BuildProcess.MARK, mark.toString());
        return command;
    }

    private void assertIsGone(String file) throws Exception {
        long pid = Long.parseLong(Files.readString(scratch.resolve(file)).strip());
        Instant deadline = Instant.now().plusSeconds(5);
        // A killed orphan is there until init has reaped it.
        while (isRunning(pid)) {
            assertTrue(Instant.now().isBefore(deadline), file + " " + pid + " still runs");
            Thread.sleep(10);
        }
    }

    private static boolean isRunning(long pid) {
        Optional<ProcessHandle> process = ProcessHandle.of(pid);
        try {
            return process.isPresent()
                    && process.get().isAlive()
                    && !Files.readString(Path.of("/proc/" + pid + "/stat")).contains(") Z ");
        } catch (IOException e) {
            return false; // reaped meanwhile
        }
    }
}
