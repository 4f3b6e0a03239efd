package dev.shuttle.os;

import java.time.Duration;
import java.time.format.DateTimeParseException;
import java.util.Optional;

/** Durations that people write, such as PT10M or 10m, within bounds. */
public final class BoundedDuration {
    private BoundedDuration() {}

    /** Empty if it is none, or is shorter than {@code least} or longer than {@code most}. */
    public static Optional<Duration> parse(String text, Duration least, Duration most) {
        try {
            return Optional.of(Duration.parse(DurationText.iso(text)))
                    .filter(duration -> duration.compareTo(least) >= 0 && duration.compareTo(most) <= 0);
        } catch (DateTimeParseException e) {
            return Optional.empty();
        }
    }
}
