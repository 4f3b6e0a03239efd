package dev.shuttle.controlplane.archive;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;

/** A header block of a tar: fields at fixed places (POSIX.1-2017, pax, "ustar Interchange Format"). */
final class TarHeader {
    static final int BLOCK = 512;

    private static final int MODE = 100;
    private static final int SIZE = 124;
    private static final int SIZE_END = 136;
    private static final int CHECKSUM = 148;
    private static final int CHECKSUM_END = 156;
    private static final int TYPE = 156;
    private static final int LINK = 157;
    private static final int MAGIC = 257;
    private static final int PREFIX = 345;
    private static final int PREFIX_END = 500;

    /** Of star, which keeps times behind it, and its own mark at the block's end. */
    private static final int STAR_PREFIX_END = 476;

    private static final int STAR_MAGIC = 508;

    private static final String DAMAGED = "The archive is damaged, or not a tar:  ";
    private static final String REMEDY = " Pack and send it again.";

    private final byte[] block;

    TarHeader(byte[] block) throws ArchiveRefusedException {
        this.block = block;
        if (number(CHECKSUM, CHECKSUM_END) != sum()) {
            throw new ArchiveRefusedException(DAMAGED + "a header's checksum is wrong." + REMEDY);
        }
    }

    char type() {
        return (char) (block[TYPE] & 0xff);
    }

    boolean isExecutable() throws ArchiveRefusedException {
        return (number(MODE, MODE + 8) & 0100) != 0;
    }

    long size() throws ArchiveRefusedException {
        return number(SIZE, SIZE_END);
    }

    String link() throws ArchiveRefusedException {
        return text(block, LINK, MAGIC);
    }

    /** With the prefix, which POSIX has; GNU and the oldest tars keep other things there, or nothing. */
    String name() throws ArchiveRefusedException {
        String name = text(block, 0, MODE);
        if (!has(MAGIC, "ustar\0")) {
            return name;
        }
        String prefix = text(block, PREFIX, has(STAR_MAGIC, "tar\0") ? STAR_PREFIX_END : PREFIX_END);
        return prefix.isEmpty() ? name : prefix + "/" + name;
    }

    /** Strictly UTF-8, up to a zero. */
    static String text(byte[] bytes, int from, int to) throws ArchiveRefusedException {
        int end = from;
        while (end < to && bytes[end] != 0) {
            end++;
        }
        return utf8(bytes, from, end);
    }

    static String utf8(byte[] bytes, int from, int to) throws ArchiveRefusedException {
        try {
            return StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(bytes, from, to - from))
                    .toString();
        } catch (CharacterCodingException e) {
            String shown = new String(bytes, from, to - from, StandardCharsets.ISO_8859_1);
            throw EntryPath.refusal(shown, "has a name with bytes that are not UTF-8");
        }
    }

    private boolean has(int at, String mark) {
        for (int i = 0; i < mark.length(); i++) {
            if (block[at + i] != mark.charAt(i)) {
                return false;
            }
        }
        return true;
    }

    private long sum() {
        long sum = 0;
        for (int i = 0; i < BLOCK; i++) {
            sum += i >= CHECKSUM && i < CHECKSUM_END ? ' ' : block[i] & 0xff;
        }
        return sum;
    }

    /** Octal digits, or, as GNU writes what is too large for those, binary. */
    private long number(int from, int to) throws ArchiveRefusedException {
        if (block[from] == (byte) 0x80) {
            return binary(from + 1, to);
        }
        int at = from;
        while (at < to && block[at] == ' ') {
            at++;
        }
        long value = 0;
        for (; at < to && block[at] >= '0' && block[at] <= '7'; at++) {
            value = value * 8 + block[at] - '0';
        }
        if (at < to && block[at] != 0 && block[at] != ' ') {
            throw noNumber();
        }
        return value;
    }

    private long binary(int from, int to) throws ArchiveRefusedException {
        long value = 0;
        for (int i = from; i < to; i++) {
            if (value > Long.MAX_VALUE >> 8) {
                throw noNumber();
            }
            value = (value << 8) | (block[i] & 0xff);
        }
        return value;
    }

    private static ArchiveRefusedException noNumber() {
        return new ArchiveRefusedException(DAMAGED + "a header has a field that is not a number." + REMEDY);
    }
}
