package dev.shuttle.controlplane.http;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.shuttle.protocol.Key;
import dev.shuttle.protocol.KeyScope;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class RateLimiterTest {
    private final AtomicLong nanos = new AtomicLong();
    private final RateLimiter rates = new RateLimiter(nanos::get);

    @Test
    void allKeysOfAProjectHaveOneRateBesideTheirOwn() {
        assertEquals(2000, takeAll(key("a", "read:sh")));
        assertEquals(2000, takeAll(key("b", "deploy:sh")));
        assertEquals(
                Optional.of(new RateLimiter.Refusal("the project sh", 200, 1)),
                rates.tryTake(key("c", "deploy:sh"), ""));
        assertEquals(2000, takeAll(key("d", "deploy:vic")));
        assertEquals(2000, takeAll(key("root", "admin")));

        nanos.addAndGet(TimeUnit.SECONDS.toNanos(1));
        assertEquals(100, takeAll(key("a", "read:sh")));
    }

    @Test
    void withoutAKeyANetworkHasOneRate() {
        for (int i = 0; i < 2000; i++) {
            assertEquals(Optional.empty(), rates.tryTake(Optional.empty(), "127.0.0." + (i % 250 + 1)));
        }
        assertEquals(
                Optional.of(new RateLimiter.Refusal("the address 127.0.0.1", 100, 1)),
                rates.tryTake(Optional.empty(), "127.1.2.3"));
        assertEquals(Optional.empty(), rates.tryTake(Optional.empty(), "192.0.2.1"));
    }

    private int takeAll(Optional<Key> key) {
        int taken = 0;
        while (rates.tryTake(key, "192.0.2.9").isEmpty()) {
            taken++;
        }
        return taken;
    }

    private static Optional<Key> key(String name, String scope) {
        return Optional.of(new Key(name, name, KeyScope.parse(scope), Instant.EPOCH, null, null));
    }
}
