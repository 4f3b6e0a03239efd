package dev.shuttle.controlplane.certificates;

import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.concurrent.ThreadLocalRandom;
import org.jspecify.annotations.Nullable;

/**
 * How the attempts for a certificate went since the last success, and when the next one is due.
 *
 * @param failures refusals by the authority; looks at the name's DNS do not count
 * @param nextAt null: at once
 * @param fault of the last one; null: there was none
 */
record Attempts(int failures, @Nullable Instant nextAt, @Nullable String fault) {
    static final Attempts NONE = new Attempts(0, null, null);

    /**
     * After a refusal. Let's Encrypt lets five validations of a name fail in an hour; behind each there is a cause that
     * someone has to remove.
     */
    private static final List<Duration> PAUSES = List.of(
            Duration.ofMinutes(5),
            Duration.ofMinutes(15),
            Duration.ofHours(1),
            Duration.ofHours(4),
            Duration.ofHours(12),
            Duration.ofHours(24));

    /** Between looks at the DNS of a name that does not lead here: it is about to change, or forgotten. */
    private static final Duration LOOK = Duration.ofSeconds(30);

    private static final int QUICK_LOOKS = 20;
    private static final Duration SLOW_LOOK = Duration.ofMinutes(5);
    private static final int SLOW_LOOKS = 50;
    private static final Duration SLOWEST_LOOK = Duration.ofHours(1);

    /** That a refused name ever waits; authorities count for a week at most. */
    static final Duration LONGEST = Duration.ofDays(8);

    private static final double JITTER = 0.1;

    static Attempts of(int failures, @Nullable OffsetDateTime nextAt, @Nullable String fault) {
        return new Attempts(failures, nextAt == null ? null : nextAt.toInstant(), fault);
    }

    /** After one more refusal; {@code notBefore} is the authority's own time, if it said one. */
    Attempts refused(String reason, Instant now, @Nullable Instant notBefore) {
        Duration pause = PAUSES.get(Math.min(failures, PAUSES.size() - 1));
        Instant next = now.plus(pause).plus(jitter(pause));
        Instant wished = notBefore == null || notBefore.isBefore(next) ? next : notBefore;
        Instant last = now.plus(LONGEST);
        return new Attempts(failures + 1, wished.isAfter(last) ? last : wished, reason);
    }

    /** For a reason that is not the authority's word on this name. */
    Attempts postponed(String reason, Instant until) {
        return new Attempts(failures, until, reason);
    }

    /** {@code looks} is how many there were in sequence. */
    static Duration pauseAfterLook(int looks) {
        if (looks <= QUICK_LOOKS) {
            return LOOK;
        }
        return looks <= SLOW_LOOKS ? SLOW_LOOK : SLOWEST_LOOK;
    }

    /** So that names that failed together do not come back together. */
    static Duration jitter(Duration pause) {
        return Duration.ofMillis(
                (long) (pause.toMillis() * JITTER * ThreadLocalRandom.current().nextDouble()));
    }
}
