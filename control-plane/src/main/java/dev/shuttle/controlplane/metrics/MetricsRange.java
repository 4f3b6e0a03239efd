package dev.shuttle.controlplane.metrics;

import dev.shuttle.controlplane.fault.InvalidException;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** How far back metrics are kept, at what step: about as many points as a chart has room for. */
public enum MetricsRange {
    MINUTES("15m", Duration.ofSeconds(10), Duration.ofMinutes(15)),
    HOURS("6h", Duration.ofMinutes(1), Duration.ofHours(6)),
    DAYS("7d", Duration.ofMinutes(10), Duration.ofDays(7));

    private final String shown;
    private final Duration step;
    private final Duration length;

    MetricsRange(String shown, Duration step, Duration length) {
        this.shown = shown;
        this.step = step;
        this.length = length;
    }

    /**
     * The range that somebody asks for.
     *
     * @param shown as it is written; null for the shortest
     * @return that one
     * @throws InvalidException if there is none of that name
     */
    public static MetricsRange of(@Nullable String shown) {
        if (shown == null) {
            return MINUTES;
        }
        return Arrays.stream(values())
                .filter(each -> each.shown.equals(shown))
                .findFirst()
                .orElseThrow(() -> new InvalidException(
                        "range",
                        "The range \"" + shown + "\" is not one of "
                                + Arrays.stream(values())
                                        .map(each -> each.shown)
                                        .collect(Collectors.joining(", "))
                                + "."));
    }

    /**
     * As it is written.
     *
     * @return 15m, 6h or 7d
     */
    public String shown() {
        return shown;
    }

    /**
     * The time that one point stands for.
     *
     * @return whole seconds
     */
    public Duration step() {
        return step;
    }

    /** One more than fit in: the newest is not over yet. */
    int slots() {
        return (int) length.dividedBy(step) + 1;
    }

    /** Of all ranges, one behind the other. */
    static int allSlots() {
        return DAYS.firstSlot() + DAYS.slots();
    }

    /** Where its slots begin among those of all ranges. */
    int firstSlot() {
        return Arrays.stream(values())
                .takeWhile(each -> each != this)
                .mapToInt(MetricsRange::slots)
                .sum();
    }

    /** When the slot of that time begins, in seconds of the epoch. */
    long slotOf(Instant at) {
        return at.getEpochSecond() - Math.floorMod(at.getEpochSecond(), step.toSeconds());
    }

    /** Where that slot stands among the others. */
    int index(long slot) {
        return Math.floorMod(slot / step.toSeconds(), slots());
    }

    /** The first slot that is still within the range. */
    long oldest(Instant now) {
        return slotOf(now) - (slots() - 1) * step.toSeconds();
    }
}
