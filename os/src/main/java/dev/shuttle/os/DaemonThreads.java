package dev.shuttle.os;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.atomic.AtomicInteger;

/** Named threads that do not keep the JVM alive. */
public final class DaemonThreads {

    private DaemonThreads() {}

    /** For an executor of one thread. */
    public static ThreadFactory named(String name) {
        return task -> create(name, task);
    }

    /** For an executor of several: the prefix, and a number from 1. */
    public static ThreadFactory numbered(String prefix) {
        AtomicInteger number = new AtomicInteger();
        return task -> create(prefix + number.incrementAndGet(), task);
    }

    /** Runs tasks at the same time, each on a thread of its own, and returns when all are done, or the time is over. */
    public static void runAll(String name, List<Runnable> tasks, Duration limit) {
        List<Thread> threads = tasks.stream().map(task -> start(name, task)).toList();
        long end = System.nanoTime() + limit.toNanos();
        for (Thread thread : threads) {
            Uninterruptibles.await(() -> {
                thread.join(Math.max(1, (end - System.nanoTime()) / 1_000_000));
                return true;
            });
        }
    }

    public static Thread create(String name, Runnable task) {
        Thread thread = new Thread(task, name);
        thread.setDaemon(true);
        return thread;
    }

    public static Thread start(String name, Runnable task) {
        Thread thread = create(name, task);
        thread.start();
        return thread;
    }
}
