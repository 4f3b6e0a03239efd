package dev.shuttle.os;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class DurationTextTest {

    @ParameterizedTest
    @CsvSource({"90s, PT1M30S", "10m, PT10M", "2h, PT2H", "1d, PT24H", "2w, PT336H", "' 5m ', PT5M"})
    void aNumberWithItsUnitIsADuration(String text, Duration duration) {
        assertEquals(duration, Duration.parse(DurationText.iso(text)));
    }

    @ParameterizedTest
    @ValueSource(strings = {"PT10M", "10", "10M", "10 m", "-10m", "1.5h", "9999999999s", "1h30m", "2027-01-31"})
    void anyOtherTextIsLeftAsItIs(String text) {
        assertEquals(text, DurationText.iso(text));
    }

    @Test
    void boundsHoldForItToo() {
        assertEquals(
                Duration.ofSeconds(30),
                BoundedDuration.parse("30s", Duration.ofSeconds(1), Duration.ofHours(24))
                        .orElseThrow());
        assertTrue(BoundedDuration.parse("2d", Duration.ofSeconds(1), Duration.ofHours(24))
                .isEmpty());
    }
}
