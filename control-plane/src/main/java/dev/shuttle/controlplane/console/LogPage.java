package dev.shuttle.controlplane.console;

import dev.shuttle.protocol.LogLine;
import java.time.Instant;
import java.util.List;

/**
 * The log of a project: its last lines, which go on where there is JavaScript.
 *
 * @param project its head
 * @param source of the lines; empty for all
 * @param search what they contain; empty for all
 * @param lines the last ones
 * @param late whether the search took too long
 */
public record LogPage(ProjectHead project, String source, String search, List<LogLine> lines, boolean late)
        implements View {
    /** Of lines. */
    public static final List<String> SOURCES = List.of("service", "build", "shuttle", "access");

    @Override
    public String title() {
        return "Log of " + project.name();
    }

    /** As a page shows it. */
    public static String text(LogLine line) {
        return LogText.of(line.line());
    }

    /** The time of day, UTC, after the date if that is not today. */
    public static String time(LogLine line, Instant now) {
        String at = line.at().toString();
        String date = at.substring(0, 10);
        return (now.toString().startsWith(date) ? "" : date + " ") + at.substring(11, 19);
    }
}
