package dev.shuttle.proxy;

import io.netty.buffer.ByteBuf;
import io.netty.util.ByteProcessor;
import org.jspecify.annotations.Nullable;

/**
 * Looks at the raw bytes of a request's head for what the codec lets pass but other servers read differently: folded
 * lines, bare CR and LF, control characters, tabs in the request line (RFC 9112 section 2.2, 3 and 5.2).
 */
final class HeadScanner implements ByteProcessor {
    /** Case-sensitive (RFC 9112 section 2.3), which the codec ignores. */
    private static final long HTTP = 0x48_54_54_50_2fL;

    private static final long CAPITALS = 0xdf_df_df_df_ffL;
    private static final int VERSION_BITS = 24;

    private int seen;
    private long tail; // of the first line: its last eight bytes
    private boolean firstLine = true;
    private int lineLength;
    private boolean cr;
    private boolean ended;
    private @Nullable String fault;

    /** Looks at the bytes not seen yet; returns what is wrong with them, or null. */
    @Nullable
    String scan(ByteBuf buffer) {
        if (!ended && buffer.readableBytes() > seen) {
            int from = buffer.readerIndex() + seen;
            int stopped = buffer.forEachByte(from, buffer.writerIndex() - from, this);
            seen = (stopped < 0 ? buffer.writerIndex() : stopped + 1) - buffer.readerIndex();
        }
        return fault;
    }

    /** Whether it has seen nothing that is not consumed. */
    boolean isFresh() {
        return seen == 0;
    }

    void consumed(int bytes) {
        seen = Math.max(0, seen - bytes);
    }

    void reset() {
        seen = 0;
        firstLine = true;
        lineLength = 0;
        cr = false;
        ended = false;
        tail = 0;
    }

    @Override
    public boolean process(byte value) {
        if (value == '\n') {
            return endOfLine();
        }
        if (cr) {
            return refuse("a CR without an LF after it");
        }
        if (value == '\r') {
            cr = true;
            return true;
        }
        return inLine(value);
    }

    private boolean endOfLine() {
        if (!cr) {
            return refuse("an LF without a CR before it");
        }
        cr = false;
        if (lineLength == 0 && !firstLine) {
            ended = true;
            return false;
        }
        long protocol = tail >>> VERSION_BITS;
        if (firstLine && (protocol & CAPITALS) == HTTP && protocol != HTTP) {
            return refuse("a protocol that is not in capitals");
        }
        firstLine &= lineLength == 0; // empty lines before a request are allowed
        lineLength = 0;
        return true;
    }

    private boolean inLine(byte value) {
        boolean blank = value == ' ' || value == '\t';
        if (lineLength++ == 0 && blank) {
            return refuse("a line that begins with white space");
        }
        if (firstLine) {
            tail = (tail << Byte.SIZE) | (value & 0xff);
        }
        if (value == 0x7f || (value >= 0 && value < ' ' && (value != '\t' || firstLine))) {
            return refuse("a control character");
        }
        return true;
    }

    private boolean refuse(String what) {
        fault = "its head has " + what;
        return false;
    }
}
