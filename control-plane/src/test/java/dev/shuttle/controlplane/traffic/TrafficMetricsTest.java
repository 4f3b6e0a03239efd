package dev.shuttle.controlplane.traffic;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.shuttle.controlplane.project.Addresses;
import dev.shuttle.proxy.FinishedRequest;
import dev.shuttle.proxy.Route;
import dev.shuttle.proxy.RoutingTable;
import dev.shuttle.proxy.Upstream;
import io.prometheus.metrics.expositionformats.PrometheusTextFormatWriter;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;

class TrafficMetricsTest {
    private static final long MILLISECOND = 1_000_000;

    private final RoutingTable routes = new RoutingTable();
    private final TrafficMetrics traffic = new TrafficMetrics(routes);

    @Test
    void countsEachProjectAndNothingElse() throws Exception {
        traffic.ended("shop.apps.test", new FinishedRequest(200, 0, 0, 1)); // before it is known where projects are
        traffic.countBelow(new Addresses("apps.test", false, 80));
        traffic.ended("shop.apps.test", new FinishedRequest(200, 5, 100, 20 * MILLISECOND));
        traffic.ended("shop.apps.test", new FinishedRequest(204, 0, 0, MILLISECOND));
        traffic.ended("shop.apps.test", new FinishedRequest(FinishedRequest.CLIENT_LEFT, 0, 0, MILLISECOND));
        traffic.ended("api.apps.test", new FinishedRequest(200, 0, 0, 1));
        traffic.ended("a.b.apps.test", new FinishedRequest(200, 0, 0, 1));
        routes.put(
                "shop.apps.test",
                new Route.Serving(new Upstream("d1", InetSocketAddress.createUnresolved("localhost", 1))));

        String scrape = scrape(List.of("shop", "quiet"));

        for (String line : List.of(
                "shuttle_requests_total{code=\"2xx\",project=\"shop\"} 2.0",
                "shuttle_requests_total{code=\"4xx\",project=\"shop\"} 1.0",
                "shuttle_requests_total{code=\"5xx\",project=\"shop\"} 0.0",
                "shuttle_request_bytes_total{project=\"shop\"} 5.0",
                "shuttle_response_bytes_total{project=\"shop\"} 100.0",
                "shuttle_request_duration_seconds_bucket{project=\"shop\",le=\"0.005\"} 2",
                "shuttle_request_duration_seconds_bucket{project=\"shop\",le=\"0.025\"} 3",
                "shuttle_request_duration_seconds_count{project=\"shop\"} 3",
                "shuttle_requests_in_flight{project=\"shop\"} 0.0",
                "shuttle_requests_waiting{project=\"quiet\"} 0.0")) {
            assertTrue(scrape.lines().anyMatch(line::equals), line + " is not in\n" + scrape);
        }
        assertFalse(scrape.contains("\"api\"") || scrape.contains("\"a\""), scrape);
    }

    @Test
    void aWebSocketIsARequestWithItsBytesButHasNoLatency() throws Exception {
        traffic.countBelow(new Addresses("apps.test", false, 80));
        traffic.ended("shop.apps.test", new FinishedRequest(101, 30, 40, 3_600_000 * MILLISECOND));
        traffic.ended("shop.apps.test", new FinishedRequest(200, 1, 2, 20 * MILLISECOND));
        String scrape = scrape(List.of("shop"));
        for (String line : List.of(
                "shuttle_requests_total{code=\"1xx\",project=\"shop\"} 1.0",
                "shuttle_request_bytes_total{project=\"shop\"} 31.0",
                "shuttle_response_bytes_total{project=\"shop\"} 42.0",
                "shuttle_request_duration_seconds_count{project=\"shop\"} 1",
                "shuttle_request_duration_seconds_sum{project=\"shop\"} 0.02")) {
            assertTrue(scrape.lines().anyMatch(line::equals), line + " is not in\n" + scrape);
        }
    }

    @Test
    void aProjectThatIsGoneHasNoSeries() throws Exception {
        traffic.countBelow(new Addresses("apps.test", false, 80));
        traffic.ended("shop.apps.test", new FinishedRequest(200, 0, 0, 1));
        assertTrue(scrape(List.of("shop")).contains("\"shop\""));
        assertFalse(scrape(List.of()).contains("\"shop\""));
    }

    private String scrape(List<String> projects) throws IOException {
        PrometheusRegistry registry = new PrometheusRegistry();
        traffic.register(registry, projects);
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        PrometheusTextFormatWriter.create().write(out, registry.scrape());
        return out.toString(StandardCharsets.UTF_8);
    }
}
