package dev.shuttle.plugin;

import dev.shuttle.protocol.Deployment;
import dev.shuttle.protocol.LogLine;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * The last lines that a build or a service printed, to be told with a failure: each once, and without those by which
 * Maven frames and repeats an error. Not thread-safe.
 */
final class LastOutput {

    /** Lines that a terminal shows without scrolling, below Maven's own. */
    private static final int MOST = 50;

    /** The end of every Maven build that fails. */
    private static final Pattern FRAME = Pattern.compile("-{5,}.*|BUILD FAILURE|Total time: .*|Finished at: .*"
            + "|.*COMPILATION ERROR.*|COMPILATION (?:WARNING|FAILURE) ?:.*|\\d+ errors?|-> \\[Help \\d+].*"
            + "|Failed to execute goal .*|To see the full stack trace.*|Re-run Maven .*|For more information .*"
            + "|\\[Help \\d+] .*|After correcting the problems.*|mvn <args> .*");

    private static final Pattern LEVEL = Pattern.compile("^\\[(?:INFO|ERROR|WARNING)] ?");

    private final Deque<LogLine> lines = new ArrayDeque<>();

    void add(LogLine line) {
        lines.add(line);
        if (lines.size() > MOST) {
            lines.remove();
        }
    }

    boolean isEmpty() {
        return lines.isEmpty();
    }

    /** Those of the step that failed, since earlier steps do not explain a failure, and not in its reason. */
    List<LogLine> of(Deployment deployment, String reason) {
        List<Deployment.Step> steps = deployment.steps();
        Instant begun =
                steps.isEmpty() ? Instant.MIN : steps.get(steps.size() - 1).startedAt();
        Set<String> told = new HashSet<>();
        return lines.stream()
                .filter(line -> !line.at().isBefore(begun))
                .filter(line -> {
                    String text = LEVEL.matcher(line.line()).replaceFirst("").strip();
                    return !text.isEmpty()
                            && !FRAME.matcher(text).matches()
                            && !reason.contains(text)
                            && told.add(text);
                })
                .toList();
    }
}
