package dev.shuttle.controlplane.build;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;

/**
 * The bytes of a tar as they come out of gzip, with an allowance: a few bytes of gzip can unfold into a header of
 * gigabytes, which the tar reader would hold in memory. Also knows whether the tar has its end mark, without which it
 * was cut off between two entries.
 */
final class TarStream extends FilterInputStream {

    /** POSIX: a tar ends with two blocks of 512 zeros. */
    private static final int END_MARK = 1024;

    private long allowed;
    private long zeros;

    TarStream(InputStream in) {
        super(in);
    }

    /** How many bytes may be read from here on. */
    void allow(long bytes) {
        allowed = bytes;
    }

    boolean hasEndMark() {
        return zeros >= END_MARK;
    }

    @Override
    public int read() throws IOException {
        byte[] one = new byte[1];
        return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
    }

    @Override
    public int read(byte[] buffer, int offset, int length) throws IOException {
        int count = super.read(buffer, offset, length);
        if (count > 0) {
            spend(count);
            countZeros(buffer, offset, count);
        }
        return count;
    }

    /** Skipped bytes count as read, and a skip must not pass the allowance unseen. */
    @Override
    public long skip(long bytes) throws IOException {
        byte[] buffer = new byte[(int) Math.min(Math.max(bytes, 0), 8192)];
        return buffer.length == 0 ? 0 : Math.max(read(buffer, 0, buffer.length), 0);
    }

    @Override
    public boolean markSupported() {
        return false;
    }

    private void spend(int count) throws AllowanceSpentException {
        allowed -= count;
        if (allowed < 0) {
            throw new AllowanceSpentException();
        }
    }

    private void countZeros(byte[] buffer, int offset, int count) {
        int trailing = 0;
        while (trailing < count && buffer[offset + count - 1 - trailing] == 0) {
            trailing++;
        }
        zeros = trailing == count ? zeros + count : trailing;
    }

    /** More bytes than such a part of a tar can need. */
    static final class AllowanceSpentException extends IOException {
        private static final long serialVersionUID = 1L;
    }
}
