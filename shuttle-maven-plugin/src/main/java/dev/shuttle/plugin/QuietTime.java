package dev.shuttle.plugin;

import java.time.Duration;
import java.util.function.LongSupplier;

/** Whether nothing was shown for so long that a line of output should be: each time twice as long. Not thread-safe. */
final class QuietTime {
    private static final Duration FIRST = Duration.ofSeconds(10);

    private final LongSupplier nanoTime;
    private long since;
    private long pause = FIRST.toNanos();

    QuietTime(LongSupplier nanoTime) {
        this.nanoTime = nanoTime;
        this.since = nanoTime.getAsLong();
    }

    /** Asked for each line that could be shown. */
    boolean isLong() {
        if (nanoTime.getAsLong() - since < pause) {
            return false;
        }
        pause *= 2;
        return true;
    }

    /** A line was shown. */
    void ended() {
        since = nanoTime.getAsLong();
    }
}
