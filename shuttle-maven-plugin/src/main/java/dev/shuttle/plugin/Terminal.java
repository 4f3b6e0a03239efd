package dev.shuttle.plugin;

import java.util.regex.Pattern;

/** Text from elsewhere, made fit for a terminal. */
final class Terminal {

    /** Escape sequences that colour or steer (ECMA-48), and whatever other control character but tab and line end. */
    private static final Pattern CONTROL = Pattern.compile("\\x1b\\[[0-?]*[ -/]*[@-~]|[\\p{Cntrl}&&[^\t\n]]");

    private Terminal() {}

    static String plain(String text) {
        return CONTROL.matcher(text).replaceAll("");
    }
}
