package dev.shuttle.controlplane.sandbox;

import dev.shuttle.os.Executables;
import dev.shuttle.os.Uninterruptibles;
import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** Programs that answer at once. */
final class ShortCommand {
    private static final long PATIENCE_SECONDS = 10;

    private static final int MAX_OUTPUT = 4096;

    private ShortCommand() {}

    /**
     * The outcome of a command.
     *
     * @param succeeded whether it ended with 0
     * @param output the beginning of what it printed, in one line
     */
    record Outcome(boolean succeeded, String output) {}

    /** Runs it in an empty environment; does not let itself be interrupted. */
    static Outcome run(List<String> command) {
        ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
        builder.redirectInput(new File("/dev/null"));
        Map<String, String> environment = builder.environment();
        environment.clear();
        environment.put("PATH", Executables.path());
        try {
            Process process = builder.start();
            if (!hasEnded(process)) {
                process.toHandle().destroyForcibly(); // unlike the process's own, it leaves what was printed
                if (!hasEnded(process)) {
                    return new Outcome(false, command.get(0) + " does not end although it was killed");
                }
            }
            byte[] output = process.getInputStream().readNBytes(MAX_OUTPUT);
            process.getInputStream().close();
            int code = process.exitValue();
            String text = new String(output, StandardCharsets.UTF_8).strip().replace('\n', ' ');
            return new Outcome(code == 0, text.isEmpty() ? "exit code " + code : text);
        } catch (IOException e) {
            return new Outcome(false, String.valueOf(e.getMessage()));
        }
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
