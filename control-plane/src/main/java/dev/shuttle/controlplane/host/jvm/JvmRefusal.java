package dev.shuttle.controlplane.host.jvm;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Finds in what a JVM has printed that it did not start, mostly since an option is wrong. */
final class JvmRefusal {
    private static final List<String> REFUSALS =
            List.of("Error: Could not create the Java Virtual Machine.", "Error occurred during initialization of ");

    /** Lines that say nothing of the cause. */
    private static final Pattern NOISE = Pattern.compile(
            "(NOTE: )?Picked up .*|Error: (Could not create the Java|A fatal exception has).*|Error occurred during.*|\\s*");

    private static final int MOST_LINES = 3;

    private JvmRefusal() {}

    /** Its own lines. Some go to standard output, some to the other. */
    static Optional<String> in(Path out, Path err) {
        List<String> lines =
                Stream.of(out, err).flatMap(file -> OutputEnd.of(file).lines()).toList();
        if (lines.stream().noneMatch(line -> REFUSALS.stream().anyMatch(line::startsWith))) {
            return Optional.empty();
        }
        return Optional.of(lines.stream()
                .filter(line -> !NOISE.matcher(line).matches())
                .limit(MOST_LINES)
                .collect(Collectors.joining(" ")));
    }
}
