package dev.shuttle.os;

import java.time.Duration;
import java.time.Instant;

/** Times at which something is to be done, by a wall clock that may be set meanwhile. */
public final class DueTime {
    /** By which a clock may be corrected without our noticing. */
    private static final Duration SLACK = Duration.ofMinutes(5);

    private DueTime() {}

    /**
     * When to do it.
     *
     * @param due as it was decided
     * @param now by the clock
     * @param longest that it is ever put off
     * @return {@code due}; {@code now} if it is farther away than that: the clock was ahead then, and was set back
     */
    public static Instant of(Instant due, Instant now, Duration longest) {
        return due.isAfter(now.plus(longest).plus(SLACK)) ? now : due;
    }
}
