package dev.shuttle.controlplane.api;

import dev.shuttle.controlplane.deployment.Overview;
import dev.shuttle.controlplane.metrics.MetricsSampler;
import dev.shuttle.controlplane.traffic.TrafficMetrics;
import dev.shuttle.os.Disk;
import dev.shuttle.protocol.DeploymentState;
import dev.shuttle.protocol.ProjectState;
import io.prometheus.metrics.core.metrics.Gauge;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import io.prometheus.metrics.model.snapshots.MetricSnapshots;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.management.ManagementFactory;
import java.lang.management.MemoryUsage;
import java.nio.file.Path;
import java.util.Map;

/**
 * All metrics of the server and its projects, looked up when they are asked for but for what is counted. Thread-safe.
 *
 * @param overview of projects and deployments
 * @param traffic what passed the proxy
 * @param sampler what processes take
 * @param home the home, whose disk is looked at
 */
public record MetricsScrape(Overview overview, TrafficMetrics traffic, MetricsSampler sampler, Path home) {

    /** As of now. */
    public MetricSnapshots now() {
        PrometheusRegistry registry = new PrometheusRegistry();
        counts(registry);
        traffic.register(registry, overview.projectNames());
        sampler.register(registry);
        gauge(registry, "shuttle_home_free_bytes", "Free bytes on the disk of the home")
                .set(free());
        Gauge heap = gauge(registry, "shuttle_heap_bytes", "The control plane's heap", "what");
        MemoryUsage usage = ManagementFactory.getMemoryMXBean().getHeapMemoryUsage();
        heap.labelValues("used").set((double) usage.getUsed());
        heap.labelValues("max").set((double) usage.getMax());
        gauge(registry, "shuttle_threads", "The control plane's threads")
                .set(ManagementFactory.getThreadMXBean().getThreadCount());
        gauge(registry, "shuttle_uptime_seconds", "Seconds since the control plane started")
                .set(ManagementFactory.getRuntimeMXBean().getUptime() / 1e3);
        return registry.scrape();
    }

    private double free() {
        try {
            return (double) Disk.free(home);
        } catch (IOException e) {
            throw new UncheckedIOException("The disk of the home cannot be looked at", e);
        }
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
