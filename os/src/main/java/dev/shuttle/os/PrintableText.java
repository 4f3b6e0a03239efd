package dev.shuttle.os;

/** Text of unknown origin, for a terminal or a log: short, and without characters that steer it. */
public final class PrintableText {
    private static final String REPLACEMENT = "?";

    private PrintableText() {}

    /** Letters of all languages stay; controls and invisible format characters are replaced. */
    public static String of(String text, int limit) {
        return cut(text.replaceAll("[\\p{Cc}\\p{Cf}\\p{Zl}\\p{Zp}]", REPLACEMENT), limit);
    }

    /** ASCII only, for names that should have nothing else: letters that look alike are told apart. */
    public static String ascii(String text, int limit) {
        return cut(text.replaceAll("[^ -~]", REPLACEMENT), limit);
    }

    private static String cut(String text, int limit) {
        int length = text.codePointCount(0, text.length());
        return length <= limit ? text : text.substring(0, text.offsetByCodePoints(0, limit));
    }
}
