package dev.shuttle.controlplane.console;

import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** Numbers for people, with at most three digits that count. */
public final class Quantity {
    private static final String[] BYTES = {"B", "KiB", "MiB", "GiB", "TiB"};
    private static final int UNIT = 1024;
    private static final double SECOND = 1000;

    /** Where there is no number. */
    private static final String NONE = "–";

    private Quantity() {}

    /** Such as 1,234. */
    public static String count(long number) {
        return String.format(Locale.ROOT, "%,d", number);
    }

    /** Such as 12.3 MiB. */
    public static String bytes(@Nullable Long bytes) {
        if (bytes == null) {
            return NONE;
        }
        double rest = bytes.doubleValue();
        int unit = 0;
        while (rest >= UNIT && unit < BYTES.length - 1) {
            rest /= UNIT;
            unit++;
        }
        return digits(rest) + " " + BYTES[unit];
    }

    /** Such as 0.25, 12.5 or 1,234. */
    public static String digits(double number) {
        String form = number >= 100 ? "%,.0f" : number >= 10 ? "%.1f" : "%.2f";
        String text = String.format(Locale.ROOT, form, number);
        return text.contains(".") ? text.replaceFirst("\\.?0+$", "") : text;
    }

    /** Such as 12.5 ms or 1.2 s. */
    public static String millis(@Nullable Double millis) {
        if (millis == null) {
            return NONE;
        }
        return millis < SECOND ? digits(millis) + " ms" : digits(millis / SECOND) + " s";
    }

    /** Of that many in that time. */
    public static String rate(long number, double seconds) {
        return seconds == 0 ? NONE : digits((double) number / seconds);
    }

    /** A share, such as 0.5 %. */
    public static String share(long part, long all) {
        return all == 0 ? NONE : digits(100 * (double) part / (double) all) + " %";
    }
}
