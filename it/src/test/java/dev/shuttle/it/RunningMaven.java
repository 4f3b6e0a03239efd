package dev.shuttle.it;

import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.util.concurrent.TimeUnit;

/** A goal that goes on until Ctrl-C. */
final class RunningMaven implements AutoCloseable {
    private static final Duration READY = Duration.ofMinutes(3);
    private static final Duration STOP = Duration.ofSeconds(30);

    private final Process process;
    private final Output output;

    RunningMaven(Process process) {
        this.process = process;
        this.output = new Output("mvn", process.getInputStream());
    }

    /** The address that it prints once the service answers. */
    URI url() throws InterruptedException {
        String start = "[INFO] http://";
        String line = output.firstLine(start, READY)
                .orElseThrow(() -> new AssertionError("No address came. It printed:\n" + text()));
        return URI.create(line.substring(start.indexOf("http")).strip());
    }

    /** Waits for a line that begins so. */
    void prints(String start) throws InterruptedException {
        assertTrue(output.firstLine(start, READY).isPresent(), () -> "Never printed '" + start + "':\n" + text());
    }

    String text() {
        return String.join("\n", output.soFar());
    }

    /** To all of its group, as a terminal sends it. */
    void ctrlC() throws IOException, InterruptedException {
        Process kill = new ProcessBuilder("kill", "-INT", "--", "-" + process.pid()).start();
        assertTrue(kill.waitFor(30, TimeUnit.SECONDS) && kill.exitValue() == 0, "The signal was not delivered");
        assertTrue(process.waitFor(STOP.toSeconds(), TimeUnit.SECONDS), () -> "It goes on:\n" + text());
    }

    /** Of what has ended. */
    int exit() {
        return process.exitValue();
    }

    /** Waits until it ends by itself, and fails; what it printed. */
    String toEnd() throws InterruptedException {
        assertTrue(process.waitFor(STOP.toSeconds(), TimeUnit.SECONDS), () -> "It goes on:\n" + text());
        assertNotEquals(0, process.exitValue(), this::text);
        return String.join("\n", output.toEnd());
    }

    @Override
    public void close() {
        process.descendants().forEach(ProcessHandle::destroyForcibly);
        process.destroyForcibly();
    }
}
