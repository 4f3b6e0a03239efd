package dev.shuttle.controlplane.backup;

import dev.shuttle.os.DaemonThreads;
import dev.shuttle.os.DueTime;
import java.io.IOException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeParseException;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Locale;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Makes a backup each time that the newest one in a folder is old enough, and deletes the oldest beyond a number. The files
 * themselves are the record of what was made, so a restart neither repeats nor postpones one. After a failure it tries
 * again in a quarter of an hour. Thread-safe.
 */
public final class ScheduledBackups implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(ScheduledBackups.class);

    private static final Duration RETRY = Duration.ofMinutes(15);
    private static final Duration CLOSE = Duration.ofSeconds(5);
    private static final int TICK_SECONDS = 60;
    private static final String END = ".tgz";
    private static final DateTimeFormatter TIME =
            DateTimeFormatter.ofPattern("uuuuMMdd'T'HHmmss'Z'", Locale.ROOT).withZone(ZoneOffset.UTC);

    private final Schedule schedule;
    private final String prefix;
    private final Parts parts;
    private final ScheduledExecutorService clock =
            Executors.newSingleThreadScheduledExecutor(DaemonThreads.named("backup-schedule"));
    private Instant next = Instant.MIN;
    private boolean contentFailed;

    /**
     * When and where.
     *
     * @param directory for the files; it is never created, since it may be a disk that is not mounted
     * @param every from one backup to the next
     * @param keep how many files of this home are kept, at least 1
     */
    public record Schedule(Path directory, Duration every, int keep) {}

    /**
     * The parts that it works with.
     *
     * @param content makes a backup
     * @param record is told of each outcome
     * @param failed is told why a file could not be made, in a sentence; a failure of its content is told by that
     */
    public record Parts(BackupFile.Content content, BackupRecord record, Consumer<String> failed) {}

    /**
     * Not started yet.
     *
     * @param schedule when and where
     * @param home the id of the home, by which it knows its files
     * @param parts what it works with
     */
    public ScheduledBackups(Schedule schedule, String home, Parts parts) {
        this.schedule = schedule;
        this.prefix = "shuttle-" + home + "-";
        this.parts = parts;
    }

    /** Starts; the first backup that is due begins after a minute, so as not to slow a start. */
    public void start() {
        var unused = clock.scheduleWithFixedDelay(this::tick, TICK_SECONDS, TICK_SECONDS, TimeUnit.SECONDS);
    }

    /** Looks at the wall clock each minute: a machine may have slept, or been set. */
    private void tick() {
        look(Instant.now());
    }

    /** Runs when it is time. */
    void look(Instant now) {
        if (!now.isBefore(DueTime.of(next, now, schedule.every()))) {
            next = run(now);
        }
    }

    /** Makes a backup if one is due, and returns when to look again. */
    Instant run(Instant now) {
        try {
            NavigableMap<Instant, Path> made = made();
            Instant newest = made.isEmpty() ? Instant.MIN : made.lastKey();
            // One from the future was made by a clock that was wrong.
            boolean due = newest.isAfter(now) || !newest.isAfter(now.minus(schedule.every()));
            if (!due) {
                return newest.plus(schedule.every());
            }
            make(now);
            return now.plus(schedule.every());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (IOException | RuntimeException e) {
            if (!clock.isShutdown()) {
                failed(now, e);
            }
        }
        return now.plus(schedule.every().compareTo(RETRY) < 0 ? schedule.every() : RETRY);
    }

    private void make(Instant now) throws IOException, InterruptedException {
        Path file = schedule.directory().resolve(prefix + TIME.format(now) + END);
        new BackupFile(file).write(out -> {
            contentFailed = true;
            parts.content().to(out);
            contentFailed = false;
        });
        LOG.info("Backup complete: {}", file);
        parts.record().succeeded();
        NavigableMap<Instant, Path> made = made();
        // Those from the future first, which a wrong clock named: the one of now would be the oldest, and go at once.
        Deque<Path> oldestFirst = new ArrayDeque<>(made.tailMap(now, false).values());
        oldestFirst.addAll(made.headMap(now, true).values());
        while (oldestFirst.size() > schedule.keep()) {
            Files.deleteIfExists(oldestFirst.removeFirst());
        }
    }

    private void failed(Instant now, Exception failure) {
        String reason = failure.getMessage() == null ? failure.toString() : failure.getMessage();
        LOG.warn("The scheduled backup to {} failed: {}", schedule.directory(), reason, failure);
        try {
            parts.record().failed(now, reason);
        } catch (IOException e) {
            LOG.warn("That cannot be recorded in the home either: {}", e.toString());
        }
        if (!contentFailed) {
            parts.failed().accept(reason);
        }
        contentFailed = false;
    }

    /** The files of this home by their times, the oldest first; what a killed run left aside is deleted. */
    private NavigableMap<Instant, Path> made() throws IOException {
        if (!Files.isDirectory(schedule.directory())) {
            throw new IOException("The folder for backups " + schedule.directory()
                    + " does not exist. Create it, or mount its disk.");
        }
        NavigableMap<Instant, Path> made = new TreeMap<>();
        try (DirectoryStream<Path> files = Files.newDirectoryStream(schedule.directory())) {
            for (Path file : files) {
                String name = file.getFileName().toString();
                if (name.startsWith("." + prefix) && name.endsWith(".part")) {
                    Files.deleteIfExists(file);
                }
                time(name).ifPresent(time -> made.put(time, file));
            }
        } catch (DirectoryIteratorException e) {
            throw e.getCause();
        }
        return made;
    }

    private Optional<Instant> time(String name) {
        if (!name.startsWith(prefix) || !name.endsWith(END)) {
            return Optional.empty();
        }
        try {
            return Optional.of(
                    TIME.parse(name.substring(prefix.length(), name.length() - END.length()), Instant::from));
        } catch (DateTimeParseException e) {
            return Optional.empty();
        }
    }

    /** A backup that is being made is broken off, and its file deleted. */
    @Override
    public void close() throws InterruptedException {
        clock.shutdownNow();
        if (!clock.awaitTermination(CLOSE.toSeconds(), TimeUnit.SECONDS)) {
            LOG.warn(
                    "A backup is still being written to {}; what is left is deleted by the next start",
                    schedule.directory());
        }
    }
}
