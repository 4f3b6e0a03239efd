package dev.shuttle.os;

import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** Numbers of bytes as people read and write them. */
public final class ByteSize {
    private static final double KIB = 1024;

    private ByteSize() {}

    /** How many bytes KiB, MiB or GiB are; B or none is one. */
    public static long unit(@Nullable String name) {
        if (name == null) {
            return 1;
        }
        return switch (name) {
            case "KiB" -> 1L << 10;
            case "MiB" -> 1L << 20;
            case "GiB" -> 1L << 30;
            default -> 1;
        };
    }

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
