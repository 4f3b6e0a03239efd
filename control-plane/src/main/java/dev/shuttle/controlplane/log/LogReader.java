package dev.shuttle.controlplane.log;

import com.fasterxml.jackson.core.JsonProcessingException;
import dev.shuttle.protocol.Json;
import dev.shuttle.protocol.LogLine;
import java.io.ByteArrayOutputStream;
import java.io.Closeable;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.charset.StandardCharsets;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.ArrayDeque;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Reads a deployment's log from a position on, a line at a time, over its segments. For one thread. */
public final class LogReader implements Closeable {
    private static final int CHUNK = 64 * 1024;
    private static final String BEGIN = "{\"at\":\"";
    private static final String END = "\"}";

    private final DeploymentLog log;
    private final byte[] chunk = new byte[CHUNK];
    private final ByteArrayOutputStream partial = new ByteArrayOutputStream();
    private final ArrayDeque<Entry> ready = new ArrayDeque<>();
    private @Nullable RandomAccessFile file;
    private long segment;
    private long position;
    private String lastText = "";
    private Instant lastAt = Instant.MIN;

    /**
     * A line and the position behind it, from which a later reader goes on. Most readers pass it on as it is stored, so it is
     * parsed only where its parts are asked for.
     */
    public static final class Entry {
        private final String json;
        private final Instant at;
        private final long next;
        private @Nullable LogLine line;

        private Entry(String json, Instant at, long next, @Nullable LogLine line) {
            this.json = json;
            this.at = at;
            this.next = next;
            this.line = line;
        }

        /** As it is stored, an object of JSON. */
        public String json() {
            return json;
        }

        /** When it was written. */
        public Instant at() {
            return at;
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
                } catch (JsonProcessingException e) {
                    throw new IllegalStateException("a line of the log is not as we write it", e);
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
        log.await(position, millis);
    }

    private boolean fill() throws IOException {
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
        close();
        return openSegment() != null;
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
    private String line(int from, int to) {
        if (partial.size() == 0) {
            return new String(chunk, from, to - from, StandardCharsets.UTF_8);
        }
        partial.write(chunk, from, to - from);
        String line = partial.toString(StandardCharsets.UTF_8);
        partial.reset();
        return line;
    }

    private void add(String json) {
        try {
            if (isWhole(json)) {
                ready.add(new Entry(json, at(json), position, null));
            } else {
                LogLine line = parse(json);
                ready.add(new Entry(json, line.at(), position, line));
            }
        } catch (JsonProcessingException e) {
            // Cut by a crash in mid-write: the line is lost, the rest is not.
        }
    }

    /** Whether it begins and ends as we write lines; the end of a text that holds such an end has a backslash. */
    private static boolean isWhole(String json) {
        return json.startsWith(BEGIN)
                && json.endsWith(END)
                && json.charAt(json.length() - END.length() - 1) != '\\'
                && json.indexOf('"', BEGIN.length()) > 0
                && json.indexOf(BEGIN, 1) < 0;
    }

    /** Many lines are of one moment. */
    private Instant at(String json) throws JsonProcessingException {
        String text = json.substring(BEGIN.length(), json.indexOf('"', BEGIN.length()));
        if (!text.equals(lastText)) {
            try {
                lastAt = Instant.parse(text);
            } catch (DateTimeParseException e) {
                lastAt = parse(json).at(); // says what is wrong
            }
            lastText = text;
        }
        return lastAt;
    }

    private static LogLine parse(String json) throws JsonProcessingException {
        return Json.MAPPER.readValue(json, LogLine.class);
    }

    @Override
    public void close() throws IOException {
        if (file != null) {
            file.close();
            file = null;
        }
    }
}
