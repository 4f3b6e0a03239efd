package dev.shuttle.controlplane.metrics;

import dev.shuttle.protocol.MetricsPoint;
import dev.shuttle.protocol.ProjectMetrics;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The metrics of all projects, a {@link MetricsFile} each: {@code <folder>/<project>.metrics}. A file that cannot be written
 * costs its own points and nothing else. Thread-safe.
 */
public final class MetricsHistory {
    private static final Logger LOG = LoggerFactory.getLogger(MetricsHistory.class);

    private static final String SUFFIX = ".metrics";
    private static final double MILLIS = 1e3;

    private final Path folder;
    private final Clock clock;
    private boolean broken;

    /**
     * No I/O.
     *
     * @param folder of its own
     * @param clock tells the time
     */
    public MetricsHistory(Path folder, Clock clock) {
        this.folder = folder;
        this.clock = clock;
    }

    /**
     * The points of a project.
     *
     * @param project its name
     * @param range how far back
     * @return its points
     */
    public ProjectMetrics of(String project, MetricsRange range) {
        Instant now = clock.instant();
        try {
            List<MetricsPoint> points = new ArrayList<>();
            SortedMap<Instant, MetricsSample> samples = file(project).read(range, now);
            samples.forEach((at, sample) -> points.add(point(at, sample)));
            return new ProjectMetrics(
                    range.shown(),
                    range.step().toSeconds(),
                    Instant.ofEpochSecond(range.oldest(now)),
                    now,
                    samples.values().stream()
                            .reduce(MetricsSample::plus)
                            .map(all -> point(samples.firstKey(), all))
                            .orElse(null),
                    points);
        } catch (IOException e) {
            throw new UncheckedIOException("The metrics of " + project + " cannot be read", e);
        }
    }

    static MetricsPoint point(Instant at, MetricsSample sample) {
        return new MetricsPoint(
                at,
                sample.millis() / MILLIS,
                sample.requests(),
                sample.byStatus()[0],
                sample.byStatus()[1],
                sample.byStatus()[2],
                sample.byStatus()[3],
                sample.byStatus()[4],
                percentile(sample, 0.5),
                percentile(sample, 0.95),
                percentile(sample, 0.99),
                sample.received(),
                sample.sent(),
                sample.inFlight(),
                sample.cpuMillis() / MILLIS,
                sample.memory() == 0 ? null : sample.memory(),
                sample.restarts());
    }

    private static @Nullable Double percentile(MetricsSample sample, double share) {
        double millis = sample.percentile(share);
        return millis < 0 ? null : Math.round(millis * 100) / 100.0;
    }

    /** Of one stretch of time, for those that did something in it. */
    synchronized void add(Instant at, Map<String, MetricsSample> samples) {
        IOException fault = null;
        for (Map.Entry<String, MetricsSample> sample : samples.entrySet()) {
            try {
                Files.createDirectories(folder);
                file(sample.getKey()).add(at, sample.getValue());
            } catch (IOException e) {
                fault = e;
            }
        }
        if (fault != null && !broken) {
            LOG.warn("Metrics in {} cannot be kept for now: {}", folder, fault.toString());
        }
        broken = fault != null;
    }

    /**
     * Deletes what is known of a project.
     *
     * @param project its name
     */
    public synchronized void forget(String project) {
        try {
            Files.deleteIfExists(file(project).path());
        } catch (IOException e) {
            LOG.warn("The metrics of {} could not be deleted: {}", project, e.toString());
        }
    }

    /** Deletes what projects have left that are gone. */
    synchronized void retain(Collection<String> projects) {
        if (!Files.isDirectory(folder)) {
            return;
        }
        try (DirectoryStream<Path> files = Files.newDirectoryStream(folder, "*" + SUFFIX)) {
            for (Path file : files) {
                String name = String.valueOf(file.getFileName());
                if (!projects.contains(name.substring(0, name.length() - SUFFIX.length()))) {
                    Files.deleteIfExists(file);
                }
            }
        } catch (IOException e) {
            LOG.warn("What deleted projects have left in {} could not be removed: {}", folder, e.toString());
        }
    }

    private MetricsFile file(String project) {
        return new MetricsFile(folder.resolve(project + SUFFIX));
    }
}
