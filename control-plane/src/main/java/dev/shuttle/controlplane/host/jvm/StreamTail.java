package dev.shuttle.controlplane.host.jvm;

import dev.shuttle.controlplane.host.LineAssembler;
import dev.shuttle.controlplane.log.LineSink;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/**
 * Reads on in one output file of a host, and keeps it small. The host appends to it, so that it can be truncated under
 * its hands; a few lines may be lost then, if it writes at that very moment. Not thread-safe.
 */
final class StreamTail implements AutoCloseable {
    /** A reader that is further behind than this will not catch up: it skips. */
    static final long MAX_BACKLOG = 4 << 20;

    /** The part of a skipped backlog that is kept: the last lines have the reason. */
    static final long KEPT = 64 << 10;

    /** A file larger than this is emptied when all of it is read and nothing more has come. */
    static final long TRUNCATE_AT = 4 << 20;

    /** At a file that still grows, before it is emptied. */
    private static final int LAST_LOOKS = 8;

    /** A file that is larger than this is emptied, read or not. */
    static final long MAX_FILE = 32 << 20;

    private final FileChannel file;
    private final String stream;
    private final LineSink sink;
    private final LineAssembler lines;
    private final byte[] buffer;
    private long offset;

    StreamTail(Path path, String stream, LineSink sink, byte[] buffer, long offset) throws IOException {
        this.file = FileChannel.open(path, StandardOpenOption.READ, StandardOpenOption.WRITE);
        this.stream = stream;
        this.sink = sink;
        this.lines = new LineAssembler(sink, stream);
        this.buffer = buffer;
        this.offset = Math.min(offset, file.size());
    }

    /** Up to where whole lines were handed on: what a later reader begins with. */
    long consumed() {
        return Math.max(0, offset - lines.pending());
    }

    /** Hands on what has come, up to a buffer full; returns whether anything had. */
    boolean poll() throws IOException {
        skipBacklog();
        int count = file.read(ByteBuffer.wrap(buffer), offset);
        if (count > 0) {
            offset += count;
            lines.take(buffer, 0, count);
        }
        empty(count <= 0);
        return count > 0;
    }

    /** Hands on all that is there, the last line too if it has no end. */
    void finish() throws IOException {
        long most = MAX_BACKLOG / buffer.length + 2; // should somebody still write
        while (poll() && most > 0) {
            most--;
        }
        lines.flush();
    }

    @Override
    public void close() throws IOException {
        file.close();
    }

    private void skipBacklog() throws IOException {
        long size = file.size();
        if (size < offset) {
            offset = 0; // somebody else has emptied it
        }
        if (size - offset > MAX_BACKLOG) {
            dropped(size - offset - KEPT);
            skipTo(size - KEPT);
        }
    }

    /** The last lines are handed on first, also of a file that grew while it was read: they are those that explain. */
    private void empty(boolean quiet) throws IOException {
        long size = file.size();
        boolean read = quiet && size > TRUNCATE_AT && size == offset;
        if (!read && size <= MAX_FILE) {
            return;
        }
        for (int look = 0; look < LAST_LOOKS && file.size() > offset; look++) {
            readEnd();
        }
        long unread = file.size() - offset;
        if (unread > 0) {
            dropped(unread);
        }
        file.truncate(0);
        offset = 0;
    }

    private void readEnd() throws IOException {
        long unread = file.size() - offset;
        if (unread > KEPT) {
            dropped(unread - KEPT);
            skipTo(offset + unread - KEPT);
        }
        int count = file.read(ByteBuffer.wrap(buffer), offset);
        if (count > 0) {
            offset += count;
            lines.take(buffer, 0, count);
        }
    }

    private void skipTo(long position) throws IOException {
        offset = position;
        ByteBuffer before = ByteBuffer.allocate(1);
        if (file.read(before, position - 1) == 1 && before.get(0) != '\n') {
            lines.skipRest();
        }
    }

    private void dropped(long bytes) {
        lines.flush();
        sink.line(
                stream,
                "shuttle: " + bytes + " bytes of output were dropped: the service wrote faster than the log is read");
    }
}
