package dev.shuttle.controlplane.telemetry;

import dev.shuttle.proxy.AccessEntry;
import dev.shuttle.proxy.RequestSpan;
import dev.shuttle.runtime.service.StatementSpan;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * A step of a trace that is over, named as OpenTelemetry's semantic conventions have it.
 *
 * @param service that took it: the platform's proxy, or a project
 * @param server whether it answered another one, or else asked
 * @param parent the id of the span above; null: there is none
 * @param startNanos since 1970
 * @param attributes numbers and texts, of a bounded length
 */
record Span(
        String service,
        boolean server,
        String name,
        String traceId,
        String spanId,
        @Nullable String parent,
        long startNanos,
        long nanos,
        boolean failed,
        Map<String, Object> attributes) {

    /** The service of requests and metrics. */
    static final String PLATFORM = "shuttle";

    /** Of a text that a client chose. */
    private static final int LONGEST = 1024;

    /** Others are a client's invention: each would be a name of its own. */
    private static final Set<String> METHODS =
            Set.of("CONNECT", "DELETE", "GET", "HEAD", "OPTIONS", "PATCH", "POST", "PUT", "TRACE");

    private static final int SERVER_ERROR = 500;

    /** The path goes without its query, in which there may be secrets. */
    static Span of(RequestSpan span, String project) {
        AccessEntry request = span.request();
        boolean known = METHODS.contains(request.method());
        Map<String, Object> attributes = new LinkedHashMap<>();
        attributes.put("http.request.method", known ? request.method() : "_OTHER");
        attributes.put("url.scheme", span.secure() ? "https" : "http");
        attributes.put("server.address", cut(request.host()));
        attributes.put("url.path", cut(request.path().replaceFirst("\\?.*", "")));
        attributes.put("http.response.status_code", (long) request.end().status());
        attributes.put("http.request.body.size", request.end().received());
        attributes.put("http.response.body.size", request.end().sent());
        attributes.put("shuttle.project", project);
        attributes.put("shuttle.request_id", request.requestId());
        if (request.deployment() != null) {
            attributes.put("shuttle.deployment", request.deployment());
        }
        long nanos = request.end().nanos();
        return new Span(
                PLATFORM,
                true,
                known ? request.method() : "HTTP",
                span.context().traceId(),
                span.context().spanId(),
                span.parent(),
                TimeUnit.MILLISECONDS.toNanos(System.currentTimeMillis()) - nanos,
                nanos,
                request.end().status() >= SERVER_ERROR,
                attributes);
    }

    static Span of(StatementSpan span, String project) {
        String[] words = span.statement().strip().split("\\s+", 2);
        return new Span(
                project,
                false,
                words[0].isEmpty() ? "SQL" : cut(words[0]).toUpperCase(Locale.ROOT),
                span.traceId(),
                span.spanId(),
                span.parent(),
                span.startNanos(),
                span.nanos(),
                span.failed(),
                Map.of("db.system.name", "postgresql", "db.query.text", cut(span.statement())));
    }

    private static String cut(String text) {
        return text.length() <= LONGEST ? text : text.substring(0, LONGEST);
    }
}
