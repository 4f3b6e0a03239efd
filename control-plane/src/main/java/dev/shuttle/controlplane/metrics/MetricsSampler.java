package dev.shuttle.controlplane.metrics;

import dev.shuttle.controlplane.traffic.TrafficCount;
import dev.shuttle.controlplane.traffic.TrafficMetrics;
import dev.shuttle.os.DaemonThreads;
import dev.shuttle.os.OutOfMemory;
import dev.shuttle.os.ProcessTable;
import dev.shuttle.protocol.MetricsPoint;
import io.prometheus.metrics.core.metrics.Counter;
import io.prometheus.metrics.core.metrics.Gauge;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Looks at all projects every ten seconds, on one thread, and hands what each did since to the {@link MetricsHistory}. A
 * project that neither runs nor is asked for costs nothing. Thread-safe.
 */
public final class MetricsSampler implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(MetricsSampler.class);

    private static final Duration STEP = MetricsRange.MINUTES.step();
    /** Looks in a minute. */
    private static final int MINUTE = 6;

    private static final long END_SECONDS = 2;
    private static final TrafficCount NO_TRAFFIC =
            new TrafficCount(new long[MetricsSample.STATUSES], new long[MetricsSample.LATENCIES], 0, 0);

    private final Parts parts;
    private final ScheduledExecutorService thread =
            Executors.newSingleThreadScheduledExecutor(DaemonThreads.named("shuttle-metrics"));

    /** As of the last look; written by its thread only. */
    private final Map<String, Seen> seen = new ConcurrentHashMap<>();

    /** The samples of the last minute, newest last. */
    private final Map<String, Deque<MetricsSample>> recent = new ConcurrentHashMap<>();

    private Instant lastLook;
    private boolean swept;

    /**
     * The collaborators.
     *
     * @param history gets the samples
     * @param traffic what passes the proxy
     * @param projects all that there are, by name
     * @param clock tells the time
     */
    public record Parts(
            MetricsHistory history,
            TrafficMetrics traffic,
            Supplier<Map<String, RunningProject>> projects,
            Clock clock) {}

    /** A project as of a look; {@code cpuTotal} since the control plane started. */
    private record Seen(TrafficCount traffic, RunningProject running, ProcessTable.Use use, long cpuTotal) {}

    /**
     * Looks at nothing before it is started.
     *
     * @param parts what it looks at
     */
    public MetricsSampler(Parts parts) {
        this.parts = parts;
        this.lastLook = parts.clock().instant();
        // All that passed before belongs to a run before, whose own last look has it.
        parts.traffic()
                .counts()
                .forEach((project, count) ->
                        seen.put(project, new Seen(count, new RunningProject(0, 0), new ProcessTable.Use(0, 0), 0)));
    }

    /** Looks at the end of each step of the clock, so that each look falls into one step. */
    public void start() {
        long step = STEP.toMillis();
        long wait = step - Math.floorMod(parts.clock().millis(), step);
        var unused = thread.scheduleAtFixedRate(this::tryToLook, wait, step, TimeUnit.MILLISECONDS);
    }

    private void tryToLook() {
        try {
            look();
        } catch (RuntimeException | Error e) {
            OutOfMemory.exitIfCaused(e);
            LOG.warn(
                    "The metrics of the last ten seconds are lost",
                    e); // a full disk, for one: the store says nothing then
        }
    }

    /** One look; called by tests with a clock of their own. */
    void look() {
        Instant now = parts.clock().instant();
        int millis = (int) Math.max(1, Math.min(Duration.between(lastLook, now).toMillis(), Integer.MAX_VALUE));
        lastLook = now;
        Map<String, RunningProject> projects = parts.projects().get();
        parts.traffic().retain(projects.keySet());
        seen.keySet().retainAll(projects.keySet());
        recent.keySet().retainAll(projects.keySet());
        Map<String, TrafficCount> traffic = parts.traffic().counts();
        Map<Long, ProcessTable.Use> uses = uses(projects);
        Map<String, MetricsSample> samples = new HashMap<>();
        projects.forEach((project, running) -> {
            MetricsSample sample = look(project, running, traffic.get(project), uses.get(running.process()), millis);
            remember(project, sample);
            if (!sample.isQuiet()) {
                samples.put(project, sample);
            }
        });
        parts.history().add(now.minus(STEP.dividedBy(2)), samples);
        if (!swept) {
            parts.history().retain(projects.keySet());
            swept = true;
        }
    }

    private void remember(String project, MetricsSample sample) {
        recent.compute(project, (same, before) -> {
            Deque<MetricsSample> samples = new ArrayDeque<>(before == null ? List.of() : before);
            if (samples.size() == MINUTE) {
                samples.removeFirst();
            }
            samples.addLast(sample);
            return samples;
        });
    }

    /**
     * How a project did in the last minute, in memory.
     *
     * @param project its name
     * @return one point; empty before the first look at it
     */
    public Optional<MetricsPoint> lastMinute(String project) {
        return Optional.ofNullable(recent.get(project))
                .flatMap(samples -> samples.stream().reduce(MetricsSample::plus))
                .map(sample -> MetricsHistory.point(parts.clock().instant(), sample));
    }

    private static Map<Long, ProcessTable.Use> uses(Map<String, RunningProject> projects) {
        Set<Long> roots = new HashSet<>();
        projects.values().forEach(running -> roots.add(running.process()));
        roots.remove(0L);
        return roots.isEmpty() ? Map.of() : ProcessTable.read().of(roots);
    }

    private MetricsSample look(
            String project,
            RunningProject running,
            @Nullable TrafficCount counted,
            ProcessTable.@Nullable Use used,
            int millis) {
        TrafficCount traffic = counted == null ? NO_TRAFFIC : counted;
        ProcessTable.Use use = used == null ? new ProcessTable.Use(0, 0) : used;
        Seen before = seen.getOrDefault(
                project, new Seen(NO_TRAFFIC, new RunningProject(0, 0), new ProcessTable.Use(0, 0), 0));
        long cpu = cpu(before, running, use, millis);
        seen.put(project, new Seen(traffic, running, use, before.cpuTotal + cpu));
        return new MetricsSample(
                millis,
                difference(traffic.byStatus(), before.traffic.byStatus()),
                difference(traffic.byLatency(), before.traffic.byLatency()),
                Math.max(0, traffic.received() - before.traffic.received()),
                Math.max(0, traffic.sent() - before.traffic.sent()),
                parts.traffic().inFlight(project),
                (int) Math.min(cpu, Integer.MAX_VALUE),
                use.residentBytes(),
                (int) Math.max(0, running.restarts() - before.running.restarts()));
    }

    /** A child that ended takes its time with it, unless its parent has waited for it; one that was adopted brings some. */
    private long cpu(Seen before, RunningProject running, ProcessTable.Use use, int millis) {
        boolean same = before.running.process() == running.process();
        long earlier = same ? before.use.cpuMillis() : swept ? 0 : use.cpuMillis();
        long most = (long) millis * Runtime.getRuntime().availableProcessors();
        return Math.max(0, Math.min(use.cpuMillis() - earlier, most));
    }

    /** Not below zero: a project that was deleted and made again counts from zero. */
    private static int[] difference(long[] now, long[] before) {
        int[] difference = new int[now.length];
        for (int i = 0; i < now.length; i++) {
            difference[i] = (int) Math.max(0, Math.min(now[i] - before[i], Integer.MAX_VALUE));
        }
        return difference;
    }

    /**
     * Adds what processes take to a scrape, as of the last look.
     *
     * @param registry made for it
     */
    public void register(PrometheusRegistry registry) {
        Counter cpu = Counter.builder()
                .name("shuttle_cpu_seconds")
                .help("Time on processors of a project's service and its processes")
                .labelNames("project")
                .register(registry);
        Counter restarts = Counter.builder()
                .name("shuttle_restarts")
                .help("Starts of a project's service after it had ended by itself")
                .labelNames("project")
                .register(registry);
        Gauge memory = Gauge.builder()
                .name("shuttle_memory_bytes")
                .help("Resident memory of a project's service and its processes; what they share counts for each")
                .labelNames("project")
                .register(registry);
        seen.forEach((project, last) -> {
            cpu.labelValues(project).inc((double) last.cpuTotal / 1_000);
            restarts.labelValues(project).inc((double) last.running.restarts());
            memory.labelValues(project).set((double) last.use.residentBytes());
        });
    }

    @Override
    public void close() {
        thread.shutdownNow();
        try {
            if (!thread.awaitTermination(END_SECONDS, TimeUnit.SECONDS)) {
                LOG.debug("a look at the metrics is still under way");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
