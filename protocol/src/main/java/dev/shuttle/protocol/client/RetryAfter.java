package dev.shuttle.protocol.client;

import java.time.Duration;
import java.time.Instant;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeParseException;
import java.util.Set;

/**
 * How often and how long one call waits when the server says "too many", status 429: a few times, a minute in all, and
 * only if the call may be repeated (RFC 9110, sections 9.2.2 and 10.2.3). Used by one thread, for one call.
 */
final class RetryAfter {

    static final int TOO_MANY = 429;

    private static final Set<String> REPEATABLE = Set.of("GET", "PUT", "DELETE");
    private static final int MAX_TRIES = 3;
    private static final Duration MAX_WAIT = Duration.ofSeconds(60);
    /** Where the server does not say. */
    private static final Duration DEFAULT = Duration.ofSeconds(2);

    private Duration left = MAX_WAIT;
    private int tries;

    /**
     * Waits for as long as the answer says, if that is within the bounds.
     *
     * @return whether to try again
     */
    boolean await(String method, Head head) throws InterruptedException {
        if (head.status() != TOO_MANY || !REPEATABLE.contains(method) || tries++ >= MAX_TRIES) {
            return false;
        }
        Duration wait = head.first("Retry-After").map(RetryAfter::parse).orElse(DEFAULT);
        if (wait.compareTo(left) > 0) {
            return false;
        }
        left = left.minus(wait);
        Thread.sleep(wait.toMillis());
        return true;
    }

    /** Seconds, or a date. */
    static Duration parse(String text) {
        if (text.matches("\\d{1,9}")) {
            return Duration.ofSeconds(Long.parseLong(text));
        }
        try {
            Instant then = ZonedDateTime.parse(text, DateTimeFormatter.RFC_1123_DATE_TIME)
                    .toInstant();
            Duration wait = Duration.between(Instant.now(), then);
            return wait.isNegative() ? Duration.ZERO : wait;
        } catch (DateTimeParseException neither) {
            return DEFAULT;
        }
    }
}
