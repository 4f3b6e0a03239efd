package dev.shuttle.controlplane.host;

import dev.shuttle.os.DaemonThreads;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Executor;

/** Runs tasks at the same time, each on a thread of its own, and returns when all are done. */
public final class Parallel {
    /** For what waits: the common pool, which on two processors has one thread, must not. */
    public static final Executor BEHIND = task -> DaemonThreads.start("host-end", task);

    /** The tasks themselves have deadlines, which end long before. */
    private static final Duration LIMIT = Duration.ofHours(1);

    private Parallel() {}

    public static void run(List<Runnable> tasks) {
        DaemonThreads.runAll("hosts", tasks, LIMIT);
    }
}
