package dev.shuttle.controlplane.certificates;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.Map;

/**
 * Bounds on orders, below those that authorities have: Let's Encrypt takes 300 orders of an account in three hours. A
 * project that adds and removes names takes its own share, and never the platform's. Thread-safe.
 */
final class OrderBounds {
    private static final Duration ALL_WINDOW = Duration.ofHours(3);
    private static final int ALL = 200;
    private static final Duration OWNER_WINDOW = Duration.ofHours(1);
    private static final int OWNER = 20;

    private final Deque<Instant> all = new ArrayDeque<>();
    private final Map<String, Deque<Instant>> owners = new HashMap<>();

    /** When an order may begin: now, and then it counts; or later. */
    synchronized Instant take(WantedCertificate wanted, Instant now) {
        if (wanted.platform()) {
            return now;
        }
        forget(all, now, ALL_WINDOW);
        owners.values().removeIf(each -> forget(each, now, OWNER_WINDOW));
        Deque<Instant> own = owners.getOrDefault(wanted.owner(), new ArrayDeque<>());
        if (own.size() >= OWNER) {
            return own.getFirst().plus(OWNER_WINDOW);
        }
        if (all.size() >= ALL) {
            return all.getFirst().plus(ALL_WINDOW);
        }
        owners.put(wanted.owner(), own);
        own.addLast(now);
        all.addLast(now);
        return now;
    }

    /** Also those to come: the clock was set back. */
    private static boolean forget(Deque<Instant> times, Instant now, Duration window) {
        times.removeIf(each -> each.isBefore(now.minus(window)) || each.isAfter(now));
        return times.isEmpty();
    }
}
