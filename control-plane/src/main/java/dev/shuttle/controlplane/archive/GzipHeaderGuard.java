package dev.shuttle.controlplane.archive;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;

/**
 * Bounds a gzip member's header. The reader keeps the file name and comment that stand in it (RFC 1952) in memory,
 * whatever their length: of an upload of 256 MiB, all of it. It takes headers byte by byte and content in bulk, by
 * which the two are told apart here.
 */
final class GzipHeaderGuard extends FilterInputStream {

    /** Far above what any gzip writes: a file name. */
    static final int MAX_HEADER_BYTES = 64 * 1024;

    private int inARow;

    /** Guards a stream that supports marks, since the reader would buffer any other in front of the guard. */
    GzipHeaderGuard(InputStream in) {
        super(in);
    }

    @Override
    public int read() throws IOException {
        if (++inARow > MAX_HEADER_BYTES) {
            throw new IOException("the gzip header is longer than " + MAX_HEADER_BYTES + " bytes");
        }
        return super.read();
    }

    @Override
    public int read(byte[] buffer, int offset, int length) throws IOException {
        inARow = 0;
        return super.read(buffer, offset, length);
    }
}
