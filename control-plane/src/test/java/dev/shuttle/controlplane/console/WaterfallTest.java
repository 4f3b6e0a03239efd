package dev.shuttle.controlplane.console;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.shuttle.protocol.Deployment;
import dev.shuttle.protocol.Deployment.Step;
import dev.shuttle.protocol.DeploymentState;
import java.net.URI;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class WaterfallTest {
    private static final Instant BEGUN = Instant.parse("2030-01-01T00:00:00Z");

    @Test
    void stepsFollowEachOtherOnOneLineOfTime() {
        Waterfall waterfall = of(step("queue", 0, 1000L), step("build", 1000, 3000L));

        assertEquals("4.0 s", waterfall.time());
        assertEquals("queue 1.0 s, build 3.0 s", waterfall.words());
        assertEquals(
                List.of("0.00%", "25.00%"),
                waterfall.bars().stream().map(Waterfall.Bar::x).toList());
        assertEquals("75.00%", waterfall.bars().get(1).percentWidth());
    }

    @Test
    void aStepUnderWayGrowsUntilNow() {
        Waterfall waterfall = of(step("queue", 0, 0L), step("build", 0, null));

        assertEquals("10 s", waterfall.time());
        assertTrue(waterfall.bars().get(0).ended());
        assertEquals("100.00%", waterfall.bars().get(1).percentWidth());
    }

    @Test
    void staysWithinItsLineWhateverTheClocksSaid() {
        Waterfall waterfall = of(step("queue", 0, 0L), step("build", -5000, 0L), step("switch", 61_000, 500_000_000L));

        for (Waterfall.Bar bar : waterfall.bars()) {
            assertTrue(bar.start() >= 0 && bar.width() > 0 && bar.start() + bar.width() <= 100.001, bar::toString);
        }
        assertEquals(0, Waterfall.of(deployment(), BEGUN).total());
    }

    private static Waterfall of(Step... steps) {
        return Waterfall.of(deployment(steps), BEGUN.plusSeconds(10));
    }

    private static Step step(String name, long after, @Nullable Long millis) {
        return new Step(name, BEGUN.plusMillis(after), millis);
    }

    private static Deployment deployment(Step... steps) {
        return new Deployment(
                "id",
                "shop",
                DeploymentState.BUILDING,
                URI.create("http://shop.localhost"),
                BEGUN,
                null,
                null,
                List.of(steps),
                null,
                null,
                null,
                null,
                null);
    }
}
