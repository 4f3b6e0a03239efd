package dev.shuttle.controlplane.certificates;

import dev.shuttle.os.DueTime;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/** When the authority wishes each certificate to be renewed (RFC 9773), which it is asked for from time to time. Thread-safe. */
final class SuggestedRenewals {
    private static final Duration BETWEEN = Duration.ofHours(6);

    private final Map<String, Suggestion> suggestions = new ConcurrentHashMap<>();

    private record Suggestion(@Nullable Instant at, Instant askAgainAt) {}

    /** A span of time in which it is to be renewed. */
    record Window(Instant begin, Instant end) {}

    /** When it is to be asked; the first time a while after the start, so that not all are asked at once. */
    Instant askAt(String name, Instant now) {
        Suggestion known = suggestions.computeIfAbsent(
                name, same -> new Suggestion(null, now.plusMillis(Renewal.spread(same, BETWEEN))));
        return DueTime.of(known.askAgainAt(), now, BETWEEN);
    }

    /** Null: it said nothing. */
    void answered(String name, @Nullable Window window, Instant now) {
        Instant at = window == null
                ? null
                : window.begin().plusMillis(Renewal.spread(name, Duration.between(window.begin(), window.end())));
        suggestions.put(name, new Suggestion(at, now.plus(BETWEEN)));
    }

    /** It has a new one, which is asked for by itself. */
    void renewed(String name, Instant now) {
        suggestions.put(name, new Suggestion(null, now.plus(BETWEEN)));
    }

    /** The earlier of both. */
    Instant due(String name, Instant otherwise) {
        Suggestion suggestion = suggestions.get(name);
        Instant at = suggestion == null ? null : suggestion.at();
        return at != null && at.isBefore(otherwise) ? at : otherwise;
    }
}
