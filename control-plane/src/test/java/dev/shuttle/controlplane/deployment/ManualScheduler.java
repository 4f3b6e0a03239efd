package dev.shuttle.controlplane.deployment;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** Time that passes only when it is told to. What is due at once runs at once. */
final class ManualScheduler implements Scheduler {
    private final List<Task> tasks = new ArrayList<>();
    private long now;

    private record Task(long at, Runnable work) {}

    @Override
    public synchronized long nanoTime() {
        return now;
    }

    @Override
    public void schedule(Duration delay, Runnable work) {
        if (delay.isZero()) {
            work.run();
            return;
        }
        synchronized (this) {
            tasks.add(new Task(now + delay.toNanos(), work));
            notifyAll();
        }
    }

    /** Lets time pass, and runs what is due then. */
    void advance(Duration time) {
        List<Task> due;
        synchronized (this) {
            now += time.toNanos();
            due = tasks.stream().filter(task -> task.at() <= now).toList();
            tasks.removeAll(due);
        }
        due.forEach(task -> task.work().run());
    }

    /** How long the next task has to wait, once there is one. */
    synchronized Duration awaitNext() throws InterruptedException {
        long end = System.nanoTime() + EngineFixture.DEADLINE.toNanos();
        while (tasks.isEmpty()) {
            if (System.nanoTime() > end) {
                throw new AssertionError("nothing was scheduled");
            }
            wait(100);
        }
        return Duration.ofNanos(
                tasks.stream().mapToLong(task -> task.at() - now).min().orElseThrow());
    }

    synchronized boolean isIdle() {
        return tasks.isEmpty();
    }

    @Override
    public synchronized void close() {
        tasks.clear();
    }
}
