package dev.shuttle.controlplane.deployment;

import dev.shuttle.os.DaemonThreads;
import dev.shuttle.os.OutOfMemory;
import java.time.Duration;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Threads for what no request waits for: draining, starting again, deleting. What is handed over after {@link #close()}
 * is dropped: the next start of the control plane finds what was left. Thread-safe.
 */
final class BackgroundWork implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(BackgroundWork.class);

    /** Services started at a time: more would only fight for the processors. */
    private static final int STARTERS = Math.max(2, Runtime.getRuntime().availableProcessors());

    private static final long IDLE_SECONDS = 60;

    /** For what drains; its process is stopped with all the others, after this. */
    private static final long CLOSE_SECONDS = 2;

    private final Scheduler scheduler;
    private final ExecutorService starters = new ThreadPoolExecutor(
            STARTERS,
            STARTERS,
            0,
            TimeUnit.SECONDS,
            new LinkedBlockingQueue<>(),
            DaemonThreads.numbered("shuttle-starter-"),
            new ThreadPoolExecutor.DiscardPolicy());
    private final ExecutorService others = new ThreadPoolExecutor(
            0,
            Integer.MAX_VALUE,
            IDLE_SECONDS,
            TimeUnit.SECONDS,
            new SynchronousQueue<>(),
            DaemonThreads.numbered("shuttle-background-"),
            new ThreadPoolExecutor.DiscardPolicy());
    private volatile boolean closed;

    BackgroundWork(Scheduler scheduler) {
        this.scheduler = scheduler;
    }

    /** Runs something at once, beside everything else. */
    void run(Runnable work) {
        others.execute(logged(work));
    }

    /** Starts a service after a pause; a few are started at a time. A pause holds no thread. */
    void startAfter(Duration pause, Runnable start) {
        scheduler.schedule(pause, () -> starters.execute(logged(start)));
    }

    private static Runnable logged(Runnable work) {
        return () -> {
            try {
                work.run();
            } catch (RuntimeException | Error e) {
                OutOfMemory.exitIfCaused(e);
                LOG.error("work in the background failed", e);
            }
        };
    }

    boolean isClosed() {
        return closed;
    }

    @Override
    public void close() {
        closed = true;
        scheduler.close();
        starters.shutdownNow();
        others.shutdownNow();
        try {
            boolean ignored = others.awaitTermination(CLOSE_SECONDS, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
