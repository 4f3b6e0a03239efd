package dev.shuttle.controlplane.telemetry;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.protobuf.ByteString;
import dev.shuttle.controlplane.egress.Egress;
import dev.shuttle.controlplane.host.Await;
import dev.shuttle.controlplane.project.Addresses;
import dev.shuttle.proxy.AccessEntry;
import dev.shuttle.proxy.FinishedRequest;
import dev.shuttle.proxy.RequestSpan;
import dev.shuttle.proxy.TraceContext;
import dev.shuttle.runtime.service.StatementSpan;
import io.opentelemetry.proto.common.v1.KeyValue;
import io.opentelemetry.proto.metrics.v1.HistogramDataPoint;
import io.opentelemetry.proto.metrics.v1.Metric;
import io.opentelemetry.proto.trace.v1.Span;
import io.opentelemetry.proto.trace.v1.Status;
import io.prometheus.metrics.core.metrics.Counter;
import io.prometheus.metrics.core.metrics.Gauge;
import io.prometheus.metrics.core.metrics.Histogram;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import java.net.URI;
import java.time.Duration;
import java.util.Collections;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class TelemetryTest {
    private static final Duration PAUSE = Duration.ofMillis(20);
    private static final String TRACE = "4bf92f3577b34da6a3ce929d0e0e4736";
    private static final String PARENT = "00f067aa0ba902b7";
    private static final String OWN = "b9c7c989f97918e1";

    private final Egress egress = new Egress(Duration.ofSeconds(10), null);
    private final PrometheusRegistry registry = new PrometheusRegistry();
    private OtlpCollector collector;
    private @Nullable Telemetry telemetry;

    @BeforeEach
    void start() throws Exception {
        collector = new OtlpCollector();
    }

    @AfterEach
    void stop() {
        collector.close();
        if (telemetry != null) {
            telemetry.close();
        }
        egress.close();
    }

    private Telemetry open(Duration every, int perSecond) {
        return open(collector.url(), every, perSecond);
    }

    private Telemetry open(URI url, Duration every, int perSecond) {
        OtlpSettings settings = new OtlpSettings(url, Map.of("Authorization", "Bearer QAZ WSX"), every, perSecond);
        Addresses addresses = new Addresses("apps.test", true, 443);
        Telemetry.Parts parts = new Telemetry.Parts(egress, addresses::projectAt, "1.2.3", "home-1");
        Telemetry opened = new Telemetry(settings, parts, PAUSE);
        telemetry = opened;
        opened.start(registry::scrape);
        return opened;
    }

    private static RequestSpan request(String method, int status, @Nullable String parent) {
        AccessEntry entry = new AccessEntry(
                "r1",
                null,
                "192.0.2.1",
                method,
                "shop.example",
                "/items/7?token=QAZ",
                null,
                "d1",
                new FinishedRequest(status, 5, 7, 3_000_000));
        return new RequestSpan("shop.apps.test", new TraceContext(TRACE, OWN, true), parent, true, entry);
    }

    private static Map<String, String> attributes(List<KeyValue> of) {
        return of.stream()
                .collect(Collectors.toMap(
                        KeyValue::getKey,
                        each -> each.getValue().hasIntValue()
                                ? Long.toString(each.getValue().getIntValue())
                                : each.getValue().getStringValue()));
    }

    private static ByteString bytes(String hexadecimal) {
        return ByteString.copyFrom(HexFormat.of().parseHex(hexadecimal));
    }

    @Test
    void aRequestIsASpanOfThePlatformAndAStatementOneOfItsProject() throws Exception {
        Telemetry opened = open(Duration.ZERO, 10);
        opened.ended(request("GET", 503, PARENT));
        opened.ended(request("BREW", 200, null));
        opened.statements(
                "shop", List.of(new StatementSpan(TRACE, PARENT, OWN, 1_000, 20, "select * from t where a = ?", true)));
        Await.until("all to arrive", () -> collector.spans().size() == 3);

        Span first = collector.spans().get(0);
        assertEquals(bytes(TRACE), first.getTraceId());
        assertEquals(bytes(OWN), first.getSpanId());
        assertEquals(bytes(PARENT), first.getParentSpanId());
        assertEquals("GET", first.getName());
        assertEquals(Span.SpanKind.SPAN_KIND_SERVER, first.getKind());
        assertEquals(3_000_000, first.getEndTimeUnixNano() - first.getStartTimeUnixNano());
        assertEquals(Status.StatusCode.STATUS_CODE_ERROR, first.getStatus().getCode());
        Map<String, String> said = attributes(first.getAttributesList());
        assertEquals("/items/7", said.get("url.path"), "without its query");
        assertEquals("503", said.get("http.response.status_code"));
        assertEquals("shop", said.get("shuttle.project"));
        assertFalse(said.toString().contains("QAZ"), said::toString);

        Span second = collector.spans().get(1);
        assertEquals("HTTP", second.getName());
        assertTrue(second.getParentSpanId().isEmpty());
        assertEquals("_OTHER", attributes(second.getAttributesList()).get("http.request.method"));

        Span statement = collector.spans().get(2);
        assertEquals("SELECT", statement.getName());
        assertEquals(bytes(OWN), statement.getParentSpanId());
        assertEquals(Span.SpanKind.SPAN_KIND_CLIENT, statement.getKind());
        assertEquals(
                Map.of("db.system.name", "postgresql", "db.query.text", "select * from t where a = ?"),
                attributes(statement.getAttributesList()));

        List<String> services = collector.resources().stream()
                .map(each -> attributes(each.getResource().getAttributesList()).get("service.name"))
                .toList();
        assertEquals(List.of("shuttle", "shop"), services);
        assertEquals(List.of("/v1/traces Bearer QAZ WSX application/x-protobuf"), collector.requests());
        Await.until("they are counted", () -> opened.status().spans() == 3);
    }

    private Metric metric(String name) {
        return collector.metrics().stream()
                .filter(each -> each.getName().equals(name))
                .findFirst()
                .orElseThrow();
    }

    @Test
    void allMetricsOfAScrapeAreExported() throws Exception {
        Counter.builder()
                .name("shuttle_requests")
                .labelNames("project")
                .register(registry)
                .labelValues("shop")
                .inc(3);
        Gauge.builder()
                .name("shuttle_threads")
                .help("Threads")
                .register(registry)
                .set(17);
        Histogram seconds = Histogram.builder()
                .name("shuttle_seconds")
                .classicOnly()
                .classicUpperBounds(0.1, 1)
                .register(registry);
        seconds.observe(0.05);
        seconds.observe(0.5);
        seconds.observe(5);
        Telemetry opened = open(URI.create(collector.url() + "/otlp/?k=v"), Duration.ofMillis(50), 0);
        Await.until("two exports", () -> collector.exports() > 1);

        Metric requests = metric("shuttle_requests");
        assertTrue(requests.getSum().getIsMonotonic());
        assertEquals(3, requests.getSum().getDataPoints(0).getAsDouble());
        assertEquals(
                Map.of("project", "shop"),
                attributes(requests.getSum().getDataPoints(0).getAttributesList()));
        assertEquals(17, metric("shuttle_threads").getGauge().getDataPoints(0).getAsDouble());
        HistogramDataPoint point = metric("shuttle_seconds").getHistogram().getDataPoints(0);
        assertEquals(List.of(1L, 1L, 1L), point.getBucketCountsList());
        assertEquals(List.of(0.1, 1.0), point.getExplicitBoundsList());
        assertEquals(3, point.getCount());
        assertEquals(5.55, point.getSum(), 1e-9);
        assertEquals(
                "/otlp/v1/metrics?k=v Bearer QAZ WSX application/x-protobuf",
                collector.requests().get(0));
        assertTrue(opened.status().metricsAt() != null);
        assertFalse(opened.traces());
    }

    @Test
    void aProjectHasItsShareOfSpansAndThePlatformsOwnHostsHaveNone() {
        Telemetry opened = open(Duration.ZERO, 10);
        long begin = System.nanoTime();
        long busy = IntStream.range(0, 1_000)
                .filter(i -> opened.records("busy.apps.test"))
                .count();
        long seconds = Duration.ofNanos(System.nanoTime() - begin).toSeconds();
        assertTrue(busy >= 10 && busy < 20 + 10 * seconds, busy + " within " + seconds + " s");
        assertTrue(opened.records("other.apps.test"));
        for (String host : List.of("api.apps.test", "console.apps.test", "apps.test", "shop.example")) {
            assertFalse(opened.records(host), host);
        }
    }

    @Test
    void aServiceThatTellsOfMoreStatementsThanItsRequestsExplainIsCutShort() throws Exception {
        Telemetry opened = open(Duration.ZERO, 1);
        StatementSpan one = new StatementSpan(TRACE, PARENT, OWN, 1_000, 20, "select 1", false);
        opened.statements("shop", Collections.nCopies(1_000, one));
        Await.until("the rest is counted", () -> opened.status().leftOut() > 980);
        Await.until("some arrive", () -> collector.spans().size() >= 10);
        assertTrue(collector.spans().size() < 20, "" + collector.spans().size());
    }

    @Test
    void aCollectorThatFailsIsAskedAgainAndNothingIsLost() throws Exception {
        collector.answer(503, 429, 500);
        Telemetry opened = open(Duration.ZERO, 10);
        opened.ended(request("GET", 200, null));
        Await.until("it to arrive", () -> collector.spans().size() == 1);
        assertEquals(0, opened.status().leftOut());
        Await.until("all is well", () -> opened.troubles().findAny().isEmpty());
    }

    @Test
    void aCollectorThatHangsHoldsNoRequestAndMemoryHasABound() throws Exception {
        collector.hang();
        Telemetry opened = open(Duration.ZERO, 10);
        long begin = System.nanoTime();
        IntStream.range(0, 20_000).forEach(i -> opened.ended(request("GET", 200, null)));
        assertTrue(System.nanoTime() - begin < Duration.ofSeconds(9).toNanos(), "requests went on meanwhile");
        long leftOut = opened.status().leftOut();
        assertTrue(leftOut >= 20_000 - SpanQueue.MOST_WAITING - SpanQueue.BATCH, leftOut + " left out");
        collector.goOn();
        Await.until("the others arrive", () -> collector.spans().size() == 20_000 - leftOut);
    }

    @Test
    void aTroubleIsToldWithoutAToken() throws Exception {
        collector.answer(401);
        Telemetry opened = open(URI.create(collector.url() + "/?token=QAZWSX"), Duration.ZERO, 10);
        opened.ended(request("GET", 200, null));
        Await.until("it is left out", () -> opened.status().leftOut() == 1);
        String said = opened.troubles().collect(Collectors.joining("\n"));
        assertTrue(said.contains("SHUTTLE_OTLP_ENDPOINT") && said.contains("status 401"), said);
        assertFalse(said.contains("QAZ"), said);
        assertEquals("***", new OtlpSettings(collector.url(), Map.of(), PAUSE, 1).toString());
    }

    @Test
    void thePlatformsOwnPortsAreRefused() throws Exception {
        egress.refuse(collector.url().getPort());
        Telemetry opened = open(Duration.ZERO, 10);
        opened.ended(request("GET", 200, null));
        Await.until("it is left out", () -> opened.status().leftOut() == 1);
        assertTrue(
                opened.troubles().toList().toString().contains("refused"),
                "" + opened.troubles().toList());
    }

    @Test
    void theLastSpansAreSentAtTheEnd() {
        Telemetry opened = open(Duration.ZERO, 10);
        opened.ended(request("GET", 200, null));
        opened.close();
        assertEquals(1, collector.spans().size());
    }
}
