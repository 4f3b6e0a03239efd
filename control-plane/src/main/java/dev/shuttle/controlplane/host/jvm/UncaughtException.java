package dev.shuttle.controlplane.host.jvm;

import java.nio.file.Path;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Finds in what a program has printed the exception that its main threw. */
final class UncaughtException {
    /** As {@link ThreadGroup#uncaughtException} prints it. */
    private static final Pattern THROWN =
            Pattern.compile("^Exception in thread \"main\" ([^\\n]{1,500})", Pattern.MULTILINE);

    private UncaughtException() {}

    /** Its class and message. */
    static Optional<String> in(Path errors) {
        Matcher thrown = THROWN.matcher(OutputEnd.of(errors));
        String last = null;
        while (thrown.find()) {
            last = thrown.group(1).strip();
        }
        return Optional.ofNullable(last);
    }
}
