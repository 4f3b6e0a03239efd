package dev.shuttle.controlplane.console;

import dev.shuttle.os.PrintableText;
import java.util.regex.Pattern;

/** A line that a build or a service has written, as a page shows it: without what would steer a terminal. */
final class LogText {
    private static final int LONGEST = 2000;

    /** Control sequences of ECMA-48, colours first of all. */
    private static final Pattern SEQUENCE =
            Pattern.compile("\u001b(\\[[0-?]*[ -/]*[@-~]?|\\][^\u0007\u001b]*\u0007?|.)");

    private LogText() {}

    static String of(String line) {
        return PrintableText.of(SEQUENCE.matcher(line).replaceAll("").replace("\t", "    "), LONGEST);
    }
}
