package dev.shuttle.controlplane.log;

import com.fasterxml.jackson.core.JacksonException;
import dev.shuttle.protocol.Json;
import dev.shuttle.protocol.LogLine;
import java.io.Closeable;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Reads a deployment's log from its end to its beginning, a chunk at a time. Lines that are written meanwhile are not
 * read. For one thread.
 */
final class BackwardLogReader implements Closeable {
    private static final int CHUNK = 64 * 1024;

    /**
     * A line.
     *
     * @param line the line
     * @param position of its first byte, from which a {@link LogReader} reads it
     */
    record Entry(LogLine line, long position) {}

    private final DeploymentLog log;
    private final ArrayDeque<Entry> ready = new ArrayDeque<>();
    private @Nullable RandomAccessFile file;
    private long segment;
    /** Where in the segment the part that was read begins. */
    private long offset;
    /** The end of a line whose beginning is still to be read. */
    private byte[] rest = new byte[0];

    BackwardLogReader(DeploymentLog log) {
        this.log = log;
        this.segment = log.end();
    }

    /** The line before; empty at the beginning. */
    Optional<Entry> previous() throws IOException {
        while (ready.isEmpty()) {
            if (offset == 0 && !openSegmentBefore()) {
                return Optional.empty();
            }
            fill();
        }
        return Optional.of(ready.pop());
    }

    /** One that is gone by now was the oldest, and nothing is before it. */
    private boolean openSegmentBefore() throws IOException {
        close();
        Map.Entry<Long, Path> before = log.segmentBefore(segment);
        if (before == null) {
            return false;
        }
        try {
            RandomAccessFile opened = new RandomAccessFile(before.getValue().toFile(), "r");
            file = opened;
            offset = Math.min(opened.length(), segment - before.getKey());
        } catch (FileNotFoundException e) {
            return false;
        }
        segment = before.getKey();
        rest = new byte[0];
        return true;
    }

    private void fill() throws IOException {
        RandomAccessFile current = file;
        if (current == null || offset == 0) {
            return;
        }
        int count = (int) Math.min(CHUNK, offset);
        byte[] bytes = new byte[count + rest.length];
        offset -= count;
        current.seek(offset);
        current.readFully(bytes, 0, count);
        System.arraycopy(rest, 0, bytes, count, rest.length);
        int first = offset == 0 ? 0 : afterNewline(bytes, 0);
        rest = Arrays.copyOf(bytes, first);
        for (int from = first; from < bytes.length; ) {
            int next = afterNewline(bytes, from);
            add(bytes, from, next);
            from = next;
        }
    }

    /** The length where there is none. */
    private static int afterNewline(byte[] bytes, int from) {
        int at = from;
        while (at < bytes.length && bytes[at] != '\n') {
            at++;
        }
        return Math.min(at + 1, bytes.length);
    }

    private void add(byte[] bytes, int from, int to) {
        try {
            LogLine line = Json.MAPPER.readerFor(LogLine.class).readValue(bytes, from, to - from);
            ready.push(new Entry(line, segment + offset + from));
        } catch (JacksonException e) {
            // Cut by a crash in mid-write: the line is lost, the rest is not.
        } catch (IOException impossible) {
            throw new IllegalStateException("no file is read here", impossible);
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
