package dev.shuttle.controlplane.log;

import dev.shuttle.protocol.LogLine;
import java.time.Instant;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * Which lines of logs are wanted: by source, by time, and by a text that they contain, in whatever case.
 *
 * @param source {@code build}, {@code service} or {@code shuttle}; null for all
 * @param since only lines of this time and later
 * @param search only lines that contain it
 */
public record LogFilter(@Nullable String source, @Nullable Instant since, @Nullable String search) {

    /** Every line. */
    public static final LogFilter ALL = new LogFilter(null, null, null);

    /** The search in lower case, as it is compared. */
    public LogFilter {
        search = search == null || search.isEmpty() ? null : search.toLowerCase(Locale.ROOT);
    }

    /** Whether the line is wanted. */
    public boolean accepts(LogReader.Entry entry) {
        return (source == null && search == null)
                ? since == null || !entry.at().isBefore(since)
                : accepts(entry.line());
    }

    /** Whether the line is wanted. */
    public boolean accepts(LogLine line) {
        return (source == null || source.equals(line.source()))
                && !isBefore(line)
                && (search == null || line.line().toLowerCase(Locale.ROOT).contains(search));
    }

    /** Whether the line is too old. */
    boolean isBefore(LogLine line) {
        return since != null && line.at().isBefore(since);
    }
}
