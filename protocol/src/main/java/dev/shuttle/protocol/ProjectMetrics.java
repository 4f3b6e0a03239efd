package dev.shuttle.protocol;

import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * How a project did over a range of time.
 *
 * @param range 15m, 6h or 7d
 * @param stepSeconds between two points
 * @param from where the range begins
 * @param to where it ends
 * @param total all points as one; null if there are none
 * @param points by time; where nothing ran and nothing was asked for, there is none
 */
public record ProjectMetrics(
        String range,
        long stepSeconds,
        Instant from,
        Instant to,
        @Nullable MetricsPoint total,
        List<MetricsPoint> points) {
    public ProjectMetrics {
        points = List.copyOf(points);
    }
}
