package dev.shuttle.controlplane.backup;

import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * Frames on the socket, so a truncated stream is never mistaken for a complete one: a letter, a length, bytes.
 *
 * @param kind one of the constants
 * @param bytes at most {@link #LARGEST}
 */
@SuppressWarnings("ArrayRecordComponent") // never compared, and made for one reader
record Frame(char kind, byte[] bytes) {
    /** A part of the backup. */
    static final char DATA = 'D';

    /** A sentence for people. */
    static final char NOTE = 'N';

    /** The last: why it could not be made. */
    static final char ERROR = 'E';

    /** The last: it is whole; entries, bytes, key. */
    static final char END = 'Z';

    static final int LARGEST = 64 * 1024;

    static Frame text(char kind, String text) {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        return new Frame(kind, bytes.length <= LARGEST ? bytes : Arrays.copyOf(bytes, LARGEST));
    }

    String text() {
        return new String(bytes, StandardCharsets.UTF_8);
    }

    void write(DataOutputStream out) throws IOException {
        out.writeByte(kind);
        out.writeInt(bytes.length);
        out.write(bytes);
    }

    static Frame read(DataInputStream in) throws IOException {
        char kind = (char) in.readUnsignedByte();
        int length = in.readInt();
        if (length < 0 || length > LARGEST) {
            throw new IOException("protocol mismatch: are this command and the control plane of the same version?");
        }
        return new Frame(kind, in.readNBytes(length));
    }
}
