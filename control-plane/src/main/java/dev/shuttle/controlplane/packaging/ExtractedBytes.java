package dev.shuttle.controlplane.packaging;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;

/** Counts what is extracted from a jar, whose own word on it may be wrong: some bytes can hold any number. */
final class ExtractedBytes {
    /** As much as a release may have. */
    private static final long MOST = 4L << 30;

    private final String jar;
    private final long most;
    private long bytes;

    ExtractedBytes(String jar) {
        this(jar, MOST);
    }

    ExtractedBytes(String jar, long most) {
        this.jar = jar;
        this.most = most;
    }

    /** Bytes that are read from it count; reading fails where they are too many. */
    InputStream counted(InputStream in) {
        return new FilterInputStream(in) {
            @Override
            public int read() throws IOException {
                byte[] one = new byte[1];
                return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
            }

            @Override
            public int read(byte[] buffer, int offset, int length) throws IOException {
                int count = super.read(buffer, offset, length);
                bytes += Math.max(0, count);
                if (bytes > most) {
                    throw new IOException("the jar " + jar + " holds more than " + (most >> 20) + " MiB");
                }
                return count;
            }
        };
    }
}
