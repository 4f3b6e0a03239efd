package dev.shuttle.controlplane.certificates;

import dev.shuttle.os.DaemonThreads;
import dev.shuttle.os.DueTime;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Has somebody look at what is due, when it is or when woken, and runs what that finds: for an owner one after the other. Thread-safe. */
final class OrderThreads implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(OrderThreads.class);

    /** They wait nearly all of the time. */
    private static final int THREADS = 4;

    private static final long IDLE_SECONDS = 10;
    private static final long END_MILLIS = 2_000;

    /** The longest wait: the clock of a machine may be set, and a machine may sleep. */
    static final Duration LOOK_AGAIN = Duration.ofMinutes(10);

    private final Clock clock;
    private final Supplier<Instant> look;
    private final Set<String> busy = ConcurrentHashMap.newKeySet();
    private final ThreadPoolExecutor workers = new ThreadPoolExecutor(
            THREADS,
            THREADS,
            IDLE_SECONDS,
            TimeUnit.SECONDS,
            new LinkedBlockingQueue<>(), // one at most of each owner
            DaemonThreads.numbered("shuttle-acme-"));
    private Set<String> busyBefore = Set.of(); // the dispatcher's own
    private @Nullable Thread dispatcher; // guarded by this, as the next ones
    private boolean woken;
    private boolean closed;

    /** {@code look} begins what is due, and returns when something will be. */
    OrderThreads(Clock clock, Supplier<Instant> look) {
        this.clock = clock;
        this.look = look;
        workers.allowCoreThreadTimeOut(true);
    }

    synchronized void start() {
        dispatcher = DaemonThreads.start("shuttle-certificates", this::run);
    }

    synchronized void wake() {
        woken = true;
        notifyAll();
    }

    private void run() {
        try {
            Instant next = clock.instant();
            while (awaitWork(next)) {
                next = look();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private Instant look() {
        try {
            busyBefore = Set.copyOf(busy);
            return look.get();
        } catch (RejectedExecutionException e) {
            // We are closed.
        } catch (RuntimeException e) {
            LOG.warn("The certificates that are needed cannot be found out, and wait", e);
        }
        return clock.instant().plus(LOOK_AGAIN);
    }

    /** Until woken, or that time; false at the end. */
    private synchronized boolean awaitWork(Instant until) throws InterruptedException {
        Instant due = until;
        while (!woken && !closed && due.isAfter(clock.instant())) {
            due = DueTime.of(until, clock.instant(), LOOK_AGAIN);
            long millis = Duration.between(clock.instant(), due).toMillis();
            wait(Math.max(1, Math.min(LOOK_AGAIN.toMillis(), millis)));
        }
        woken = false;
        return !closed;
    }

    /**
     * Called by {@code look}. Does nothing if something of this owner runs, or ran when {@code look} began: what was looked at
     * may be older than its end, after which {@code look} is asked again.
     */
    void begin(String owner, Runnable work) {
        if (!busyBefore.contains(owner) && busy.add(owner)) {
            workers.execute(() -> {
                try {
                    work.run();
                } finally {
                    busy.remove(owner);
                    wake();
                }
            });
        }
    }

    /** Work that has begun ends by itself. */
    @Override
    public void close() {
        @Nullable Thread begun;
        synchronized (this) {
            closed = true;
            begun = dispatcher;
            notifyAll();
        }
        workers.shutdown();
        try {
            if (begun != null) {
                begun.join(END_MILLIS);
            }
            if (!workers.awaitTermination(END_MILLIS, TimeUnit.MILLISECONDS)) {
                LOG.debug("an order still waits for the authority's answer");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
