package dev.shuttle.controlplane.console;

import dev.shuttle.os.PrintableText;

/** A line that a build or a service has written, as a page shows it: without what would steer a terminal. */
final class LogText {
    private static final int LONGEST = 2000;

    private LogText() {}

    static String of(String line) {
        return PrintableText.of(PrintableText.lines(line).replace("\t", "    "), LONGEST);
    }
}
