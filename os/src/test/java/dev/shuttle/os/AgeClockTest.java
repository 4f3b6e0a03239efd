package dev.shuttle.os;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class AgeClockTest {
    private static final Instant BEGIN = Instant.parse("2026-11-30T00:00:00Z");
    private static final Duration YEAR = Duration.ofDays(365);

    private Instant wall = BEGIN;
    private long nanos;

    private AgeClock clock(@Nullable Instant last) {
        return new AgeClock(() -> wall, () -> nanos, last);
    }

    private void pass(Duration time) {
        wall = wall.plus(time);
        nanos += time.toNanos();
    }

    @Test
    void itGoesWithTheWallClockAndWithItBack() {
        AgeClock clock = clock(null);
        pass(Duration.ofDays(90));
        assertEquals(BEGIN.plus(Duration.ofDays(90)), clock.instant());
        wall = BEGIN;
        assertEquals(BEGIN, clock.instant());
    }

    @Test
    void aClockThatIsSetAheadAndPutRightMakesNothingOld() {
        AgeClock clock = clock(null);
        wall = wall.plus(YEAR);
        assertEquals(BEGIN, clock.instant());
        pass(Duration.ofHours(11));
        assertEquals(BEGIN.plus(Duration.ofHours(11)), clock.instant());
        wall = wall.minus(YEAR);
        assertEquals(BEGIN.plus(Duration.ofHours(11)), clock.instant());
    }

    @Test
    void oneThatStaysIsBelieved() {
        AgeClock clock = clock(null);
        wall = wall.plus(YEAR);
        assertEquals(BEGIN, clock.instant());
        pass(Duration.ofHours(13));
        assertEquals(BEGIN.plus(YEAR).plus(Duration.ofHours(13)), clock.instant());
    }

    @Test
    void aStartWithAWrongClockIsNotBelievedAtOnceEither() {
        AgeClock clock = clock(BEGIN.minus(YEAR));
        assertEquals(BEGIN.minus(YEAR), clock.instant());
        assertEquals(BEGIN, clock(BEGIN.minus(Duration.ofHours(30))).instant());
    }
}
