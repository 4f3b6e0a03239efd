package dev.shuttle.controlplane.host;

import dev.shuttle.os.DaemonThreads;
import dev.shuttle.os.Uninterruptibles;
import java.util.List;
import java.util.concurrent.Executor;

/** Runs tasks at the same time, each on a thread of its own, and returns when all are done. */
public final class Parallel {
    /** For what waits: the common pool, which on two processors has one thread, must not. */
    public static final Executor BEHIND = task -> DaemonThreads.start("host-end", task);

    private Parallel() {}

    public static void run(List<Runnable> tasks) {
        List<Thread> threads =
                tasks.stream().map(task -> new Thread(task, "hosts")).toList();
        threads.forEach(Thread::start);
        // The tasks themselves have deadlines.
        threads.forEach(thread -> Uninterruptibles.await(() -> {
            thread.join();
            return true;
        }));
    }
}
