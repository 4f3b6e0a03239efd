package dev.shuttle.controlplane.log;

/** UTF-8, RFC 3629. */
public final class Utf8 {
    private static final int LONGEST = 4;

    private Utf8() {}

    /** How many of the first {@code length} bytes are whole characters: all but the beginning of one at the end. */
    public static int whole(byte[] bytes, int length) {
        int lead = length - 1;
        while (lead > 0 && length - lead < LONGEST && (bytes[lead] & 0xc0) == 0x80) {
            lead--;
        }
        return lead >= 0 && lead + size(bytes[lead]) > length ? lead : length;
    }

    private static int size(byte lead) {
        int value = lead & 0xff;
        if (value >= 0xf0) {
            return 4;
        }
        if (value >= 0xe0) {
            return 3;
        }
        return value >= 0xc0 ? 2 : 1;
    }
}
