package dev.shuttle.os;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The short way to write a duration, such as 10m, beside that of ISO 8601. */
public final class DurationText {

    private static final Pattern SHORT = Pattern.compile("([0-9]{1,9})([smhdw])");

    private DurationText() {}

    /** A number with s, m, h, d or w in ISO 8601, such as PT10M for 10m; any other text as it is. */
    public static String iso(String text) {
        Matcher given = SHORT.matcher(text.strip());
        if (!given.matches()) {
            return text;
        }
        String number = given.group(1);
        return switch (given.group(2)) {
            case "d" -> "P" + number + "D";
            case "w" -> "P" + Long.parseLong(number) * 7 + "D";
            case "s" -> "PT" + number + "S";
            case "m" -> "PT" + number + "M";
            default -> "PT" + number + "H";
        };
    }
}
