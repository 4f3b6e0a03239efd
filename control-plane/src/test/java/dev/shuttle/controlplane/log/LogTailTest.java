package dev.shuttle.controlplane.log;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.shuttle.protocol.Json;
import dev.shuttle.protocol.LogLine;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LogTailTest {
    private static final Instant BEGUN = Instant.parse("2026-01-01T12:00:00Z");

    @TempDir
    Path folder;

    @Test
    void theLastLinesOfSeveralLogsAreThoseThatWereWrittenLast() throws IOException {
        DeploymentLog old = written("old", 0, 10, "old ");
        DeploymentLog current = written("new", 7, 5, "new ");

        assertEquals(List.of("old 9", "new 2", "new 3", "new 4"), sorted(tail(LogFilter.ALL, 4, current, old)));
        assertEquals(List.of("new 4"), tail(LogFilter.ALL, 1, old, current));
    }

    @Test
    void allLinesAreMergedByTime() throws IOException {
        DeploymentLog old = written("old", 0, 3, "old ");
        DeploymentLog current = written("new", 10, 2, "new ");

        assertEquals(
                List.of("old 0", "old 1", "old 2", "new 0", "new 1"), tail(LogFilter.ALL, LogTail.ALL, current, old));
    }

    @Test
    void onlyLinesWithTheTextSinceATimeAndOfASourceAreCounted() throws IOException {
        DeploymentLog log = written("a", 0, 100, "line ");

        assertEquals(
                List.of("line 89", "line 90"),
                tail(new LogFilter(null, null, "LINE "), 100, log).subList(89, 91));
        assertEquals(
                List.of("line 79", "line 89"),
                tail(new LogFilter("service", null, "9"), 12, log).subList(0, 2));
        assertEquals(List.of("line 98", "line 99"), tail(new LogFilter(null, BEGUN.plusSeconds(98), null), 50, log));
        assertEquals(List.of(), tail(new LogFilter("build", null, null), 50, log));
    }

    @Test
    void linesOfManyBytesAndOfSeveralSegmentsAreReadBackwards() throws IOException {
        DeploymentLog log = new DeploymentLog(folder.resolve("long"), 400_000, new Masks(), "app");
        List<String> all = new ArrayList<>();
        for (int i = 0; i < 60; i++) {
            String line = i + " " + "ü\"".repeat(i % 7 * 1000);
            all.add(line);
            log.sink("service").line("out", line);
        }
        List<String> backwards = new ArrayList<>();
        try (BackwardLogReader reader = new BackwardLogReader(log)) {
            for (Optional<BackwardLogReader.Entry> e = reader.previous(); e.isPresent(); e = reader.previous()) {
                backwards.add(0, e.get().line().line());
                try (LogReader forward = new LogReader(log, e.get().position())) {
                    assertEquals(e.get().line(), forward.next().orElseThrow().line());
                }
            }
        }
        assertEquals(all, backwards);
    }

    @Test
    void noLinesAreWantedAndThoseToComeAreRead() throws IOException {
        DeploymentLog log = new DeploymentLog(folder.resolve("live"), 400_000, new Masks(), "app");
        log.sink("service").line("out", "before");
        try (MergedLogReader reader =
                new MergedLogReader(new LogTail(LogFilter.ALL, 0, () -> {}).starts(List.of(log)))) {
            reader.live(Set.of(log));
            assertEquals(Optional.empty(), reader.next());
            log.sink("service").line("out", "after");
            assertEquals("after", reader.next().orElseThrow().line().line());
        }
    }

    /** Lines of the same second may come in either order. */
    private static List<String> sorted(List<String> lines) {
        return lines.stream()
                .sorted(Comparator.comparing((String line) -> line.startsWith("new"))
                        .thenComparing(line -> line))
                .toList();
    }

    private static List<String> tail(LogFilter filter, long most, DeploymentLog... logs) throws IOException {
        List<String> lines = new ArrayList<>();
        try (MergedLogReader reader = new MergedLogReader(new LogTail(filter, most, () -> {}).starts(List.of(logs)))) {
            for (Optional<LogReader.Entry> next = reader.next(); next.isPresent(); next = reader.next()) {
                if (filter.accepts(next.get().line())) {
                    lines.add(next.get().line().line());
                }
            }
        }
        return lines;
    }

    /** A line a second. */
    private DeploymentLog written(String name, int first, int count, String text) throws IOException {
        Path own = Files.createDirectories(folder.resolve(name));
        StringBuilder json = new StringBuilder();
        for (int i = 0; i < count; i++) {
            LogLine line = new LogLine(BEGUN.plusSeconds(first + i), "service", "out", text + i);
            json.append(Json.MAPPER.writeValueAsString(line)).append('\n');
        }
        Path file = Files.writeString(own.resolve("0000000000000000.ndjson"), json);
        Files.setLastModifiedTime(file, FileTime.from(BEGUN.plusSeconds(first + count - 1)));
        return new DeploymentLog(own, 400_000, new Masks(), "app");
    }
}
