package dev.shuttle.controlplane.webhook;

import dev.shuttle.controlplane.webhook.DeliveryStore.Waiting;
import dev.shuttle.os.DaemonThreads;
import dev.shuttle.os.DueTime;
import dev.shuttle.os.OutOfMemory;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Takes notices that are due from the store, and has them delivered: of a receiver one after the other, in order, of
 * receivers side by side. The server's own receiver has a thread that no project's can hold. Thread-safe.
 */
final class DeliveryThreads implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(DeliveryThreads.class);

    private static final int FOR_PROJECTS = 4;
    private static final long IDLE_SECONDS = 10;
    private static final long END_MILLIS = 2_000;

    private static final Duration LONGEST_PAUSE = Delivery.PAUSES.get(Delivery.PAUSES.size() - 1);

    /** The longest wait for a time that was decided: the clock may be set. */
    private static final Duration LOOK_AGAIN = Duration.ofMinutes(1);

    /** After the store failed: its disk may be full. */
    private static final Duration STORE_PAUSE = Duration.ofSeconds(10);

    private final Supplier<List<Waiting>> waiting;
    private final Consumer<Waiting> delivery;
    private final ThreadPoolExecutor projects = pool("shuttle-webhook-", FOR_PROJECTS);
    private final ThreadPoolExecutor server = pool("shuttle-server-webhook-", 1);
    private final Set<String> busy = ConcurrentHashMap.newKeySet();

    /** By receiver: not before, since the store failed. */
    private final Map<String, Instant> paused = new ConcurrentHashMap<>();

    private final Thread dispatcher = DaemonThreads.create("shuttle-webhooks", this::run);
    private boolean woken = true;
    private boolean closed;

    /** Of what waits, the oldest of each receiver. */
    DeliveryThreads(Supplier<List<Waiting>> waiting, Consumer<Waiting> delivery) {
        this.waiting = waiting;
        this.delivery = delivery;
    }

    /** Each receiver has one at most in the queue. */
    private static ThreadPoolExecutor pool(String name, int threads) {
        ThreadPoolExecutor pool = new ThreadPoolExecutor(
                threads,
                threads,
                IDLE_SECONDS,
                TimeUnit.SECONDS,
                new LinkedBlockingQueue<>(),
                DaemonThreads.numbered(name),
                new ThreadPoolExecutor.DiscardPolicy());
        pool.allowCoreThreadTimeOut(true);
        return pool;
    }

    void start() {
        dispatcher.start();
    }

    /** There may be something to do. */
    synchronized void wake() {
        woken = true;
        notifyAll();
    }

    private void run() {
        try {
            @Nullable Instant next = null;
            while (awaitWork(next)) {
                next = dispatch();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** Until woken, or that time; false at the end. */
    private synchronized boolean awaitWork(@Nullable Instant until) throws InterruptedException {
        while (!woken && !closed) {
            long millis = until == null
                    ? 0
                    : Math.max(0, Duration.between(Instant.now(), until).toMillis());
            if (until != null && millis == 0) {
                break;
            }
            wait(Math.min(millis, LOOK_AGAIN.toMillis()));
            if (millis > LOOK_AGAIN.toMillis()) {
                break;
            }
        }
        woken = false;
        return !closed;
    }

    /** Returns when the next attempt is due; null if none is. */
    private @Nullable Instant dispatch() {
        try {
            // before the store is read: of one that ends after, what is read may have been delivered
            Set<String> busyBefore = Set.copyOf(busy);
            @Nullable Instant next = null;
            for (Waiting waiting : this.waiting.get()) {
                if (busyBefore.contains(waiting.receiver())) {
                    continue; // its end wakes us
                }
                Instant due = dispatch(waiting);
                next = due != null && (next == null || due.isBefore(next)) ? due : next;
            }
            return next;
        } catch (RuntimeException e) {
            LOG.warn("The webhooks' deliveries cannot be read, and wait", e);
            return Instant.now().plus(STORE_PAUSE);
        }
    }

    private @Nullable Instant dispatch(Waiting waiting) {
        String receiver = waiting.receiver();
        Instant paused = this.paused.getOrDefault(receiver, waiting.nextAt());
        Instant now = Instant.now();
        Instant due = DueTime.of(paused.isAfter(waiting.nextAt()) ? paused : waiting.nextAt(), now, LONGEST_PAUSE);
        if (due.isAfter(now)) {
            return due;
        }
        busy.add(receiver);
        (receiver.equals(Notice.SERVER) ? server : projects).execute(() -> deliver(waiting));
        return null;
    }

    private void deliver(Waiting waiting) {
        try {
            paused.remove(waiting.receiver());
            delivery.accept(waiting);
        } catch (RuntimeException | Error e) {
            OutOfMemory.exitIfCaused(e);
            LOG.warn("The delivery {} to a webhook could not be recorded, and is repeated", waiting.id(), e);
            paused.put(waiting.receiver(), Instant.now().plus(STORE_PAUSE));
        } finally {
            busy.remove(waiting.receiver());
            wake();
        }
    }

    /** The caller ends requests on their way before. */
    @Override
    public void close() {
        synchronized (this) {
            closed = true;
            notifyAll();
        }
        projects.shutdown();
        server.shutdown();
        try {
            dispatcher.join(END_MILLIS);
            boolean ended = projects.awaitTermination(END_MILLIS, TimeUnit.MILLISECONDS)
                    && server.awaitTermination(END_MILLIS, TimeUnit.MILLISECONDS);
            if (!ended) {
                LOG.debug("a webhook's name is still being looked up");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
