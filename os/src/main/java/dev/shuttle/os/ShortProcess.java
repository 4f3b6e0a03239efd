package dev.shuttle.os;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * A command that answers at once: killed after ten seconds.
 *
 * @param exitCode 0 if it went well; {@link #KILLED} if it had to be killed
 * @param output at most 8 KiB of what it wrote
 */
public record ShortProcess(int exitCode, String output) {
    private static final Duration PATIENCE = Duration.ofSeconds(10);
    private static final int MAX_OUTPUT = 8 * 1024;
    public static final int KILLED = -1;

    public static ShortProcess run(List<String> command) throws IOException {
        ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
        CleanEnvironment.apply(builder);
        Process process = builder.start();
        try {
            process.getOutputStream().close();
            if (!process.waitFor(PATIENCE.toMillis(), TimeUnit.MILLISECONDS)) {
                return new ShortProcess(KILLED, "no answer within " + PATIENCE.toSeconds() + " seconds");
            }
            byte[] output = process.getInputStream().readNBytes(MAX_OUTPUT);
            return new ShortProcess(process.exitValue(), new String(output, StandardCharsets.UTF_8));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return new ShortProcess(KILLED, "interrupted");
        } finally {
            process.destroyForcibly();
        }
    }

    public boolean succeeded() {
        return exitCode == 0;
    }
}
