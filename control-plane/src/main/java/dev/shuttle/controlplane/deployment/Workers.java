package dev.shuttle.controlplane.deployment;

import dev.shuttle.controlplane.log.DeploymentLogs;
import dev.shuttle.os.DiskFull;
import dev.shuttle.os.OutOfMemory;
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
    private final Map<String, DeploymentRun> running = new HashMap<>();
    private boolean closed;
    private volatile boolean diskWasFull;

    Workers(DeploymentStore store, DeploymentLogs logs) {
        this.store = store;
        this.logs = logs;
    }

    /** Adds a thread; before {@link #start()}. */
    void add(String name, Lane lane, Pipeline pipeline) {
        Thread thread = new Thread(() -> work(lane, pipeline), name);
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

    private void work(Lane lane, Pipeline pipeline) {
        while (true) {
            try {
                Optional<DeploymentRun> next = next(lane);
                if (next.isEmpty()) {
                    return;
                }
                run(next.get(), pipeline);
                diskWasFull = false;
            } catch (InterruptedException e) {
                return;
            } catch (RuntimeException | Error e) {
                OutOfMemory.exitIfCaused(e);
                stumbled(e);
                pause();
            }
        }
    }

    private void run(DeploymentRun run, Pipeline pipeline) {
        try {
            pipeline.run(run);
        } finally {
            finished(run);
        }
    }

    /** The queue cannot be read while the store's disk is full: that is said once. */
    private void stumbled(Throwable e) {
        if (!DiskFull.caused(e)) {
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

    private synchronized Optional<DeploymentRun> next(Lane lane) throws InterruptedException {
        while (!closed) {
            Optional<DeploymentRun> run =
                    store.queue().claim(lane).map(row -> new DeploymentRun(row, logs.of(row.project(), row.id())));
            if (run.isPresent()) {
                running.put(run.get().row().id(), run.get());
                return run;
            }
            wait(LOOK_AGAIN_MILLIS);
        }
        return Optional.empty();
    }

    private synchronized void finished(DeploymentRun run) {
        running.remove(run.row().id());
        notifyAll();
    }

    /**
     * Cancels a deployment in progress, and waits until its worker is done with it.
     *
     * @return false if it was not in work
     */
    synchronized boolean cancel(String id) throws InterruptedException {
        DeploymentRun run = running.get(id);
        if (run == null) {
            return false;
        }
        run.cancel(DeploymentRun.Stop.CANCELLED);
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(2 * CLOSE_SECONDS);
        while (running.get(id) == run && System.nanoTime() < deadline) {
            wait(LOOK_AGAIN_MILLIS);
        }
        return true;
    }

    /** Cancels what is in work and ends the threads. */
    @Override
    public void close() {
        synchronized (this) {
            closed = true;
            running.values().forEach(run -> run.cancel(DeploymentRun.Stop.SHUTDOWN));
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
