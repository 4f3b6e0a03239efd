package dev.shuttle.controlplane.api;

import dev.shuttle.controlplane.deployment.Overview;
import dev.shuttle.controlplane.metrics.MetricsHistory;
import dev.shuttle.controlplane.metrics.MetricsRange;
import io.javalin.http.Context;
import io.prometheus.metrics.expositionformats.PrometheusTextFormatWriter;
import java.io.IOException;

/**
 * {@code GET /metrics}: how all is, as Prometheus reads it, looked up when it is asked for but for what is counted; and how a
 * project did over time.
 */
final class MetricsRoute {
    static final String CONTENT_TYPE = PrometheusTextFormatWriter.CONTENT_TYPE;

    private final Overview overview;
    private final MetricsHistory history;
    private final MetricsScrape scrape;

    MetricsRoute(Api.Parts parts) {
        this.overview = parts.overview();
        this.history = parts.history();
        this.scrape = new MetricsScrape(parts.overview(), parts.traffic(), parts.sampler(), parts.home());
    }

    /** {@code GET /projects/{project}/metrics}. */
    void ofProject(Context ctx) {
        String project = overview.project(ctx.pathParam("project")).name();
        ctx.json(history.of(project, MetricsRange.of(ctx.queryParam("range"))));
    }

    void handle(Context ctx) throws IOException {
        ctx.contentType(CONTENT_TYPE);
        PrometheusTextFormatWriter.create().write(ctx.outputStream(), scrape.now());
    }
}
