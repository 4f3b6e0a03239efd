package dev.shuttle.controlplane.console;

import dev.shuttle.protocol.Deployment;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/**
 * The steps of a deployment on one line of time.
 *
 * @param bars in order
 * @param total of all, in milliseconds
 */
public record Waterfall(List<Bar> bars, long total) {
    private static final double WHOLE = 100;
    private static final long SECOND = 1000;
    private static final long TEN_SECONDS = 10 * SECOND;
    private static final long MINUTE = 60 * SECOND;

    /** A bar that is narrower would not be seen. */
    private static final double NARROWEST = 0.6;

    /**
     * One step.
     *
     * @param name the step's
     * @param start where it begins, in percent of the whole
     * @param width in percent of the whole
     * @param millis how long it took, or has taken by now
     * @param ended whether it is over
     */
    public record Bar(String name, double start, double width, long millis, boolean ended) {
        public String x() {
            return percent(start);
        }

        public String percentWidth() {
            return percent(width);
        }

        private static String percent(double number) {
            return String.format(Locale.ROOT, "%.2f%%", number);
        }

        public String time() {
            return Waterfall.time(millis);
        }
    }

    static Waterfall of(Deployment deployment, Instant now) {
        List<Deployment.Step> steps = deployment.steps();
        if (steps.isEmpty()) {
            return new Waterfall(List.of(), 0);
        }
        Instant begun = steps.get(0).startedAt();
        long total = Math.max(
                1,
                steps.stream()
                        .mapToLong(step -> offset(begun, step) + millis(step, now))
                        .max()
                        .orElse(1));
        return new Waterfall(
                steps.stream().map(step -> bar(step, begun, total, now)).toList(), total);
    }

    private static Bar bar(Deployment.Step step, Instant begun, long total, Instant now) {
        long millis = millis(step, now);
        double start = Math.min(WHOLE - NARROWEST, WHOLE * offset(begun, step) / total);
        double width = Math.max(NARROWEST, Math.min(WHOLE - start, WHOLE * millis / total));
        return new Bar(step.name(), start, width, millis, step.millis() != null);
    }

    private static long offset(Instant begun, Deployment.Step step) {
        return Math.max(0, Duration.between(begun, step.startedAt()).toMillis());
    }

    private static long millis(Deployment.Step step, Instant now) {
        Long known = step.millis();
        return known != null
                ? known
                : Math.max(0, Duration.between(step.startedAt(), now).toMillis());
    }

    /** For who does not see it. */
    public String words() {
        return bars.stream().map(bar -> bar.name() + " " + bar.time()).collect(Collectors.joining(", "));
    }

    public String time() {
        return time(total);
    }

    /** With as many digits as tell something. */
    static String time(long millis) {
        if (millis < SECOND) {
            return millis + " ms";
        }
        if (millis < TEN_SECONDS) {
            return String.format(Locale.ROOT, "%.1f s", (double) millis / SECOND);
        }
        return millis < MINUTE ? millis / SECOND + " s" : millis / MINUTE + " min " + millis % MINUTE / SECOND + " s";
    }
}
