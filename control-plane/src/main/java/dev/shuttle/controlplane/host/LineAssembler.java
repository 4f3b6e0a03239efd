package dev.shuttle.controlplane.host;

import dev.shuttle.controlplane.log.LineSink;
import dev.shuttle.controlplane.log.Utf8;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;

/** Makes lines of one stream's bytes, as UTF-8. Not thread-safe. */
public final class LineAssembler {
    /** A longer line is handed over in pieces: what has no end must not fill the memory. Longer than any secret. */
    public static final int MAX_LINE_BYTES = 64 * 1024;

    private final LineSink sink;
    private final String stream;
    private final ByteArrayOutputStream line = new ByteArrayOutputStream();
    private int skipping;

    public LineAssembler(LineSink sink, String stream) {
        this.sink = sink;
        this.stream = stream;
    }

    public void take(byte[] bytes, int offset, int length) {
        int start = offset;
        while (skipping > 0 && start < offset + length) {
            skipping = bytes[start] == '\n' ? 0 : skipping - 1;
            start++;
        }
        for (int at = start; at < offset + length; at++) {
            boolean end = bytes[at] == '\n';
            if (end || line.size() + at - start >= MAX_LINE_BYTES) {
                line.write(bytes, start, at - start);
                start = end ? at + 1 : at;
                if (end) {
                    emit();
                } else {
                    emitPiece();
                }
            }
        }
        line.write(bytes, start, offset + length - start);
    }

    /** Leaves out the rest of a line whose beginning is not known: a secret in it could not be masked. */
    public void skipRest() {
        skipping = MAX_LINE_BYTES;
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

    /** The beginning of a secret, or of a character, stays for the next piece. */
    private void emitPiece() {
        byte[] bytes = line.toByteArray();
        int whole = Utf8.whole(bytes, bytes.length);
        String text = new String(bytes, 0, whole, StandardCharsets.UTF_8);
        int cut = sink.cut(text);
        line.reset();
        line.writeBytes(text.substring(cut).getBytes(StandardCharsets.UTF_8));
        line.write(bytes, whole, bytes.length - whole);
        sink.line(stream, text.substring(0, cut) + LineSink.GOES_ON);
    }

    private void emit() {
        String text = line.toString(StandardCharsets.UTF_8);
        line.reset();
        sink.line(stream, text.endsWith("\r") ? text.substring(0, text.length() - 1) : text);
    }
}
