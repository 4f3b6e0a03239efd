package dev.shuttle.proxy;

import io.netty.buffer.ByteBuf;

/**
 * Follows the frames in one direction of a WebSocket (RFC 6455 section 5.2), to know where the last one could be put: not
 * within a message of many frames (section 5.4), whose rest would be missing.
 */
final class WebSocketFrames {
    private static final int FINAL = 0x80;
    private static final int CLOSE = 8;

    private long header; // the header's bytes so far, for its length
    private int headerRead;
    private int headerLength = 2;
    private long payloadLeft;
    private boolean inMessage;
    private boolean closeSeen;

    boolean atBoundary() {
        return headerRead == 0 && payloadLeft == 0 && !inMessage;
    }

    /** Whether this side has said goodbye itself. */
    boolean closeSeen() {
        return closeSeen;
    }

    /** Follows bytes without taking them; stops at the first boundary if asked to. Returns how many it followed. */
    int follow(ByteBuf bytes, boolean toBoundary) {
        int at = bytes.readerIndex();
        while (at < bytes.writerIndex() && !(toBoundary && atBoundary() && at > bytes.readerIndex())) {
            if (payloadLeft > 0) {
                int skipped = (int) Math.min(payloadLeft, bytes.writerIndex() - at);
                payloadLeft -= skipped;
                at += skipped;
            } else {
                header(bytes.getUnsignedByte(at++));
            }
        }
        return at - bytes.readerIndex();
    }

    private void header(int value) {
        headerRead++;
        if (headerRead == 1) {
            first(value);
        } else if (headerRead == 2) {
            int length = value & 0x7f;
            int masked = (value & 0x80) != 0 ? 4 : 0;
            headerLength = 2 + masked + (length == 127 ? 8 : length == 126 ? 2 : 0);
            header = length < 126 ? length : 0;
        } else if (headerRead <= lengthEnd()) {
            header = (header << 8) | value;
        }
        if (headerRead == headerLength && headerRead >= 2) {
            payloadLeft = header & Long.MAX_VALUE;
            headerRead = 0;
            headerLength = 2;
        }
    }

    private void first(int value) {
        int opcode = value & 0x0f;
        closeSeen |= opcode == CLOSE;
        if (opcode < CLOSE) { // those from there on control the connection, and may stand within a message
            inMessage = (value & FINAL) == 0;
        }
    }

    private int lengthEnd() {
        return headerLength >= 10 ? 10 : headerLength == 4 || headerLength == 8 ? 4 : 2;
    }
}
