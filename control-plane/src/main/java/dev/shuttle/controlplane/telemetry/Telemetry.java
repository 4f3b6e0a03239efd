package dev.shuttle.controlplane.telemetry;

import dev.shuttle.controlplane.egress.Egress;
import dev.shuttle.controlplane.egress.OperatorReceiver;
import dev.shuttle.protocol.PlatformStatus.OtlpStatus;
import dev.shuttle.proxy.RequestSpan;
import dev.shuttle.proxy.RequestTracer;
import dev.shuttle.runtime.service.StatementSpan;
import io.prometheus.metrics.model.snapshots.MetricSnapshots;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.stream.Stream;

/**
 * The way to the operator's collector: spans of requests and of statements, and metrics. Nothing waits for it. Thread-safe.
 */
public final class Telemetry implements RequestTracer, AutoCloseable {
    /** The setting that the messages name. */
    static final String SETTING = "SHUTTLE_OTLP_ENDPOINT";

    /** A request that is recorded may ask its database that often; a service that tells of more is not believed. */
    private static final int STATEMENTS_OF_A_REQUEST = 10;

    private final OtlpSettings settings;
    private final Parts parts;
    private final SpanQueue spans;
    private final MetricsExport metrics;
    private final SpanRates requests;
    private final SpanRates statements;
    private final Instant started = Instant.now();

    /**
     * The rest of the control plane, as far as it matters here.
     *
     * @param egress the way out
     * @param project of a host in the routing table; empty if it is none's
     * @param version of Shuttle
     * @param instance the id of the home
     */
    public record Parts(Egress egress, Function<String, Optional<String>> project, String version, String instance) {}

    /** Sends nothing before it is started. */
    public Telemetry(OtlpSettings settings, Parts parts) {
        this(settings, parts, OperatorReceiver.FIRST_PAUSE);
    }

    Telemetry(OtlpSettings settings, Parts parts, Duration firstPause) {
        this.settings = settings;
        this.parts = parts;
        this.requests = new SpanRates(Math.max(1, settings.perSecond()));
        this.statements = new SpanRates(Math.max(1, STATEMENTS_OF_A_REQUEST * settings.perSecond()));
        this.spans = new SpanQueue(
                collector("spans", "traces", firstPause),
                batch -> SpanMessages.request(batch, parts.version(), parts.instance()));
        this.metrics = new MetricsExport(collector("metrics", "metrics", firstPause), settings.every());
    }

    private OperatorReceiver collector(String goods, String signal, Duration firstPause) {
        Map<String, String> headers = new HashMap<>(settings.headers());
        headers.put("Content-Type", "application/x-protobuf");
        URI url = settings.url(signal);
        return new OperatorReceiver(SETTING, goods, url, headers, parts.egress(), firstPause);
    }

    /** Begins to send; {@code scrape} has all metrics as of now. */
    public void start(Supplier<MetricSnapshots> scrape) {
        if (settings.perSecond() > 0) {
            spans.start();
        }
        if (!settings.every().isZero()) {
            metrics.start(() ->
                    MetricMessages.request(scrape.get(), started, Instant.now(), parts.version(), parts.instance()));
        }
    }

    /** Whether requests are recorded at all. */
    public boolean traces() {
        return settings.perSecond() > 0;
    }

    @Override
    public boolean records(String host) {
        return traces() && parts.project().apply(host).filter(requests::take).isPresent();
    }

    @Override
    public void ended(RequestSpan span) {
        parts.project().apply(span.host()).ifPresent(project -> spans.add(Span.of(span, project)));
    }

    /** Takes what a host of a project tells. */
    public void statements(String project, List<StatementSpan> told) {
        for (StatementSpan each : told) {
            if (traces() && statements.take(project)) {
                spans.add(Span.of(each, project));
            } else {
                spans.drop(1);
            }
        }
    }

    /** For the operator. */
    public OtlpStatus status() {
        return new OtlpStatus(spans.sent(), spans.leftOut(), metrics.last().orElse(null));
    }

    /** Why something does not get there now, a sentence each. */
    public Stream<String> troubles() {
        return Stream.concat(spans.trouble().stream(), metrics.trouble().stream());
    }

    /** Sends the spans that wait, if that is done in two seconds. */
    @Override
    public void close() {
        metrics.close();
        spans.close();
    }
}
