package dev.shuttle.controlplane.resource;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.ReentrantLock;

/** One change of a project's resources at a time. Reentrant. */
final class ProjectLocks {
    private final Map<String, ReentrantLock> locks = new ConcurrentHashMap<>();

    /** Held until closed, by the thread that took it. */
    interface Held extends AutoCloseable {
        @Override
        void close();
    }

    Held take(String project) throws InterruptedException {
        ReentrantLock lock = locks.computeIfAbsent(project, ignored -> new ReentrantLock());
        lock.lockInterruptibly();
        return lock::unlock;
    }
}
