package dev.shuttle.plugin;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class QuietTimeTest {
    private long now;

    @Test
    void aSilentBuildIsHeardOfAtGrowingPauses() {
        QuietTime quiet = new QuietTime(() -> Duration.ofSeconds(now).toNanos());
        List<Long> shown = new ArrayList<>();
        for (now = 0; now <= 100; now++) {
            if (quiet.isLong()) {
                shown.add(now);
                quiet.ended();
            }
        }
        assertEquals(List.of(10L, 30L, 70L), shown);
    }
}
