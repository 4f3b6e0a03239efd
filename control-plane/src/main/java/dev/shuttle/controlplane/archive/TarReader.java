package dev.shuttle.controlplane.archive;

import java.io.Closeable;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Reads a tar from anybody: POSIX (ustar and PAX), GNU and what came before them. Strict, and of our own, because it is
 * a border: readers made for convenience give a question mark for bytes that are not UTF-8, take the slash from an
 * absolute path, and read past checksums and leftovers. Holds at most {@value #MAX_HEADER_BYTES} bytes in memory.
 */
final class TarReader implements Closeable {

    /** All headers of one entry: long names and extended attributes; ordinary ones take 512 bytes to 3 KiB. */
    static final int MAX_HEADER_BYTES = 128 * 1024;

    /** Zeros after the end mark: GNU tar pads to 10 KiB, other block sizes to some more. */
    private static final int MAX_PADDING = 1024 * 1024;

    private final InputStream in;
    private final byte[] block = new byte[TarHeader.BLOCK];

    /** Of the entry's content, and of the zeros that fill its last block. */
    private long left;

    private int padding;

    TarReader(InputStream in) {
        this.in = in;
    }

    /** The next entry, once the content of the one before it is read; null at the end mark. */
    @Nullable
    TarEntry next() throws IOException, ArchiveRefusedException {
        skipPadding();
        TarEntry.Extension extension = new TarEntry.Extension();
        int room = MAX_HEADER_BYTES;
        boolean expected = false;
        for (TarHeader header = header(); header != null; header = header()) {
            if ("LKxXg".indexOf(header.type()) < 0) {
                return begin(extension.of(header));
            }
            room -= TarHeader.BLOCK;
            if (header.size() > room) {
                throw new ArchiveRefusedException(
                        "The archive has a header that is longer than any file needs. Pack it with tar cz.");
            }
            room -= (int) header.size();
            extend(extension, header.type(), content((int) header.size()));
            expected |= header.type() != 'g';
        }
        if (expected) {
            throw new EOFException();
        }
        return null;
    }

    /** Reads content of the entry; -1 at its end. */
    int read(byte[] buffer) throws IOException {
        if (left == 0) {
            return -1;
        }
        int count = in.read(buffer, 0, (int) Math.min(buffer.length, left));
        if (count < 0) {
            throw new EOFException();
        }
        left -= count;
        return count;
    }

    /** Behind the end mark only zeros may come; read to the end, so that gzip's checksum is compared. */
    void drain() throws IOException, ArchiveRefusedException {
        byte[] buffer = new byte[8192];
        long drained = 0;
        for (int count = in.read(buffer); count >= 0; count = in.read(buffer)) {
            drained += count;
            for (int i = 0; i < count; i++) {
                if (buffer[i] != 0 || drained > MAX_PADDING) {
                    throw new ArchiveRefusedException(
                            "The archive continues after its end marker. Pack it with a single tar cz.");
                }
            }
        }
    }

    @Override
    public void close() throws IOException {
        in.close();
    }

    private TarEntry begin(TarEntry entry) {
        left = entry.size();
        padding = (int) (-entry.size() & (TarHeader.BLOCK - 1));
        return entry;
    }

    private void extend(TarEntry.Extension extension, char type, byte[] content) throws ArchiveRefusedException {
        switch (type) {
            case 'L' -> extension.name(longText(content));
            case 'K' -> extension.link(longText(content));
            default -> new PaxRecords(content, type == 'g', extension).read();
        }
    }

    /** Up to a zero, behind which only zeros may come: not all readers stop there. */
    private static String longText(byte[] content) throws ArchiveRefusedException {
        int end = content.length;
        while (end > 0 && content[end - 1] == 0) {
            end--;
        }
        String text = TarHeader.utf8(content, 0, end);
        if (text.indexOf('\0') >= 0) {
            throw EntryPath.refusal(text, "has a name with a NUL in it");
        }
        return text;
    }

    private byte[] content(int size) throws IOException {
        byte[] content = in.readNBytes(size);
        left = (long) size - content.length;
        padding = -size & (TarHeader.BLOCK - 1);
        skipPadding();
        return content;
    }

    private void skipPadding() throws IOException {
        if (left > 0 || in.readNBytes(padding).length < padding) {
            throw new EOFException();
        }
        padding = 0;
    }

    private @Nullable TarHeader header() throws IOException, ArchiveRefusedException {
        if (readBlock()) {
            return new TarHeader(block.clone());
        }
        if (readBlock()) {
            throw new ArchiveRefusedException(
                    "The archive is damaged: its end marker is incomplete. Pack and send it again.");
        }
        return null;
    }

    /** Reads a block, and returns whether it is anything but zeros. */
    private boolean readBlock() throws IOException {
        if (in.readNBytes(block, 0, block.length) < block.length) {
            throw new EOFException();
        }
        return !Arrays.equals(block, new byte[TarHeader.BLOCK]);
    }
}
