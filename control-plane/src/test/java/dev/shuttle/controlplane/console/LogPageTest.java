package dev.shuttle.controlplane.console;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.shuttle.protocol.LogLine;
import java.time.Instant;
import org.junit.jupiter.api.Test;

class LogPageTest {
    private static final LogLine LINE = new LogLine(Instant.parse("2026-03-04T05:06:07.8Z"), "service", "out", "hello");

    @Test
    void aLineOfAnotherDayHasItsDate() {
        assertEquals("05:06:07", LogPage.time(LINE, Instant.parse("2026-03-04T23:59:59Z")));
        assertEquals("2026-03-04 05:06:07", LogPage.time(LINE, Instant.parse("2026-03-05T00:00:00Z")));
    }
}
