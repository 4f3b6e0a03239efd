package dev.shuttle.controlplane.host;

import java.util.List;
import java.util.concurrent.Executor;

/** Runs tasks at the same time, each on a thread of its own, and returns when all are done. */
final class SideBySide {
    /** For what waits: the common pool, which on two processors has one thread, must not. */
    static final Executor BEHIND = task -> {
        Thread thread = new Thread(task, "host-end");
        thread.setDaemon(true);
        thread.start();
    };

    private SideBySide() {}

    static void run(List<Runnable> tasks) {
        List<Thread> threads =
                tasks.stream().map(task -> new Thread(task, "hosts")).toList();
        threads.forEach(Thread::start);
        boolean interrupted = false;
        for (Thread thread : threads) {
            interrupted |= joined(thread);
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    /** Waits in spite of interrupts, since the tasks themselves have deadlines; returns whether there was one. */
    private static boolean joined(Thread thread) {
        boolean interrupted = false;
        while (true) {
            try {
                thread.join();
                return interrupted;
            } catch (InterruptedException e) {
                interrupted = true;
            }
        }
    }
}
