package dev.shuttle.controlplane.log;

import com.fasterxml.jackson.core.JsonProcessingException;
import dev.shuttle.protocol.Json;
import dev.shuttle.protocol.LogLine;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.LongSupplier;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The log of one deployment: lines of JSON in segment files, each named by the position of its first byte. The oldest
 * segments go when there are too many, so that a log never takes more than {@value #SEGMENTS} segments. Thread-safe;
 * writers never wait for readers.
 */
public final class DeploymentLog {
    private static final Logger LOG = LoggerFactory.getLogger(DeploymentLog.class);

    /** Segments kept: the bound on a log is 16 MiB. */
    static final int SEGMENTS = 4;

    /** A line that is longer is stored as several: readers hold a line in memory. */
    private static final int LONGEST_LINE = 16 * 1024;

    /** How soon a file that somebody removed is no longer written to. */
    private static final long LOOK_AGAIN_NANOS = TimeUnit.SECONDS.toNanos(1);

    /** Of the newest lines, for those who follow: some tenths of a second of a flood. */
    private static final int RECENT_BYTES = 1 << 20;

    private final Path folder;
    private final int segmentBytes;
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition grown = lock.newCondition();
    private final Condition woken = lock.newCondition();
    private long wakes;
    private final TreeMap<Long, Path> segments = new TreeMap<>();
    private @Nullable FileOutputStream open;
    private long end;
    private int followers;

    /** The newest lines, while somebody follows. */
    private final List<LogReader.Entry> recent = new ArrayList<>();

    private long recentBytes;
    private final Masks masks;
    private final String project;
    private final String deployment;
    private final @Nullable LogDrain drain;
    private final FloodBound flood;
    private final LongSupplier nanos;
    private long looked;
    private boolean broken;
    private long lost;

    DeploymentLog(Path folder, int segmentBytes, Masks masks, String project) throws IOException {
        this(folder, segmentBytes, masks, project, null, System::nanoTime);
    }

    /** With where its lines are sent to as well, and a clock of nanoseconds. */
    DeploymentLog(
            Path folder, int segmentBytes, Masks masks, String project, @Nullable LogDrain drain, LongSupplier nanos)
            throws IOException {
        this.drain = drain;
        this.flood = new FloodBound(nanos);
        this.nanos = nanos;
        this.looked = nanos.getAsLong();
        this.deployment = String.valueOf(folder.getFileName());
        this.folder = folder;
        this.masks = masks;
        this.project = project;
        this.segmentBytes = segmentBytes;
        if (Files.isDirectory(folder)) {
            findSegments();
        }
    }

    private void findSegments() throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            files.filter(file -> file.toString().endsWith(".ndjson")).forEach(file -> {
                String name = file.getFileName().toString();
                segments.put(Long.parseLong(name.substring(0, name.length() - ".ndjson".length())), file);
            });
        }
        if (!segments.isEmpty()) {
            Map.Entry<Long, Path> last = segments.lastEntry();
            end = last.getKey() + Files.size(last.getValue());
        }
    }

    /**
     * A way in for one source.
     *
     * @param source {@code shuttle}, {@code build} or {@code service}
     * @return a sink that masks lines, stamps them with the time, and stores a long one in pieces
     */
    public LineSink sink(String source) {
        return new LineSink() {
            @Override
            public void line(String stream, String line) {
                Instant now = Instant.now().truncatedTo(ChronoUnit.MILLIS);
                for (String piece : pieces(masks.mask(project, line))) {
                    append(new LogLine(now, source, stream, piece));
                }
            }

            @Override
            public int cut(String beginning) {
                return masks.cut(project, beginning);
            }
        };
    }

    /** All but the last end with a mark. No character is split. */
    private static List<String> pieces(String line) {
        List<String> pieces = new ArrayList<>();
        int from = 0;
        while (line.length() - from > LONGEST_LINE) {
            int end = from + LONGEST_LINE - LineSink.GOES_ON.length();
            end -= Character.isHighSurrogate(line.charAt(end - 1)) ? 1 : 0;
            pieces.add(line.substring(from, end) + LineSink.GOES_ON);
            from = end;
        }
        pieces.add(line.substring(from));
        return pieces;
    }

    private void append(LogLine line) {
        lock.lock();
        try {
            if (!flood.takes()) {
                return;
            }
            markFlood(line, flood.leftOut());
            if (lost > 0) {
                write(new LogLine(
                        line.at(),
                        "shuttle",
                        "err",
                        lost + " lines are missing here: the log was"
                                + " not writable, since the server's disk was full or failed"));
                lost = 0;
                broken = false;
            }
            write(line);
            grown.signalAll();
        } catch (IOException e) {
            lost(e);
        } finally {
            lock.unlock();
        }
    }

    private void markFlood(LogLine next, long lines) throws IOException {
        if (lines > 0) {
            write(new LogLine(next.at(), "shuttle", "err", leftOut(lines)));
        }
    }

    private static String leftOut(long lines) {
        return String.format("… %,d lines left out: more than %,d a second", lines, FloodBound.LINES_A_SECOND);
    }

    /** To the receiver too, which may have room where this disk has none. */
    private void write(LogLine line) throws IOException {
        byte[] bytes = encode(line);
        if (drain != null) {
            drain.add(project, deployment, bytes);
        }
        write(bytes);
        if (followers > 0) {
            remember(new LogReader.Entry(
                    Arrays.copyOf(bytes, bytes.length - 1), line.at(), end - bytes.length, end, line));
        }
    }

    private void remember(LogReader.Entry entry) {
        recent.add(entry);
        recentBytes += entry.size();
        if (recentBytes > RECENT_BYTES) {
            List<LogReader.Entry> older = recent.subList(0, recent.size() / 2 + 1);
            older.forEach(gone -> recentBytes -= gone.size());
            older.clear();
        }
    }

    /** From now on there is one more reader that follows: what is written is kept in memory for a while. */
    void follow() {
        lock.lock();
        try {
            followers++;
        } finally {
            lock.unlock();
        }
    }

    /** One less; without any, nothing is kept in memory. */
    void unfollow() {
        lock.lock();
        try {
            followers--;
            if (followers == 0) {
                recent.clear();
                recentBytes = 0;
            }
        } finally {
            lock.unlock();
        }
    }

    /** The lines from a position on that are in memory; none if not all of them are, or nothing is there yet. */
    List<LogReader.Entry> recent(long position) {
        lock.lock();
        try {
            int from = 0;
            int to = recent.size();
            while (from < to) {
                int middle = (from + to) >>> 1;
                if (recent.get(middle).start() < position) {
                    from = middle + 1;
                } else {
                    to = middle;
                }
            }
            boolean known =
                    from > 0 || (from < recent.size() && recent.get(from).start() == position);
            return known ? List.copyOf(recent.subList(from, recent.size())) : List.of();
        } finally {
            lock.unlock();
        }
    }

    /** Half a line may stand there now, and its bytes count: the end is where the file ends. */
    private void lost(IOException e) {
        lost++;
        complainOnce(e);
        closeNow();
        Map.Entry<Long, Path> last = segments.lastEntry();
        if (last != null) {
            end = last.getKey() + last.getValue().toFile().length();
        }
    }

    private static byte[] encode(LogLine line) throws JsonProcessingException {
        return (Json.MAPPER.writeValueAsString(line) + "\n").getBytes(StandardCharsets.UTF_8);
    }

    private void write(byte[] bytes) throws IOException {
        if (open != null && nanos.getAsLong() - looked > LOOK_AGAIN_NANOS) {
            looked = nanos.getAsLong();
            if (!segments.lastEntry().getValue().toFile().exists()) {
                closeNow(); // somebody removed it, and what is written to it now is in no folder
            }
        }
        FileOutputStream file = open;
        if (file == null || end - segments.lastKey() + bytes.length > segmentBytes) {
            file = roll(bytes.length);
        }
        file.write(bytes);
        end += bytes.length;
    }

    private FileOutputStream roll(int more) throws IOException {
        closeNow();
        segments.values().removeIf(each -> !each.toFile().exists());
        Map.Entry<Long, Path> last = segments.lastEntry();
        if (last == null
                || end - last.getKey() + more > segmentBytes
                || end != last.getKey() + last.getValue().toFile().length()) {
            Files.createDirectories(folder);
            segments.put(end, folder.resolve(String.format("%016d.ndjson", end)));
        }
        Path path = segments.lastEntry().getValue();
        boolean cut = endsInMidLine(path);
        // Not a FileChannel: an interrupt of the writing thread would close it.
        FileOutputStream file = new FileOutputStream(path.toFile(), true);
        open = file;
        if (cut) {
            file.write('\n');
            end++;
        }
        while (segments.size() > SEGMENTS) {
            Files.deleteIfExists(segments.pollFirstEntry().getValue());
        }
        return file;
    }

    /** A crash in mid-write leaves half a line, which must not spoil the next one. */
    private static boolean endsInMidLine(Path path) throws IOException {
        if (!Files.exists(path) || Files.size(path) == 0) {
            return false;
        }
        try (RandomAccessFile file = new RandomAccessFile(path.toFile(), "r")) {
            file.seek(file.length() - 1);
            return file.read() != '\n';
        }
    }

    private void complainOnce(IOException e) {
        if (!broken) {
            broken = true;
            LOG.warn("Lines of the log in {} are lost: {}", folder, e.toString());
        }
    }

    /** Wakes all who wait for lines, so that they look at the deployment's state. */
    void wake() {
        lock.lock();
        try {
            wakes++;
            grown.signalAll();
            woken.signalAll();
        } finally {
            lock.unlock();
        }
    }

    /** How often readers were woken. */
    long wakes() {
        lock.lock();
        try {
            return wakes;
        } finally {
            lock.unlock();
        }
    }

    /** Waits that long, unless readers are woken; the log may grow meanwhile. */
    @SuppressWarnings("WaitNotInLoop") // the caller loops
    void pause(long millis) throws InterruptedException {
        lock.lock();
        try {
            boolean ignored = woken.await(millis, TimeUnit.MILLISECONDS);
        } finally {
            lock.unlock();
        }
    }

    /**
     * Waits until the log has grown behind a position, or somebody wakes it.
     *
     * @param position as a reader knows it
     * @param millis the longest wait
     * @throws InterruptedException if interrupted
     */
    @SuppressWarnings({"WaitNotInLoop", "ResultOfMethodCallIgnored"}) // the caller loops
    public void await(long position, long millis) throws InterruptedException {
        lock.lock();
        try {
            if (end <= position) {
                boolean ignored = grown.await(millis, TimeUnit.MILLISECONDS);
            }
        } finally {
            lock.unlock();
        }
    }

    /** The position behind the last line. */
    long end() {
        lock.lock();
        try {
            return end;
        } finally {
            lock.unlock();
        }
    }

    /**
     * The segment that holds a position, or the first behind it.
     *
     * @param position from 0
     * @return its start and file; null if nothing is there yet
     */
    Map.@Nullable Entry<Long, Path> segmentAt(long position) {
        lock.lock();
        try {
            Map.Entry<Long, Path> floor = segments.floorEntry(position);
            Map.Entry<Long, Path> next = segments.higherEntry(position);
            boolean behindFloor = floor == null || (next != null && position >= next.getKey());
            return behindFloor ? next : floor;
        } finally {
            lock.unlock();
        }
    }

    /** The last segment that begins before a position; null if there is none. */
    Map.@Nullable Entry<Long, Path> segmentBefore(long position) {
        lock.lock();
        try {
            return segments.lowerEntry(position);
        } finally {
            lock.unlock();
        }
    }

    /** A time that none of its lines is behind. */
    Instant lastWritten() {
        lock.lock();
        try {
            return segments.isEmpty()
                    ? Instant.MIN
                    : Instant.ofEpochMilli(
                            segments.lastEntry().getValue().toFile().lastModified() + 1);
        } finally {
            lock.unlock();
        }
    }

    boolean hasSegmentBehind(long start) {
        lock.lock();
        try {
            return segments.higherKey(start) != null;
        } finally {
            lock.unlock();
        }
    }

    /** Deletes the segments whose last line is older than that. */
    void removeBefore(Instant oldest) throws IOException {
        lock.lock();
        try {
            while (!segments.isEmpty()
                    && segments.firstEntry().getValue().toFile().lastModified() < oldest.toEpochMilli()) {
                if (segments.size() == 1) {
                    closeNow();
                }
                Files.deleteIfExists(segments.pollFirstEntry().getValue());
            }
        } finally {
            lock.unlock();
        }
    }

    /** Closes its file; a later line opens it again. */
    void closeFile() {
        lock.lock();
        try {
            long missing = flood.forgetLeftOut();
            if (missing > 0) {
                write(new LogLine(Instant.now().truncatedTo(ChronoUnit.MILLIS), "shuttle", "err", leftOut(missing)));
            }
        } catch (IOException e) {
            complainOnce(e);
        } finally {
            closeNow();
            lock.unlock();
        }
    }

    private void closeNow() {
        try {
            if (open != null) {
                open.close();
                open = null;
            }
        } catch (IOException e) {
            complainOnce(e);
        }
    }
}
