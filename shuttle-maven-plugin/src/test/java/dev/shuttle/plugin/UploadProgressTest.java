package dev.shuttle.plugin;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import org.apache.maven.plugin.logging.Log;
import org.apache.maven.plugin.logging.SystemStreamLog;
import org.junit.jupiter.api.Test;

class UploadProgressTest {

    private static final long TOTAL = 50_000_000;

    private final List<String> logged = new ArrayList<>();
    private final ByteArrayOutputStream terminal = new ByteArrayOutputStream();
    private final AtomicLong clock = new AtomicLong();
    private final Log log = new SystemStreamLog() {
        @Override
        public void info(CharSequence line) {
            logged.add(line.toString());
        }
    };

    @Test
    void drawsABarOnATerminalAndLogsNothing() {
        upload(true, TOTAL, Duration.ofSeconds(1));

        String drawn = terminal.toString(StandardCharsets.UTF_8);
        assertTrue(drawn.contains("\r[====================                    ]  50 % of 50.0 MB"), drawn);
        assertTrue(drawn.endsWith("] 100 % of 50.0 MB" + System.lineSeparator()), drawn);
        assertEquals(List.of(), logged);
    }

    @Test
    void logsTenLinesOfASlowUploadElsewhere() {
        upload(false, TOTAL, Duration.ofSeconds(1));

        assertEquals(10, logged.size(), logged::toString);
        assertEquals("Uploaded  10 % of 50.0 MB", logged.get(0));
        assertEquals("Uploaded 100 % of 50.0 MB", logged.get(9));
        assertEquals(0, terminal.size());
    }

    @Test
    void logsTheEndOfAQuickUploadAndNothingOfASmallOne() {
        upload(false, TOTAL, Duration.ofMillis(1));
        upload(false, 1_000_000, Duration.ofSeconds(1));

        assertEquals(List.of("Uploaded 100 % of 50.0 MB"), logged);
    }

    private void upload(boolean bar, long total, Duration perCent) {
        PrintStream out = new PrintStream(terminal, true, StandardCharsets.UTF_8);
        try (UploadProgress progress = new UploadProgress(bar, log, out, clock::get)) {
            for (int percent = 1; percent <= 100; percent++) {
                clock.addAndGet(perCent.toNanos());
                progress.sent(total * percent / 100, total);
            }
        }
    }
}
