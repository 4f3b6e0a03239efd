package dev.shuttle.plugin.pack;

import java.util.Locale;

/**
 * A number of bytes, as people read it.
 *
 * @param bytes how many
 */
public record Size(long bytes) {

    /**
     * Of a number of bytes.
     *
     * @param bytes how many
     * @return prints like {@code 34 kB}
     */
    public static Size of(long bytes) {
        return new Size(bytes);
    }

    @Override
    public String toString() {
        if (bytes < 1_000) {
            return bytes + " B";
        }
        if (bytes < 1_000_000) {
            return Math.round(bytes / 1e3) + " kB";
        }
        return String.format(Locale.ROOT, "%.1f MB", bytes / 1e6);
    }
}
