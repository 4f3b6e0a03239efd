package dev.shuttle.os;

import java.util.List;
import java.util.Locale;

/** Numbers of bytes for people. */
public final class ByteSize {
    private static final double KIB = 1024;

    private ByteSize() {}

    /** With two digits at least, such as 1.5 GiB and 20 GiB. */
    public static String text(long bytes) {
        List<String> units = List.of("KiB", "MiB", "GiB", "TiB");
        double size = bytes / KIB;
        int unit = 0;
        for (; size >= KIB && unit < units.size() - 1; unit++) {
            size /= KIB;
        }
        String number = String.format(Locale.ROOT, size < 10 ? "%.1f" : "%.0f", size);
        return (number.endsWith(".0") ? number.substring(0, number.length() - 2) : number) + " " + units.get(unit);
    }
}
