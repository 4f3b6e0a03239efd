package dev.shuttle.controlplane.log;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.shuttle.protocol.LogLine;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The bounds of a log, by its lines a second and by their age. */
class FloodTest {
    private static final int SEGMENT = 64 << 20;

    @TempDir
    private Path folder;

    private final AtomicLong nanos = new AtomicLong();

    @Test
    void aFloodIsCutAndWhatIsLeftOutIsCounted() throws Exception {
        DeploymentLog log = new DeploymentLog(folder, SEGMENT, new Masks(), "shop", null, nanos::get);
        LineSink sink = log.sink("service");
        for (int i = 0; i < FloodBound.BURST + 12_345; i++) {
            sink.line("out", "flood");
        }
        nanos.addAndGet(TimeUnit.SECONDS.toNanos(1));
        sink.line("out", "after");

        List<LogLine> lines = read(log);

        assertEquals(FloodBound.BURST + 2, lines.size());
        LogLine mark = lines.get(FloodBound.BURST);
        assertEquals("… 12,345 lines left out: more than 20,000 a second", mark.line());
        assertEquals("shuttle", mark.source());
        assertEquals("after", lines.get(FloodBound.BURST + 1).line());
        log.closeFile();
    }

    @Test
    void theMarkStandsAtTheEndToo() throws Exception {
        DeploymentLog log = new DeploymentLog(folder, SEGMENT, new Masks(), "shop", null, nanos::get);
        for (int i = 0; i < FloodBound.BURST + 7; i++) {
            log.sink("service").line("out", "flood");
        }
        log.closeFile();
        assertTrue(read(log).get(FloodBound.BURST).line().startsWith("… 7 lines left out"));
    }

    @Test
    void tenThousandLinesASecondAreNoFlood() throws Exception {
        FloodBound bound = new FloodBound(nanos::get);
        for (int i = 0; i < 300_000; i++) {
            assertTrue(bound.takes(), "line " + i);
            nanos.addAndGet(100_000);
        }
    }

    @Test
    void linesGoWhenTheyAreOldEnoughAndTheLogGoesOn() throws Exception {
        try (DeploymentLogs logs =
                new DeploymentLogs(folder, new Masks(), Duration.ofDays(30), InstantSource.system(), null)) {
            logs.of("shop", "old").sink("service").line("out", "of last year");
            logs.of("shop", "new").sink("service").line("out", "of today");
            Path segment = folder.resolve("shop/old/0000000000000000.ndjson");
            Files.setLastModifiedTime(segment, FileTime.from(Instant.now().minus(Duration.ofDays(31))));

            logs.removeOld();

            assertFalse(Files.exists(segment));
            assertEquals(List.of(), read(logs.of("shop", "old")));
            assertEquals("of today", read(logs.of("shop", "new")).get(0).line());
            logs.of("shop", "old").sink("service").line("out", "again");
            assertEquals("again", read(logs.of("shop", "old")).get(0).line());
        }
    }

    private static List<LogLine> read(DeploymentLog log) throws Exception {
        List<LogLine> lines = new ArrayList<>();
        try (LogReader reader = new LogReader(log, 0)) {
            for (Optional<LogReader.Entry> entry = reader.next(); entry.isPresent(); entry = reader.next()) {
                lines.add(entry.get().line());
            }
        }
        return lines;
    }
}
