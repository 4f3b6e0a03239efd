package dev.shuttle.controlplane.http;

import dev.shuttle.controlplane.log.LogFilter;
import dev.shuttle.controlplane.log.LogTail;
import dev.shuttle.os.DurationText;
import io.javalin.http.Context;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The part of a log that a request wants.
 *
 * @param format how lines are sent
 * @param follow whether to go on with what comes
 * @param filter which lines
 * @param lines how many of the last ones of those that are there
 * @param lastEventId where an earlier stream ended; 0: at the beginning
 */
record LogQuery(LogFormat format, boolean follow, LogFilter filter, long lines, long lastEventId) {

    private static final Set<String> SOURCES = Set.of("build", "service", "shuttle", "access");

    private static final int LONGEST_SEARCH = 1000;

    /** Reads the request; refuses what cannot be understood. */
    static LogQuery of(Context ctx) {
        return new LogQuery(
                LogFormat.of(ctx.header("Accept")),
                "true".equals(ctx.queryParam("follow")),
                new LogFilter(
                        source(ctx.queryParam("source")),
                        since(ctx.queryParam("since"), Instant.now()),
                        search(ctx.queryParam("search"))),
                lines(ctx.queryParam("lines")),
                lastEventId(ctx.header("Last-Event-ID")));
    }

    boolean isEvents() {
        return format == LogFormat.EVENTS;
    }

    /** Of several logs, a reader goes on at a time and not at a position. */
    LogQuery continuedByTime() {
        Instant last = Instant.ofEpochMilli(lastEventId);
        Instant since = filter.since();
        return lastEventId == 0
                ? this
                : new LogQuery(
                        format,
                        follow,
                        new LogFilter(
                                filter.source(), since == null || since.isBefore(last) ? last : since, filter.search()),
                        LogTail.ALL,
                        lastEventId);
    }

    private static @Nullable String source(@Nullable String source) {
        if (source == null || SOURCES.contains(source)) {
            return source;
        }
        throw ProblemException.unprocessable(
                "The parameter source, or -Dshuttle.source, must be build, service, shuttle or access.");
    }

    private static @Nullable String search(@Nullable String search) {
        if (search != null && search.length() > LONGEST_SEARCH) {
            throw ProblemException.unprocessable(
                    "The parameter search, or -Dshuttle.search, must have at most " + LONGEST_SEARCH + " characters.");
        }
        return search;
    }

    private static @Nullable Instant since(@Nullable String since, Instant now) {
        if (since == null) {
            return null;
        }
        String iso = DurationText.iso(since);
        try {
            return iso.startsWith("P") || iso.startsWith("p")
                    ? now.minus(Duration.parse(iso).abs())
                    : Instant.parse(iso);
        } catch (DateTimeException | ArithmeticException e) {
            throw ProblemException.unprocessable("The parameter since, or -Dshuttle.since, must be a duration such as"
                    + " 10m, 1d or PT10M, or an instant such as 2027-01-31T02:00:00Z.");
        }
    }

    private static long lines(@Nullable String lines) {
        try {
            long count = lines == null ? LogTail.ALL : Long.parseLong(lines);
            if (count >= 0) {
                return count;
            }
        } catch (NumberFormatException e) {
            // said below
        }
        throw ProblemException.unprocessable(
                "The parameter lines, or -Dshuttle.lines, must be a number of lines from 0 on.");
    }

    private static long lastEventId(@Nullable String id) {
        try {
            return id == null ? 0 : Math.max(0, Long.parseLong(id));
        } catch (NumberFormatException e) {
            return 0;
        }
    }
}
