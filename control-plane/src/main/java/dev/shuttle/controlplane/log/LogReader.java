package dev.shuttle.controlplane.log;

import dev.shuttle.protocol.Json;
import dev.shuttle.protocol.LogLine;
import java.io.ByteArrayOutputStream;
import java.io.Closeable;
import java.io.IOException;
import java.io.OutputStream;
import java.io.RandomAccessFile;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Reads a deployment's log from a position on, a line at a time, over its segments. For one thread. */
public final class LogReader implements Closeable {
    private static final int CHUNK = 64 * 1024;
    private static final byte[] BEGIN = "{\"at\":\"".getBytes(StandardCharsets.UTF_8);
    private static final byte[] END = "\"}".getBytes(StandardCharsets.UTF_8);

    private final DeploymentLog log;
    private final byte[] chunk = new byte[CHUNK];
    private final ByteArrayOutputStream partial = new ByteArrayOutputStream();
    private final ArrayDeque<Entry> ready = new ArrayDeque<>();
    private @Nullable RandomAccessFile file;
    private long segment;
    private long position;
    private byte[] lastText = {};
    private boolean following;
    private Instant lastAt = Instant.MIN;

    /**
     * A line, and the position behind it, from which a later reader goes on. Most readers pass it on as it is stored, so it is
     * parsed only where its parts are asked for.
     */
    public static final class Entry {
        private final byte[] json;
        private final Instant at;
        private final long start;
        private final long next;
        private @Nullable LogLine line;

        /** {@code json} is not changed any more. */
        Entry(byte[] json, Instant at, long start, long next, @Nullable LogLine line) {
            this.json = json;
            this.at = at;
            this.start = start;
            this.next = next;
            this.line = line;
        }

        /** As it is stored, an object of JSON without a line break. */
        public void writeTo(OutputStream out) throws IOException {
            out.write(json);
        }

        /** When it was written. */
        public Instant at() {
            return at;
        }

        int size() {
            return json.length;
        }

        /** The position of its first byte. */
        long start() {
            return start;
        }

        /** The position behind it. */
        public long next() {
            return next;
        }

        /** Its parts. */
        public LogLine line() {
            LogLine known = line;
            if (known == null) {
                try {
                    known = parse(json);
                } catch (IOException e) {
                    throw new UncheckedIOException("a line of the log is not as we write it", e);
                }
                line = known;
            }
            return known;
        }
    }

    /**
     * A reader.
     *
     * @param log what to read
     * @param position 0, or one that a reader gave; if it is gone, reading starts at the oldest line kept
     */
    public LogReader(DeploymentLog log, long position) {
        this.log = log;
        this.position = position;
    }

    /**
     * The next line that is there.
     *
     * @return empty at the end, for now
     * @throws IOException if the log cannot be read
     */
    public Optional<Entry> next() throws IOException {
        while (ready.isEmpty()) {
            if (!fill()) {
                return Optional.empty();
            }
        }
        return Optional.of(ready.remove());
    }

    /**
     * Waits for more.
     *
     * @param millis the longest wait
     * @throws InterruptedException if interrupted
     */
    public void await(long millis) throws InterruptedException {
        if (!following) {
            following = true;
            log.follow();
        }
        log.await(position, millis);
    }

    private boolean fill() throws IOException {
        if (following && takeRecent()) {
            return true;
        }
        if (following && partial.size() == 0 && position >= log.end()) {
            return false; // without a look at the file
        }
        RandomAccessFile current = file == null ? openSegment() : file;
        if (current == null) {
            return false;
        }
        int count = current.read(chunk);
        if (count > 0) {
            take(count);
            return true;
        }
        if (!log.hasSegmentBehind(segment)) {
            return false;
        }
        // The writer may have added to this one before it went on to the next.
        count = current.read(chunk);
        if (count > 0) {
            take(count);
            return true;
        }
        closeFile();
        return openSegment() != null;
    }

    /** The lines that were just written are shared by all who follow. */
    private boolean takeRecent() throws IOException {
        List<Entry> recent = partial.size() == 0 ? log.recent(position) : List.of();
        if (recent.isEmpty()) {
            return false;
        }
        ready.addAll(recent);
        position = recent.get(recent.size() - 1).next();
        closeFile();
        return true;
    }

    private @Nullable RandomAccessFile openSegment() throws IOException {
        Map.Entry<Long, Path> at = log.segmentAt(position);
        if (at == null) {
            return null;
        }
        try {
            RandomAccessFile opened = new RandomAccessFile(at.getValue().toFile(), "r");
            segment = at.getKey();
            if (position < segment) {
                position = segment;
                partial.reset();
            }
            opened.seek(position - segment);
            file = opened;
            return opened;
        } catch (NoSuchFileException | java.io.FileNotFoundException e) {
            return null;
        }
    }

    private void take(int count) {
        int from = 0;
        for (int i = 0; i < count; i++) {
            if (chunk[i] == '\n') {
                position += i + 1 - from;
                add(line(from, i));
                from = i + 1;
            }
        }
        partial.write(chunk, from, count - from);
        position += count - from;
    }

    /** With what the chunk before had of it. */
    private byte[] line(int from, int to) {
        if (partial.size() == 0) {
            return Arrays.copyOfRange(chunk, from, to);
        }
        partial.write(chunk, from, to - from);
        byte[] line = partial.toByteArray();
        partial.reset();
        return line;
    }

    private void add(byte[] json) {
        long start = position - json.length - 1;
        try {
            if (isWhole(json)) {
                ready.add(new Entry(json, at(json), start, position, null));
            } else {
                LogLine line = parse(json);
                ready.add(new Entry(json, line.at(), start, position, line));
            }
        } catch (IOException e) {
            // Cut by a crash in mid-write: the line is lost, the rest is not.
        }
    }

    /** Whether it begins and ends as we write lines; the end of a text that holds such an end has a backslash before. */
    private static boolean isWhole(byte[] json) {
        int end = json.length - END.length;
        return end > BEGIN.length
                && Arrays.equals(json, 0, BEGIN.length, BEGIN, 0, BEGIN.length)
                && Arrays.equals(json, end, json.length, END, 0, END.length)
                && json[end - 1] != '\\';
    }

    /** Many lines are of one moment. */
    private Instant at(byte[] json) throws IOException {
        int end = BEGIN.length;
        while (end < json.length && json[end] != '"') {
            end++;
        }
        if (!Arrays.equals(json, BEGIN.length, end, lastText, 0, lastText.length)) {
            try {
                lastAt = Instant.parse(new String(json, BEGIN.length, end - BEGIN.length, StandardCharsets.UTF_8));
            } catch (DateTimeParseException e) {
                lastAt = parse(json).at(); // says what is wrong
            }
            lastText = Arrays.copyOfRange(json, BEGIN.length, end);
        }
        return lastAt;
    }

    private static LogLine parse(byte[] json) throws IOException {
        return Json.MAPPER.readValue(json, LogLine.class);
    }

    @Override
    public void close() throws IOException {
        if (following) {
            following = false;
            log.unfollow();
        }
        closeFile();
    }

    private void closeFile() throws IOException {
        if (file != null) {
            file.close();
            file = null;
        }
    }
}
