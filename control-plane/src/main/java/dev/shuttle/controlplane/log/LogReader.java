package dev.shuttle.controlplane.log;

import com.fasterxml.jackson.core.JacksonException;
import dev.shuttle.protocol.Json;
import dev.shuttle.protocol.LogLine;
import java.io.ByteArrayOutputStream;
import java.io.Closeable;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.charset.StandardCharsets;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Reads a deployment's log from a position on, a line at a time, over its segments. For one thread. */
public final class LogReader implements Closeable {
    private static final int CHUNK = 64 * 1024;

    private final DeploymentLog log;
    private final byte[] chunk = new byte[CHUNK];
    private final ByteArrayOutputStream partial = new ByteArrayOutputStream();
    private final ArrayDeque<Entry> ready = new ArrayDeque<>();
    private @Nullable RandomAccessFile file;
    private long segment;
    private long position;

    /**
     * A line and the position behind it, from which a later reader goes on.
     *
     * @param line the line
     * @param next the position behind it
     */
    public record Entry(LogLine line, long next) {}

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
        for (int i = 0; i < count; i++) {
            position++;
            if (chunk[i] == '\n') {
                add(partial.toString(StandardCharsets.UTF_8));
                partial.reset();
            } else {
                partial.write(chunk[i]);
            }
        }
    }

    private void add(String json) {
        try {
            ready.add(new Entry(Json.MAPPER.readValue(json, LogLine.class), position));
        } catch (JacksonException e) {
            // Cut by a crash in mid-write: the line is lost, the rest is not.
        }
    }

    @Override
    public void close() throws IOException {
        if (file != null) {
            file.close();
            file = null;
        }
    }
}
