package dev.shuttle.controlplane.traffic;

import dev.shuttle.controlplane.project.Addresses;
import dev.shuttle.proxy.FinishedRequest;
import dev.shuttle.proxy.RequestObserver;
import dev.shuttle.proxy.RoutingTable;
import io.prometheus.metrics.core.datapoints.CounterDataPoint;
import io.prometheus.metrics.core.datapoints.DistributionDataPoint;
import io.prometheus.metrics.core.metrics.Counter;
import io.prometheus.metrics.core.metrics.Gauge;
import io.prometheus.metrics.core.metrics.Histogram;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import io.prometheus.metrics.model.snapshots.ClassicHistogramBucket;
import io.prometheus.metrics.model.snapshots.HistogramSnapshot;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.ToIntFunction;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Requests, bytes and latencies of each project since the control plane started, as series for Prometheus. A project has one
 * set of series whatever its names and versions are. Thread-safe; counting takes no lock.
 */
public final class TrafficMetrics implements RequestObserver {
    private static final String PROJECT = "project";
    private static final double NANOS = 1e9;
    private static final int HUNDRED = 100;

    /** From a cached answer to one that a person gives up waiting for. */
    private static final double[] SECONDS = {0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10};

    private final RoutingTable routes;
    private final Counter requests;
    private final Counter received;
    private final Counter sent;
    private final Histogram latency;
    private final Map<String, Series> ofHost = new ConcurrentHashMap<>();
    private volatile @Nullable Addresses addresses;

    /** Nothing is counted until the domain is known. */
    public TrafficMetrics(RoutingTable routes) {
        this.routes = routes;
        this.requests =
                counter("shuttle_requests", "Requests that are over, by the class of their answer's status", "code");
        this.received =
                counter("shuttle_request_bytes", "Bytes of the bodies of requests, and from the clients of WebSockets");
        this.sent =
                counter("shuttle_response_bytes", "Bytes of the bodies of answers, and to the clients of WebSockets");
        this.latency = Histogram.builder()
                .name("shuttle_request_duration_seconds")
                .help("From a request's head to the end of its answer; WebSockets are left out")
                .labelNames(PROJECT)
                .classicOnly()
                .classicUpperBounds(SECONDS)
                .build();
    }

    /**
     * Counts from now on.
     *
     * @param projects where they are
     */
    public void countBelow(Addresses projects) {
        addresses = projects;
    }

    private static Counter counter(String name, String help, String... more) {
        String[] labels = new String[1 + more.length];
        labels[0] = PROJECT;
        System.arraycopy(more, 0, labels, 1, more.length);
        return Counter.builder().name(name).help(help).labelNames(labels).build();
    }

    /**
     * Adds the series to those of a scrape.
     *
     * @param registry made for it
     * @param projects those that there are; the series of others are forgotten, so that their number is bounded
     */
    public void register(PrometheusRegistry registry, Collection<String> projects) {
        retain(projects);
        registry.register(requests);
        registry.register(received);
        registry.register(sent);
        registry.register(latency);
        gauge(
                registry,
                "shuttle_requests_in_flight",
                "Requests that a project's service has not finished",
                projects,
                routes::inFlight);
        gauge(
                registry,
                "shuttle_requests_waiting",
                "Requests that wait for a project to start",
                projects,
                routes::waiting);
    }

    private void gauge(
            PrometheusRegistry registry,
            String name,
            String help,
            Collection<String> projects,
            ToIntFunction<String> value) {
        Addresses below = addresses;
        if (below != null) {
            Gauge gauge =
                    Gauge.builder().name(name).help(help).labelNames(PROJECT).register(registry);
            projects.forEach(project -> gauge.labelValues(project).set(value.applyAsInt(below.host(project))));
        }
    }

    /**
     * Requests of a project since the control plane started.
     *
     * @param requests all
     * @param failed those answered with 5xx
     */
    public record Served(long requests, long failed) {}

    /** Counts the requests of a project. */
    public Served served(String project) {
        long requests = 0;
        long failed = 0;
        for (Series series : ofHost.values()) {
            if (series.project.equals(project)) {
                requests += (long) series.count();
                failed += (long) series.failed();
            }
        }
        return new Served(requests, failed);
    }

    @Override
    public void ended(String host, FinishedRequest request) {
        Addresses below = addresses;
        Series series = ofHost.get(host);
        if (series == null && below != null) {
            series = below.projectAt(host)
                    .map(project -> ofHost.computeIfAbsent(host, key -> new Series(project)))
                    .orElse(null);
        }
        if (series != null) {
            series.add(request);
        }
    }

    /**
     * The upper bounds of latencies by which requests are counted.
     *
     * @return seconds, in order; what takes longer than the last is counted too
     */
    public static double[] latencyBounds() {
        return SECONDS.clone();
    }

    /**
     * The counts so far.
     *
     * @return by project; those that had no request are missing
     */
    public Map<String, TrafficCount> counts() {
        Map<String, long[]> latencies = new HashMap<>();
        for (HistogramSnapshot.HistogramDataPointSnapshot point :
                latency.collect().getDataPoints()) {
            latencies.put(
                    point.getLabels().get(PROJECT),
                    point.getClassicBuckets().stream()
                            .mapToLong(ClassicHistogramBucket::getCount)
                            .toArray());
        }
        Map<String, TrafficCount> counts = new HashMap<>();
        ofHost.values().forEach(series -> {
            long[] byLatency = latencies.get(series.project);
            if (byLatency != null) {
                counts.put(series.project, series.count(byLatency));
            }
        });
        return counts;
    }

    /**
     * Requests that a project's service has not finished.
     *
     * @param project its name
     * @return as of now
     */
    public int inFlight(String project) {
        Addresses below = addresses;
        return below == null ? 0 : routes.inFlight(below.host(project));
    }

    /**
     * Forgets all other projects.
     *
     * @param projects those that there are
     */
    public void retain(Collection<String> projects) {
        ofHost.values().removeIf(series -> {
            boolean gone = !projects.contains(series.project);
            if (gone) {
                series.remove();
            }
            return gone;
        });
    }

    private final class Series {
        private static final int CLASSES = 6;

        private final String project;
        private final CounterDataPoint[] byClass = new CounterDataPoint[CLASSES];
        private final CounterDataPoint in;
        private final CounterDataPoint out;
        private final DistributionDataPoint seconds;

        Series(String project) {
            this.project = project;
            for (int i = 1; i < CLASSES; i++) {
                byClass[i] = requests.labelValues(project, i + "xx");
            }
            in = received.labelValues(project);
            out = sent.labelValues(project);
            seconds = latency.labelValues(project);
        }

        void add(FinishedRequest request) {
            byClass[Math.max(1, Math.min(CLASSES - 1, request.status() / HUNDRED))].inc();
            in.inc(request.received());
            out.inc(request.sent());
            if (!request.isWebSocket()) {
                seconds.observe(request.nanos() / NANOS);
            }
        }

        double count() {
            return Stream.of(byClass)
                    .filter(Objects::nonNull)
                    .mapToDouble(CounterDataPoint::get)
                    .sum();
        }

        double failed() {
            return byClass[CLASSES - 1].get();
        }

        TrafficCount count(long[] byLatency) {
            long[] byStatus = new long[CLASSES - 1];
            for (int i = 1; i < CLASSES; i++) {
                byStatus[i - 1] = (long) byClass[i].get();
            }
            return new TrafficCount(byStatus, byLatency, (long) in.get(), (long) out.get());
        }

        void remove() {
            for (int i = 1; i < CLASSES; i++) {
                requests.remove(project, i + "xx");
            }
            received.remove(project);
            sent.remove(project);
            latency.remove(project);
        }
    }
}
