package dev.shuttle.controlplane.archive;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.zip.GZIPOutputStream;

/** A tar written byte by byte, so that it can hold what no writer of tars would write. */
final class RawTar {
    static final int BLOCK = 512;

    private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();

    /** A header as POSIX has it, with its checksum. */
    static byte[] header(byte[] name, char type, long size, byte[] link) {
        byte[] header = new byte[BLOCK];
        System.arraycopy(name, 0, header, 0, Math.min(name.length, 100));
        put(header, 100, "0000644");
        put(header, 124, String.format("%011o", size));
        put(header, 136, "00000000000");
        header[156] = (byte) type;
        System.arraycopy(link, 0, header, 157, Math.min(link.length, 100));
        put(header, 257, "ustar\00000");
        return checked(header);
    }

    static byte[] checked(byte[] header) {
        Arrays.fill(header, 148, 156, (byte) ' ');
        int sum = 0;
        for (int i = 0; i < BLOCK; i++) {
            sum += header[i] & 0xff;
        }
        put(header, 148, String.format("%06o\0 ", sum));
        return header;
    }

    /** As GNU writes sizes beyond 8 GiB. */
    static void binarySize(byte[] header, long size) {
        for (int i = 0; i < 11; i++) {
            header[135 - i] = (byte) (i < 8 ? size >> (8 * i) : size >> 63);
        }
        header[124] = (byte) (size < 0 ? 0xff : 0x80);
        checked(header);
    }

    static byte[] utf8(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    RawTar file(String name, String text) {
        return entry(utf8(name), '0', "", utf8(text));
    }

    RawTar link(String name, char type, String target) {
        return entry(utf8(name), type, target, new byte[0]);
    }

    RawTar entry(byte[] name, char type, String link, byte[] content) {
        return block(header(name, type, content.length, utf8(link))).block(content);
    }

    /** A PAX header, for the entry that comes next. */
    RawTar pax(String key, byte[] value) {
        int rest = key.length() + value.length + 3;
        int length = rest + String.valueOf(rest).length();
        length = rest + String.valueOf(length).length();
        ByteArrayOutputStream record = new ByteArrayOutputStream();
        record.writeBytes(utf8(length + " " + key + "="));
        record.writeBytes(value);
        record.write('\n');
        return entry(utf8("PaxHeaders/x"), 'x', "", record.toByteArray());
    }

    /** GNU's way to a long name, for the entry that comes next. */
    RawTar longName(byte[] name) {
        return entry(utf8("././@LongLink"), 'L', "", Arrays.copyOf(name, name.length + 1));
    }

    /** Any bytes, filled with zeros to whole blocks. */
    RawTar block(byte[] content) {
        bytes.writeBytes(content);
        bytes.writeBytes(new byte[(BLOCK - content.length % BLOCK) % BLOCK]);
        return this;
    }

    byte[] toBytes() {
        byte[] all = bytes.toByteArray();
        return Arrays.copyOf(all, all.length + 2 * BLOCK);
    }

    byte[] gzip() throws IOException {
        return gzip(toBytes());
    }

    static byte[] gzip(byte[] content) throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try (GZIPOutputStream gzip = new GZIPOutputStream(out)) {
            gzip.write(content);
        }
        return out.toByteArray();
    }

    private static void put(byte[] header, int at, String text) {
        byte[] field = text.getBytes(StandardCharsets.US_ASCII);
        System.arraycopy(field, 0, header, at, field.length);
    }
}
