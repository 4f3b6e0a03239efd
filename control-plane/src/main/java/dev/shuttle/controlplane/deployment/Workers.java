package dev.shuttle.controlplane.deployment;

import dev.shuttle.controlplane.log.DeploymentLogs;
import dev.shuttle.os.Disk;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The threads that take deployments from the queue, one at a time each and never two of one project. Rollbacks and
 * restarts have threads of their own, so that they do not wait for builds.
 */
final class Workers implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Workers.class);

    /** A safety net: adding to the queue wakes the workers. */
    private static final long LOOK_AGAIN_MILLIS = 1000;

    /** Builds and services that are starting are killed at once. The whole control plane has 30 seconds to stop. */
    private static final long CLOSE_SECONDS = 8;

    private final DeploymentStore store;
    private final DeploymentLogs logs;
    private final List<Thread> threads = new ArrayList<>();
    private final Map<String, Attempt> running = new HashMap<>();
    private boolean closed;
    private volatile boolean diskWasFull;

    Workers(DeploymentStore store, DeploymentLogs logs) {
        this.store = store;
        this.logs = logs;
    }

    /** Adds a thread; before {@link #start()}. */
    void add(String name, boolean built, Pipeline pipeline) {
        Thread thread = new Thread(() -> work(built, pipeline), name);
        thread.setUncaughtExceptionHandler((t, e) -> LOG.error("worker {} ended", t.getName(), e));
        threads.add(thread);
    }

    void start() {
        threads.forEach(Thread::start);
    }

    /** Something was added to the queue, or a project has become free. */
    synchronized void wake() {
        notifyAll();
    }

    private void work(boolean built, Pipeline pipeline) {
        while (true) {
            try {
                Optional<Attempt> next = next(built);
                if (next.isEmpty()) {
                    return;
                }
                run(next.get(), pipeline);
                diskWasFull = false;
            } catch (InterruptedException e) {
                return;
            } catch (RuntimeException | Error e) {
                stumbled(e);
                pause();
            }
        }
    }

    private void run(Attempt attempt, Pipeline pipeline) {
        try {
            pipeline.run(attempt);
        } finally {
            finished(attempt);
        }
    }

    /** The queue cannot be read while the store's disk is full: that is said once. */
    private void stumbled(Throwable e) {
        if (!Disk.isFull(e)) {
            LOG.error("a worker stumbled, and goes on in a second", e);
        } else if (!diskWasFull) {
            diskWasFull = true;
            LOG.error("The disk of the store is full: nothing is deployed until there is room. What serves goes on");
        }
    }

    private static void pause() {
        try {
            Thread.sleep(LOOK_AGAIN_MILLIS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private synchronized Optional<Attempt> next(boolean built) throws InterruptedException {
        while (!closed) {
            Optional<Attempt> attempt =
                    store.claim(built).map(row -> new Attempt(row, logs.of(row.project(), row.id())));
            if (attempt.isPresent()) {
                running.put(attempt.get().row().id(), attempt.get());
                return attempt;
            }
            wait(LOOK_AGAIN_MILLIS);
        }
        return Optional.empty();
    }

    private synchronized void finished(Attempt attempt) {
        running.remove(attempt.row().id());
        notifyAll();
    }

    /**
     * Cancels a deployment in progress, and waits until its worker is done with it.
     *
     * @return false if it was not in work
     */
    synchronized boolean cancel(String id) throws InterruptedException {
        Attempt attempt = running.get(id);
        if (attempt == null) {
            return false;
        }
        attempt.cancel(Attempt.Stop.CANCELLED);
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(2 * CLOSE_SECONDS);
        while (running.get(id) == attempt && System.nanoTime() < deadline) {
            wait(LOOK_AGAIN_MILLIS);
        }
        return true;
    }

    /** Cancels what is in work and ends the threads. */
    @Override
    public void close() {
        synchronized (this) {
            closed = true;
            running.values().forEach(attempt -> attempt.cancel(Attempt.Stop.SHUTDOWN));
            notifyAll();
        }
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(CLOSE_SECONDS);
        for (Thread thread : threads) {
            try {
                thread.join(Math.max(1, TimeUnit.NANOSECONDS.toMillis(deadline - System.nanoTime())));
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }
    }
}
