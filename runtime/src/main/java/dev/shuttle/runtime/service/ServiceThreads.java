package dev.shuttle.runtime.service;

import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The threads of one service: those of its group, and those that carry its class loader wherever they are. */
final class ServiceThreads {
    private final String name;
    private final ClassLoader loader;
    private final ThreadGroup group;

    ServiceThreads(String name, ClassLoader loader) {
        this.name = name;
        this.loader = loader;
        this.group = new ThreadGroup(name);
    }

    Thread start(String role, boolean daemon, Runnable task) {
        Thread thread = new Thread(group, task, name + "-" + role);
        thread.setDaemon(daemon);
        thread.setContextClassLoader(loader);
        thread.start();
        return thread;
    }

    /** Runs a task on a thread of the service; interrupts it when its time is over. Returns whether it was done. */
    boolean run(String role, Duration patience, Runnable task) {
        Thread thread = start(role, true, task);
        try {
            thread.join(Math.max(1, patience.toMillis()));
            if (!thread.isAlive()) {
                return true;
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        thread.interrupt();
        return false;
    }

    boolean owns(Thread thread) {
        ThreadGroup its = thread.getThreadGroup(); // null once it has ended
        if (its != null && group.parentOf(its)) {
            return true;
        }
        ClassLoader context = thread.getContextClassLoader();
        return isAncestorOf(context) || isLoadedHere(thread.getClass());
    }

    /** Those that run now, without the caller's. */
    List<Thread> alive() {
        ThreadGroup root = group;
        while (root.getParent() != null) {
            root = root.getParent();
        }
        Thread[] all = new Thread[root.activeCount() * 2 + 64];
        int count = root.enumerate(all, true);
        return Arrays.stream(all, 0, count)
                .filter(thread -> thread != Thread.currentThread() && thread.isAlive() && owns(thread))
                .toList();
    }

    private boolean isLoadedHere(Class<?> type) {
        return isAncestorOf(type.getClassLoader());
    }

    /** Whether a class loader is the service's or was made on top of it. */
    private boolean isAncestorOf(@Nullable ClassLoader other) {
        for (ClassLoader at = other; at != null; at = at.getParent()) {
            if (at == loader) {
                return true;
            }
        }
        return false;
    }
}
