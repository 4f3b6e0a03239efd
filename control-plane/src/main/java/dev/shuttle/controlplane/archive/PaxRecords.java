package dev.shuttle.controlplane.archive;

import java.nio.charset.StandardCharsets;

/** The content of a PAX header: records {@code LENGTH KEY=VALUE\n} (POSIX.1-2017, pax, "pax Extended Header"). */
final class PaxRecords {
    private static final int LENGTH_DIGITS = 7;

    private final byte[] bytes;
    private final boolean global;
    private final TarEntry.Extension extension;

    PaxRecords(byte[] bytes, boolean global, TarEntry.Extension extension) {
        this.bytes = bytes;
        this.global = global;
        this.extension = extension;
    }

    void read() throws ArchiveRefusedException {
        for (int at = 0; at < bytes.length; ) {
            int key = indexOf(' ', at, Math.min(bytes.length, at + LENGTH_DIGITS)) + 1;
            int end = at + (int) number(at, key - 1, LENGTH_DIGITS);
            if (end <= key || end > bytes.length || bytes[end - 1] != '\n') {
                throw damaged();
            }
            int value = indexOf('=', key, end) + 1;
            take(new String(bytes, key, value - 1 - key, StandardCharsets.UTF_8), value, end - 1);
            at = end;
        }
    }

    private void take(String key, int from, int to) throws ArchiveRefusedException {
        boolean aboutOne = key.equals("path") || key.equals("linkpath") || key.equals("size");
        boolean sparse = key.startsWith("GNU.sparse.") || key.startsWith("SCHILY.realsize");
        if (global && (aboutOne || sparse)) {
            throw new ArchiveRefusedException("The archive has a PAX header that gives all its entries one " + key
                    + ", which Shuttle does not unpack. Pack it without.");
        }
        extension.sparse(sparse);
        // An empty value takes back what was said before.
        switch (key) {
            case "path" -> extension.name(from == to ? null : TarHeader.utf8(bytes, from, to));
            case "linkpath" -> extension.link(from == to ? null : TarHeader.utf8(bytes, from, to));
            case "size" -> extension.size(from == to ? null : number(from, to, Long.SIZE));
            default -> {
                // Times, owners, attributes: nothing that is unpacked.
            }
        }
    }

    private int indexOf(char wanted, int from, int to) throws ArchiveRefusedException {
        for (int i = from; i < to; i++) {
            if (bytes[i] == wanted) {
                return i;
            }
        }
        throw damaged();
    }

    private long number(int from, int to, int digits) throws ArchiveRefusedException {
        String text = new String(bytes, from, to - from, StandardCharsets.ISO_8859_1);
        if (text.length() > digits || !text.matches("[0-9]{1,18}")) {
            throw damaged();
        }
        return Long.parseLong(text);
    }

    private static ArchiveRefusedException damaged() {
        return new ArchiveRefusedException(
                "The archive is damaged, or not a tar: a PAX header is not readable. Pack and send it again.");
    }
}
