package dev.shuttle.protocol.client;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;

/** Lines of a server, which must end: one without an end would fill the memory of its reader. */
final class BoundedLines extends FilterInputStream {
    /** A deployment with a long failure takes some hundred kilobytes, a line of a log sixteen. */
    static final int LONGEST = 4 << 20;

    private int length;

    BoundedLines(InputStream in) {
        super(in);
    }

    @Override
    public int read() throws IOException {
        byte[] one = new byte[1];
        return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
    }

    @Override
    public int read(byte[] buffer, int offset, int most) throws IOException {
        int count = super.read(buffer, offset, most);
        for (int i = offset; i < offset + count; i++) {
            length = buffer[i] == '\n' ? 0 : length + 1;
        }
        if (length > LONGEST) {
            throw new IOException("the server sent a line of more than " + (LONGEST >> 20) + " MiB");
        }
        return count;
    }
}
