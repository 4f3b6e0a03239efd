package dev.shuttle.controlplane.console;

import dev.shuttle.controlplane.metrics.MetricsRange;
import dev.shuttle.protocol.MetricsPoint;
import dev.shuttle.protocol.ProjectMetrics;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;

/**
 * How a project did over a range of time: charts where there is JavaScript, and a table.
 *
 * @param project its head
 * @param range that is shown
 * @param metrics of it
 */
public record MetricsPage(ProjectHead project, MetricsRange range, ProjectMetrics metrics) implements View {
    /** Rows of the table: more are for charts, and for the API. */
    private static final int ROWS = 60;

    private static final DateTimeFormatter TIME =
            DateTimeFormatter.ofPattern("d MMM HH:mm:ss", Locale.ROOT).withZone(ZoneOffset.UTC);

    @Override
    public String title() {
        return "Metrics of " + project.name();
    }

    /** The newest points first. */
    public List<MetricsPoint> rows() {
        List<MetricsPoint> rows = new ArrayList<>(metrics.points());
        Collections.reverse(rows);
        return rows.subList(0, Math.min(ROWS, rows.size()));
    }

    /** When a point begins, UTC. */
    public static String time(MetricsPoint point) {
        return TIME.format(point.at());
    }

    /** A range in words. */
    public static String label(MetricsRange range) {
        return switch (range) {
            case MINUTES -> "15 minutes";
            case HOURS -> "6 hours";
            case DAYS -> "7 days";
        };
    }
}
