package dev.shuttle.proxy;

import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.atomic.AtomicInteger;

/** A bounded number of places, of which each key gets a share at most, so none shuts the others out. Thread-safe. */
final class Places {
    private final int most;
    private final AtomicInteger taken = new AtomicInteger();
    private final ConcurrentMap<String, Integer> byKey = new ConcurrentHashMap<>();

    Places(int most) {
        this.most = most;
    }

    /** Takes one, if there is one and this key has not its share yet. */
    boolean take(String key, int share) {
        if (taken.incrementAndGet() > most) {
            taken.decrementAndGet();
            return false;
        }
        if (byKey.merge(key, 1, Integer::sum) > share) {
            giveBack(key);
            return false;
        }
        return true;
    }

    void giveBack(String key) {
        byKey.computeIfPresent(key, (same, count) -> count == 1 ? null : count - 1);
        taken.decrementAndGet();
    }
}
