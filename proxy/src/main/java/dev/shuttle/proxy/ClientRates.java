package dev.shuttle.proxy;

import dev.shuttle.os.RecentlyUsed;
import java.time.Duration;
import java.util.Map;

/**
 * Counts the requests of each client against one rate (GCRA: one number a client, the time at which its requests so far
 * would have been due one by one). Thread-safe.
 */
final class ClientRates {
    /** Clients remembered; the one that has not asked for longest is forgotten, which lets it ask again. */
    private static final int MOST = 20_000;

    private final long period;
    private final long interval;
    private final Map<String, Long> due = new RecentlyUsed<>(MOST);

    ClientRates(RequestRate rate) {
        period = rate.period().toNanos();
        interval = Math.max(1, period / rate.requests());
    }

    /** Zero, or how long it is to wait; {@code now} as of {@link System#nanoTime}. */
    synchronized Duration ask(String client, long now) {
        Duration pause = pause(client, now);
        if (pause.isZero()) {
            due.put(client, next(client, now));
        }
        return pause;
    }

    /** As {@link #ask}, and counts nothing. */
    synchronized Duration pause(String client, long now) {
        return Duration.ofNanos(Math.max(0, next(client, now) - now - period));
    }

    private long next(String client, long now) {
        Long known = due.get(client);
        return (known == null || known - now < 0 ? now : known) + interval;
    }
}
