package dev.shuttle.controlplane.host.jvm;

import java.nio.file.Path;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Finds in what a JVM has printed that it ended itself since its memory was full (ExitOnOutOfMemoryError). */
final class OutOfMemoryDetector {

    /** The JVM's own last words, which go to standard output; other threads may print behind them. */
    private static final Pattern LAST_WORDS =
            Pattern.compile("^Terminating due to java\\.lang\\.OutOfMemoryError: ([^\\n]{1,200})$", Pattern.MULTILINE);

    private OutOfMemoryDetector() {}

    /** In words, if it was so with a heap of that many bytes. */
    static Optional<String> in(Path output, long heapBytes) {
        Matcher words = LAST_WORDS.matcher(OutputEnd.of(output));
        if (!words.find()) {
            return Optional.empty();
        }
        String what = words.group(1).strip();
        boolean heap = what.equals("Java heap space") || what.startsWith("GC overhead limit");
        return Optional.of(
                heap
                        ? "The service ran out of memory: its heap of " + (heapBytes >> 20)
                                + " MiB is full (java.lang.OutOfMemoryError: " + what
                                + "), and its JVM ended. Keep less in memory, for example with streams and bounded caches."
                        : "The service ran out of memory (java.lang.OutOfMemoryError: " + what
                                + "), and its JVM ended. Use less of that.");
    }
}
