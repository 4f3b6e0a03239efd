package dev.shuttle.os;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * The time for those who delete by age. A wall clock that is set ahead by mistake makes all things old at once, so a leap of
 * it counts only after some hours, in which it can be put right. Thread-safe.
 */
public final class AgeClock implements InstantSource {
    /** A leap: more than a clock drifts, and a machine sleeps over night. */
    static final Duration LEAP = Duration.ofDays(2);

    /** In which a wrong clock is noticed: certificates and keys are refused. */
    static final Duration DOUBT = Duration.ofHours(12);

    private final InstantSource wall;
    private final LongSupplier nanos;
    private Instant believed; // guarded by this, as the next ones
    private long believedAt;
    private @Nullable Long doubtedAt;

    /**
     * Begins with what was written last.
     *
     * @param wall the clock that may be set
     * @param nanos one that only goes on
     * @param last a time that this clock has told before, in an earlier run; null if none is known
     */
    public AgeClock(InstantSource wall, LongSupplier nanos, @Nullable Instant last) {
        this.wall = wall;
        this.nanos = nanos;
        this.believed = last == null ? wall.instant() : last;
        this.believedAt = nanos.getAsLong();
    }

    @Override
    public synchronized Instant instant() {
        Instant now = wall.instant();
        long at = nanos.getAsLong();
        Instant expected = believed.plusNanos(at - believedAt);
        if (now.isAfter(expected.plus(LEAP))) {
            long since = doubtedAt == null ? at : doubtedAt;
            doubtedAt = since;
            if (at - since < DOUBT.toNanos()) {
                return expected;
            }
        }
        doubtedAt = null;
        believed = now;
        believedAt = at;
        return now;
    }
}
