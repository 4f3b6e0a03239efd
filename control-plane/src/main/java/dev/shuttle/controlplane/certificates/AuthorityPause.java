package dev.shuttle.controlplane.certificates;

import dev.shuttle.os.DueTime;
import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** While the authority does not answer, it is asked for no name, with growing pauses. Thread-safe. */
final class AuthorityPause {
    private static final Duration FIRST = Duration.ofSeconds(30);
    static final Duration LONGEST = Duration.ofHours(1);

    private @Nullable Instant until;
    private @Nullable String reason;
    private Duration pause = FIRST;

    /** Of several orders that fail together, one makes the pause longer. Returns its end. */
    synchronized Instant begin(String why, Instant now) {
        Instant end = until;
        if (end == null || !DueTime.of(end, now, LONGEST).isAfter(now)) {
            end = now.plus(pause).plus(Attempts.jitter(pause));
            Duration twice = pause.multipliedBy(2);
            pause = twice.compareTo(LONGEST) > 0 ? LONGEST : twice;
        }
        until = end;
        reason = why;
        return end;
    }

    synchronized void end() {
        until = null;
        reason = null;
        pause = FIRST;
    }

    synchronized @Nullable Instant until() {
        return until;
    }

    synchronized @Nullable String reason() {
        return reason;
    }
}
