package dev.shuttle.proxy;

import java.time.Duration;

/**
 * How many requests one client may send: so many in each period, all at once if it likes, and then as many more as the
 * time that has passed allows.
 */
public record RequestRate(int requests, Duration period) {
    public RequestRate {
        if (requests < 1 || period.isZero() || period.isNegative()) {
            throw new IllegalArgumentException("A rate is of at least one request.");
        }
    }
}
