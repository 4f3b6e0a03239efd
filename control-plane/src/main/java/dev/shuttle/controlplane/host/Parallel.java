package dev.shuttle.controlplane.host;

import dev.shuttle.os.Uninterruptibles;
import java.util.List;
import java.util.concurrent.Executor;

/** Runs tasks at the same time, each on a thread of its own, and returns when all are done. */
public final class Parallel {
    /** For what waits: the common pool, which on two processors has one thread, must not. */
    public static final Executor BEHIND = task -> {
        Thread thread = new Thread(task, "host-end");
        thread.setDaemon(true);
        thread.start();
    };

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
