package dev.shuttle.os;

import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * The outcome of a command that answers at once: killed after ten seconds, in an environment that holds none of our keys.
 *
 * @param exitCode 0 if it went well; {@link #NO_EXIT} if it could not be started or does not end
 * @param output at most 8 KiB of what it printed, errors included; or why it could not be run
 */
public record ShortProcess(int exitCode, String output) {
    public static final int NO_EXIT = -1;
    private static final long PATIENCE_SECONDS = 10;
    private static final int MAX_OUTPUT = 8 * 1024;

    /** Runs it to its end; does not let itself be interrupted. */
    public static ShortProcess run(List<String> command) {
        ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
        builder.redirectInput(new File("/dev/null"));
        CleanEnvironment.apply(builder);
        try {
            Process process = builder.start();
            if (!hasEnded(process)) {
                process.toHandle().destroyForcibly(); // unlike the process's own, it leaves what was printed
                if (!hasEnded(process)) {
                    return new ShortProcess(NO_EXIT, command.get(0) + " does not end although it was killed");
                }
            }
            byte[] output = process.getInputStream().readNBytes(MAX_OUTPUT);
            process.getInputStream().close();
            return new ShortProcess(process.exitValue(), new String(output, StandardCharsets.UTF_8));
        } catch (IOException e) {
            return new ShortProcess(NO_EXIT, String.valueOf(e.getMessage()));
        }
    }

    public boolean succeeded() {
        return exitCode == 0;
    }

    /** The output in one line; the exit code if it printed nothing. */
    public String line() {
        String line = output.strip().replace('\n', ' ');
        return line.isEmpty() ? "exit code " + exitCode : line;
    }

    /**
     * Whether it ends within the time that it has. Not by {@link Process#onExit()}: that needs a thread of the common pool,
     * which on two processors and JDK 25 has one, and it may be the one that waits here.
     */
    private static boolean hasEnded(Process process) {
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(PATIENCE_SECONDS);
        return Uninterruptibles.await(() -> process.waitFor(deadline - System.nanoTime(), TimeUnit.NANOSECONDS));
    }
}
