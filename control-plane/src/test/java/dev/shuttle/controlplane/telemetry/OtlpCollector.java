package dev.shuttle.controlplane.telemetry;

import com.sun.net.httpserver.HttpExchange;
import dev.shuttle.controlplane.egress.AnsweringServer;
import io.opentelemetry.proto.collector.metrics.v1.ExportMetricsServiceRequest;
import io.opentelemetry.proto.collector.trace.v1.ExportTraceServiceRequest;
import io.opentelemetry.proto.metrics.v1.Metric;
import io.opentelemetry.proto.trace.v1.ResourceSpans;
import io.opentelemetry.proto.trace.v1.Span;
import java.io.IOException;
import java.net.URI;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/** A collector on the loopback, which reads by OpenTelemetry's own classes and answers as it is told. */
final class OtlpCollector extends AnsweringServer {
    private final List<ExportTraceServiceRequest> traces = new CopyOnWriteArrayList<>();
    private final List<ExportMetricsServiceRequest> metrics = new CopyOnWriteArrayList<>();
    private final List<String> requests = new CopyOnWriteArrayList<>();

    OtlpCollector() throws IOException {
        super(0);
        start();
    }

    @Override
    protected void take(HttpExchange exchange, byte[] body) throws IOException {
        requests.add(exchange.getRequestURI() + " "
                + exchange.getRequestHeaders().getFirst("Authorization") + " "
                + exchange.getRequestHeaders().getFirst("Content-Type"));
        if (exchange.getRequestURI().getPath().endsWith("/v1/traces")) {
            traces.add(ExportTraceServiceRequest.parseFrom(body));
        } else {
            metrics.add(ExportMetricsServiceRequest.parseFrom(body));
        }
    }

    URI url() {
        return URI.create("http://127.0.0.1:" + port());
    }

    List<String> requests() {
        return requests;
    }

    List<ResourceSpans> resources() {
        return traces.stream()
                .flatMap(each -> each.getResourceSpansList().stream())
                .toList();
    }

    List<Span> spans() {
        return resources().stream()
                .flatMap(each -> each.getScopeSpansList().stream())
                .flatMap(each -> each.getSpansList().stream())
                .toList();
    }

    /** Those of the first export. */
    List<Metric> metrics() {
        return metrics.get(0).getResourceMetrics(0).getScopeMetrics(0).getMetricsList();
    }

    int exports() {
        return metrics.size();
    }
}
