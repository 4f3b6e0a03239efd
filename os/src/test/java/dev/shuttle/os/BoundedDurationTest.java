package dev.shuttle.os;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class BoundedDurationTest {
    @Test
    void takesWhatIsWithinItsBounds() {
        for (Duration each : List.of(Duration.ofSeconds(1), Duration.ofMinutes(5), Duration.ofHours(24))) {
            assertEquals(Optional.of(each), parse(each.toString()));
        }
        for (String none : List.of("PT0.9S", "PT24H1S", "-PT5S", "10 s", "", "PT99999999999999999999H", " PT5S")) {
            assertEquals(Optional.empty(), parse(none), none);
        }
    }

    private static Optional<Duration> parse(String text) {
        return BoundedDuration.parse(text, Duration.ofSeconds(1), Duration.ofHours(24));
    }
}
