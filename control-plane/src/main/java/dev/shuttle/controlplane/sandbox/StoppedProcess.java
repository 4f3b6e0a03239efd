package dev.shuttle.controlplane.sandbox;

import dev.shuttle.os.ProcFs;
import dev.shuttle.os.Uninterruptibles;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.function.Supplier;

/** A process that is stopped, see signal(7): none of its code runs, and what it could write to does not change. */
final class StoppedProcess {

    /** A thread that waits for the disk stops when it has written; a slower one is ended. */
    private static final Duration PATIENCE = Duration.ofSeconds(5);

    private static final Duration LOOK = Duration.ofMillis(2);

    private StoppedProcess() {}

    /**
     * Stops one and ends others by force, which could let it go on.
     *
     * @param others finds them, again and again until there are none
     * @return whether it is stopped, and none of the others is left
     */
    static boolean stop(long pid, Supplier<Set<Long>> others) {
        long deadline = System.nanoTime() + PATIENCE.toNanos();
        UserProcesses.signal("STOP", List.of(pid));
        while (System.nanoTime() < deadline) {
            try {
                Set<Long> left = others.get();
                if (left.isEmpty() && ProcFs.isStopped(pid)) {
                    return true;
                }
                if (!left.isEmpty()) {
                    UserProcesses.signal("KILL", left);
                    UserProcesses.signal("STOP", List.of(pid));
                }
            } catch (UncheckedIOException e) {
                // They could not be listed now.
            }
            Uninterruptibles.sleep(LOOK);
        }
        return false;
    }

    static void resume(long pid) {
        UserProcesses.signal("CONT", List.of(pid));
    }
}
