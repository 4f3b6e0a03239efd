package dev.shuttle.controlplane.host;

import dev.shuttle.controlplane.log.LineSink;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;

/** Makes lines of one stream's bytes, as UTF-8. Not thread-safe. */
public final class LineAssembler {
    /** A longer line goes on as the next: what has no end must not fill the memory. */
    public static final int MAX_LINE_BYTES = 16 * 1024;

    private final LineSink sink;
    private final String stream;
    private final ByteArrayOutputStream line = new ByteArrayOutputStream();

    public LineAssembler(LineSink sink, String stream) {
        this.sink = sink;
        this.stream = stream;
    }

    public void take(byte[] bytes, int offset, int length) {
        int start = offset;
        for (int at = offset; at < offset + length; at++) {
            boolean end = bytes[at] == '\n';
            if (end || line.size() + at - start >= MAX_LINE_BYTES) {
                line.write(bytes, start, at - start);
                start = end ? at + 1 : at;
                emit();
            }
        }
        line.write(bytes, start, offset + length - start);
    }

    /** Bytes of a line that has not ended. */
    public int pending() {
        return line.size();
    }

    /** Gives out what is left, although no end of a line has come. */
    public void flush() {
        if (line.size() > 0) {
            emit();
        }
    }

    private void emit() {
        String text = line.toString(StandardCharsets.UTF_8);
        line.reset();
        sink.line(stream, text.endsWith("\r") ? text.substring(0, text.length() - 1) : text);
    }
}
