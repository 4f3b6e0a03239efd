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
 * The last lines that a build or a service printed, to be told with a failure: each once, without those by which Maven
 * frames and repeats an error, and of a stack trace the causes and where each began. Not thread-safe.
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

    private static final Pattern STACK_FRAME =
            Pattern.compile("\\s+at [\\w.$/<>@-]+\\(.*|\\s+\\.\\.\\. [0-9]+ (?:more|common frames omitted)");

    /** Of each exception: hundreds of them would take the places of what says why. */
    private static final int MOST_FRAMES = 2;

    private final Deque<LogLine> lines = new ArrayDeque<>();
    private int frames;

    void add(LogLine line) {
        frames = isStackFrame(line) ? frames + 1 : 0;
        if (frames > MOST_FRAMES) {
            return;
        }
        lines.add(line);
        if (lines.size() > MOST) {
            lines.remove();
        }
    }

    private static boolean isStackFrame(LogLine line) {
        return STACK_FRAME.matcher(LEVEL.matcher(line.line()).replaceFirst("")).matches();
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
