package dev.shuttle.controlplane.api;

import dev.shuttle.controlplane.deployment.Overview;
import dev.shuttle.controlplane.metrics.MetricsHistory;
import dev.shuttle.controlplane.metrics.MetricsRange;
import dev.shuttle.controlplane.metrics.MetricsSampler;
import dev.shuttle.controlplane.traffic.TrafficMetrics;
import dev.shuttle.os.Disk;
import dev.shuttle.protocol.DeploymentState;
import dev.shuttle.protocol.ProjectState;
import io.javalin.http.Context;
import io.prometheus.metrics.core.metrics.Gauge;
import io.prometheus.metrics.expositionformats.PrometheusTextFormatWriter;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.lang.management.MemoryUsage;
import java.nio.file.Path;
import java.util.Map;

/**
 * {@code GET /metrics}: how all is, as Prometheus reads it, looked up when it is asked for but for what is counted; and how a
 * project did over time.
 */
final class MetricsRoute {
    static final String CONTENT_TYPE = PrometheusTextFormatWriter.CONTENT_TYPE;

    private final Overview overview;
    private final TrafficMetrics traffic;
    private final MetricsHistory history;
    private final MetricsSampler sampler;
    private final Path home;

    MetricsRoute(Api.Parts parts) {
        this.overview = parts.overview();
        this.traffic = parts.traffic();
        this.history = parts.history();
        this.sampler = parts.sampler();
        this.home = parts.home();
    }

    /** {@code GET /projects/{project}/metrics}. */
    void ofProject(Context ctx) {
        String project = overview.project(ctx.pathParam("project")).name();
        ctx.json(history.of(project, MetricsRange.of(ctx.queryParam("range"))));
    }

    void handle(Context ctx) throws IOException {
        PrometheusRegistry registry = new PrometheusRegistry();
        counts(registry);
        traffic.register(registry, overview.projectNames());
        sampler.register(registry);
        Gauge disk = gauge(registry, "shuttle_home_free_bytes", "Free bytes on the disk of the home");
        disk.set((double) Disk.free(home));
        Gauge heap = gauge(registry, "shuttle_heap_bytes", "The control plane's heap", "what");
        MemoryUsage usage = ManagementFactory.getMemoryMXBean().getHeapMemoryUsage();
        heap.labelValues("used").set((double) usage.getUsed());
        heap.labelValues("max").set((double) usage.getMax());
        gauge(registry, "shuttle_threads", "The control plane's threads")
                .set(ManagementFactory.getThreadMXBean().getThreadCount());
        gauge(registry, "shuttle_uptime_seconds", "Seconds since the control plane started")
                .set(ManagementFactory.getRuntimeMXBean().getUptime() / 1e3);
        ctx.contentType(CONTENT_TYPE);
        PrometheusTextFormatWriter.create().write(ctx.outputStream(), registry.scrape());
    }

    /** Also the states that nothing is in: a series that comes and goes cannot be watched. */
    private void counts(PrometheusRegistry registry) {
        Overview.Counts counts = overview.counts();
        Gauge projects = gauge(registry, "shuttle_projects", "Projects by their state", "state");
        for (ProjectState state : ProjectState.values()) {
            set(projects, state.json(), counts.projects());
        }
        Gauge deployed = gauge(registry, "shuttle_deployments", "Deployments by their state", "state");
        for (DeploymentState state : DeploymentState.values()) {
            set(deployed, state.json(), counts.deployments());
        }
    }

    private static void set(Gauge gauge, String state, Map<String, Long> counts) {
        gauge.labelValues(state).set(counts.getOrDefault(state, 0L));
    }

    private static Gauge gauge(PrometheusRegistry registry, String name, String what, String... labels) {
        return Gauge.builder().name(name).help(what).labelNames(labels).register(registry);
    }
}
