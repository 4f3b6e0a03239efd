package dev.shuttle.controlplane.log;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.shuttle.os.DaemonThreads;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DeploymentLogTest {
    private static final int SEGMENT = 2000;

    @TempDir
    Path folder;

    @Test
    void aLongLineIsMaskedBeforeItIsCutIntoPieces() throws Exception {
        Masks masks = new Masks();
        masks.add("app", List.of("QAZWSXEDCRFVTGBYHNUJ"));
        DeploymentLog log = new DeploymentLog(folder, 1 << 20, masks, "app");
        String text = "x".repeat(16_375) + "QAZWSXEDCRFVTGBYHNUJ" + "\uD83D\uDE80".repeat(20_000);

        log.sink("service").line("out", text);

        List<String> pieces =
                read(log, 0).stream().map(entry -> entry.line().line()).toList();
        assertEquals(4, pieces.size());
        assertTrue(pieces.stream().limit(3).allMatch(piece -> piece.endsWith("…")));
        assertTrue(pieces.stream().allMatch(piece -> piece.length() <= 16 * 1024));
        String joined = pieces.stream().map(piece -> piece.replace("…", "")).collect(Collectors.joining());
        assertEquals(text.replace("QAZWSXEDCRFVTGBYHNUJ", "***"), joined);
    }

    @Test
    void linesAreReadBackInOrderWithSourceAndStream() throws IOException {
        DeploymentLog log = new DeploymentLog(folder, SEGMENT, new Masks(), "app");
        log.sink("build").line("out", "Grüße, \"quoted\"\tand\u0000control");
        log.sink("service").line("err", "second");
        List<LogReader.Entry> entries = read(log, 0);
        assertEquals(
                "Grüße, \"quoted\"\tand\u0000control", entries.get(0).line().line());
        assertEquals("build", entries.get(0).line().source());
        assertEquals("err", entries.get(1).line().stream());
        assertEquals(2, entries.size());
    }

    @Test
    void aReaderGoesOnWhereAnEarlierOneStopped() throws IOException {
        DeploymentLog log = new DeploymentLog(folder, SEGMENT, new Masks(), "app");
        for (int i = 0; i < 50; i++) {
            log.sink("service").line("out", "line " + i);
        }
        List<LogReader.Entry> all = read(log, 0);
        List<LogReader.Entry> rest = read(log, all.get(19).next());
        assertEquals("line 20", rest.get(0).line().line());
        assertEquals(30, rest.size());
    }

    @Test
    void aFloodKeepsTheNewestLinesWithinTheBound() throws IOException {
        DeploymentLog log = new DeploymentLog(folder, SEGMENT, new Masks(), "app");
        for (int i = 0; i < 1000; i++) {
            log.sink("service").line("out", "line " + i);
        }
        List<LogReader.Entry> kept = read(log, 0);
        assertEquals("line 999", kept.get(kept.size() - 1).line().line());
        assertTrue(size() <= (long) SEGMENT * DeploymentLog.SEGMENTS, () -> "bytes on disk: " + quietSize());
    }

    @Test
    void aFollowerReadsOnAcrossSegmentsThatBeginAndGo() throws IOException {
        DeploymentLog log = new DeploymentLog(folder, SEGMENT, new Masks(), "app");
        List<String> seen = new ArrayList<>();
        try (LogReader reader = new LogReader(log, 0)) {
            for (int i = 0; i < 300; i++) {
                log.sink("service").line("out", "line " + i);
                for (Optional<LogReader.Entry> e = reader.next(); e.isPresent(); e = reader.next()) {
                    seen.add(e.get().line().line());
                }
            }
        }
        assertEquals(300, seen.size());
        assertEquals("line 299", seen.get(299));
    }

    @Test
    void aNewControlPlaneAddsToTheLogOfTheOneBefore() throws IOException {
        new DeploymentLog(folder, SEGMENT, new Masks(), "app").sink("service").line("out", "before");
        DeploymentLog log = new DeploymentLog(folder, SEGMENT, new Masks(), "app");
        log.sink("service").line("out", "after");
        assertEquals(
                List.of("before", "after"),
                read(log, 0).stream().map(entry -> entry.line().line()).toList());
    }

    @Test
    void aLogWhoseFilesSomebodyRemovedGoesOnInNewOnes() throws IOException {
        AtomicLong nanos = new AtomicLong();
        DeploymentLog log = new DeploymentLog(folder.resolve("log"), SEGMENT, new Masks(), "app", null, nanos::get);
        log.sink("service").line("out", "before");
        try (Stream<Path> files = Files.list(folder.resolve("log"))) {
            for (Path file : files.toList()) {
                Files.delete(file);
            }
        }
        Files.delete(folder.resolve("log"));
        nanos.addAndGet(Duration.ofSeconds(2).toNanos());

        log.sink("service").line("out", "after");
        log.sink("service").line("out", "that");

        assertEquals(
                List.of("after", "that"),
                read(log, 0).stream().map(entry -> entry.line().line()).toList());
        DeploymentLog later = new DeploymentLog(folder.resolve("log"), SEGMENT, new Masks(), "app");
        later.sink("service").line("out", "of the next server");
        assertEquals(3, read(later, 0).size());
    }

    @Test
    void halfALineLeftByACrashCostsNoOtherLine() throws IOException {
        new DeploymentLog(folder, SEGMENT, new Masks(), "app").sink("service").line("out", "before");
        try (Stream<Path> files = Files.list(folder)) {
            Files.writeString(files.findFirst().orElseThrow(), "{\"at\":\"20", StandardOpenOption.APPEND);
        }
        DeploymentLog log = new DeploymentLog(folder, SEGMENT, new Masks(), "app");
        log.sink("service").line("out", "after");
        assertEquals(
                List.of("before", "after"),
                read(log, 0).stream().map(entry -> entry.line().line()).toList());
    }

    @Test
    void aLineWithoutEndIsCut() throws IOException {
        DeploymentLog log = new DeploymentLog(folder, 1 << 20, new Masks(), "app");
        log.sink("service").line("out", "x".repeat(100_000));
        assertTrue(read(log, 0).get(0).line().line().length() < 20_000);
    }

    @Test
    void followersGetEachLineOnceInOrderWhetherItIsInMemoryOrNot() throws Exception {
        DeploymentLog log = new DeploymentLog(folder, 4 << 20, new Masks(), "app");
        int lines = 80_000;
        List<Thread> followers = new ArrayList<>();
        List<String> faults = Collections.synchronizedList(new ArrayList<>());
        for (int i = 0; i < 3; i++) {
            followers.add(DaemonThreads.start("follower", () -> {
                try (LogReader reader = new LogReader(log, 0)) {
                    for (int expected = 0; expected < lines; expected++) {
                        Optional<LogReader.Entry> next = reader.next();
                        while (next.isEmpty()) {
                            reader.await(1_000);
                            next = reader.next();
                        }
                        if (!next.get().line().line().equals("line " + expected)) {
                            faults.add(next.get().line().line() + " in the place of " + expected);
                            return;
                        }
                    }
                } catch (IOException | InterruptedException e) {
                    faults.add(e.toString());
                }
            }));
        }
        LineSink sink = log.sink("service");
        for (int i = 0; i < lines; i++) {
            sink.line("out", "line " + i);
        }
        for (Thread follower : followers) {
            follower.join(30_000);
            assertFalse(follower.isAlive(), "a follower is still waiting");
        }
        assertEquals(List.of(), faults);
        assertEquals(List.of(), log.recent(0), "nothing stays in memory without followers");
        log.closeFile();
    }

    private static List<LogReader.Entry> read(DeploymentLog log, long position) throws IOException {
        List<LogReader.Entry> entries = new ArrayList<>();
        try (LogReader reader = new LogReader(log, position)) {
            for (Optional<LogReader.Entry> entry = reader.next(); entry.isPresent(); entry = reader.next()) {
                entries.add(entry.get());
            }
        }
        return entries;
    }

    private long size() throws IOException {
        long total = 0;
        try (Stream<Path> files = Files.list(folder)) {
            for (Path file : files.toList()) {
                total += Files.size(file);
            }
        }
        return total;
    }

    private String quietSize() {
        try {
            return Long.toString(size());
        } catch (IOException e) {
            return e.toString();
        }
    }
}
