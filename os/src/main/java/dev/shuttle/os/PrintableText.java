package dev.shuttle.os;

import java.util.regex.Pattern;

/** Text of unknown origin, for a terminal or a log: short, and without characters that steer it. */
public final class PrintableText {
    private static final String REPLACEMENT = "?";

    /** Control sequences of ECMA-48, colours first of all. */
    private static final Pattern SEQUENCE =
            Pattern.compile("\u001b(\\[[0-?]*[ -/]*[@-~]?|\\][^\u0007\u001b]*\u0007?|.)");

    private PrintableText() {}

    /** Letters of all languages stay; controls and invisible format characters are replaced. */
    public static String of(String text, int limit) {
        return cut(text.replaceAll("[\\p{Cc}\\p{Cf}\\p{Zl}\\p{Zp}]", REPLACEMENT), limit);
    }

    /** Several lines, with their tabs, and without the sequences that colour them. */
    public static String lines(String text) {
        return SEQUENCE.matcher(text)
                .replaceAll("")
                .replaceAll("[\\p{Cc}\\p{Cf}\\p{Zl}\\p{Zp}&&[^\\n\\t]]", REPLACEMENT);
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
