package dev.shuttle.plugin;

import java.util.regex.Pattern;

/** Text from elsewhere, made fit for a terminal. */
final class Terminal {

    /** A control sequence: colours, the cursor. ECMA-48, 5.4; its introducer has a form of one character too. */
    private static final String SEQUENCE = "(?:\\x1b\\[|\\x9b)[0-?]*[ -/]*[@-~]";

    /** A control string, such as a window's title or the clipboard's content, up to its end or the line's. */
    private static final String STRING =
            "(?:\\x1b[PX\\]^_]|[\\x90\\x98\\x9d-\\x9f])[^\\x07\\x1b\\x9c\\n]*(?:\\x07|\\x1b\\\\|\\x9c)?";

    /** Each other control character but tab and line end, and those that reverse the order of what follows. */
    private static final String CHARACTER =
            "[\\p{IsCc}&&[^\\t\\n]]|[\\x{200e}\\x{200f}\\x{2028}-\\x{202e}\\x{2066}-\\x{2069}]";

    private static final Pattern CONTROL = Pattern.compile(SEQUENCE + "|" + STRING + "|" + CHARACTER);

    private Terminal() {}

    static String plain(String text) {
        return CONTROL.matcher(text).replaceAll("");
    }
}
