package dev.shuttle.proxy;

import java.time.Duration;
import java.util.EnumMap;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;

/** Tells a service's log what was wrong with its connections, each kind once a minute at most. Thread-safe. */
final class Complaints {
    /** Also how long a service that sent bytes unasked gets a connection of its own for each request. */
    static final Duration PAUSE = Duration.ofMinutes(1);

    private final Consumer<String> log;
    private final Map<Unclean, AtomicLong> next = new EnumMap<>(Unclean.class);

    /** The log is written to on an event loop, and must not block it. */
    Complaints(Consumer<String> log) {
        this.log = log;
        for (Unclean kind : Unclean.values()) {
            next.put(kind, new AtomicLong(System.nanoTime()));
        }
    }

    void tell(Unclean kind) {
        long now = System.nanoTime();
        AtomicLong kept = of(kind);
        long due = kept.get();
        if (now - due >= 0 && kept.compareAndSet(due, now + PAUSE.toNanos())) {
            log.accept(kind.text());
        }
    }

    /** Whether it was told of this in the last minute. */
    boolean isRecent(Unclean kind) {
        return System.nanoTime() - of(kind).get() < 0;
    }

    private AtomicLong of(Unclean kind) {
        return Objects.requireNonNull(next.get(kind));
    }
}
