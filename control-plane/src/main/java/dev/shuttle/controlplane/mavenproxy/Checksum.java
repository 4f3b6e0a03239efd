package dev.shuttle.controlplane.mavenproxy;

import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The content of a {@code .sha1} file: the sum alone, or beside a name in one of the forms of the tools that write them. */
final class Checksum {

    private static final Pattern SHA1 = Pattern.compile("(?<![0-9A-Fa-f])[0-9A-Fa-f]{40}(?![0-9A-Fa-f])");

    private Checksum() {}

    static boolean isSha1(String text) {
        return text.length() == 40 && SHA1.matcher(text).matches();
    }

    /** In lower case; empty if there is none. */
    static String sha1In(String text) {
        Matcher sum = SHA1.matcher(text);
        return sum.find() ? sum.group().toLowerCase(Locale.ROOT) : "";
    }
}
