package dev.shuttle.controlplane.certificates;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

class OrderBoundsTest {
    private static final Instant NOW = Instant.parse("2026-01-01T00:00:00Z");

    private final OrderBounds bounds = new OrderBounds();

    private static WantedCertificate of(String owner, int number) {
        String name = "n" + number + "." + owner;
        return new WantedCertificate(name, List.of(name), owner, false);
    }

    @Test
    void aProjectThatChangesItsNamesAllTheTimeHasTwentyOrdersAnHour() {
        for (int i = 0; i < 20; i++) {
            assertEquals(NOW, bounds.take(of("a.test", i), NOW));
        }
        assertEquals(NOW.plus(Duration.ofHours(1)), bounds.take(of("a.test", 21), NOW.plusSeconds(60)));
        assertEquals(NOW, bounds.take(of("b.test", 1), NOW), "Others have theirs");
        Instant later = NOW.plus(Duration.ofHours(1)).plusSeconds(1);
        assertEquals(later, bounds.take(of("a.test", 22), later));
    }

    @Test
    void manyProjectsTogetherStayBelowTheBoundOfAnAuthority() {
        int taken = 0;
        for (int i = 0; i < 400; i++) {
            taken += bounds.take(of("p" + i + ".test", 1), NOW).equals(NOW) ? 1 : 0;
        }
        assertEquals(200, taken);
        assertTrue(bounds.take(of("last.test", 1), NOW.plusSeconds(1)).isAfter(NOW.plus(Duration.ofHours(2))));
    }

    @Test
    void ordersThatAClockAheadOfItsTimeCountedCountNoMore() {
        Instant ahead = NOW.plus(Duration.ofDays(365));
        for (int i = 0; i < 20; i++) {
            bounds.take(of("a.test", i), ahead);
        }

        assertEquals(NOW, bounds.take(of("a.test", 21), NOW));
    }
}
