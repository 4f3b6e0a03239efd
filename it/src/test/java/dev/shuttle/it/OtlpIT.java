package dev.shuttle.it;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import dev.shuttle.it.OtlpCollector.Received;
import io.opentelemetry.proto.metrics.v1.Metric;
import io.opentelemetry.proto.trace.v1.Span.SpanKind;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** A request seen from outside, from its service, from its database and from a collector: one trace. */
final class OtlpIT {
    private static final Duration SOON = Duration.ofSeconds(20);
    private static final String PARENT = "00f067aa0ba902b7";

    private static final OtlpCollector COLLECTOR = new OtlpCollector();

    @RegisterExtension
    static final ControlPlane SERVER = ControlPlane.withDefaults()
            .with("SHUTTLE_OTLP_ENDPOINT", COLLECTOR.url())
            .with("SHUTTLE_OTLP_METRICS_EVERY", "PT1S")
            .with("SHUTTLE_OTLP_REQUESTS", "100");

    private static final Visitor VISITOR = new Visitor(SERVER);

    private final Api api = new Api(SERVER);

    @BeforeAll
    static void serve(@TempDir Path folder) throws Exception {
        App app = App.copy("infra", folder)
                .replace(
                        App.MAIN,
                        "exchange.sendResponseHeaders(",
                        "exchange.getResponseHeaders().set(\"X-Saw\","
                                + " \"\" + exchange.getRequestHeaders().getFirst(\"traceparent\"));\n"
                                + "        exchange.sendResponseHeaders(")
                .replace(
                        App.MAIN,
                        "case \"/connect\" ->",
                        """
                        case "/statements" -> {
                            try (Connection connection = pool.getConnection();
                                    var insert = connection.prepareStatement(
                                            "INSERT INTO item (name) VALUES (?)", Statement.RETURN_GENERATED_KEYS);
                                    var call = connection.prepareCall("{? = call upper(?)}");
                                    Statement batch = connection.createStatement()) {
                                insert.setString(1, body);
                                insert.executeUpdate();
                                ResultSet keys = insert.getGeneratedKeys();
                                keys.next();
                                call.registerOutParameter(1, java.sql.Types.VARCHAR);
                                call.setString(2, body);
                                call.execute();
                                batch.addBatch("UPDATE item SET name = 'batched'");
                                batch.executeBatch();
                                if (batch.getConnection() != connection || !connection.isValid(1)) {
                                    throw new IllegalStateException("not the connection of the statement");
                                }
                                yield keys.getInt(1) + " " + call.getString(1);
                            }
                        }
                        case "/connect" ->""");
        Api api = new Api(SERVER);
        api.secret("shop", "TOKEN", "the token");
        api.deploys("shop", app);
    }

    @AfterAll
    static void close() {
        COLLECTOR.close();
    }

    @Test
    void aRequestWithoutATraceIsOneFromTheProxyToTheDatabase() throws Exception {
        HttpResponse<String> answer = VISITOR.post(
                "shop",
                "/sql?token=QAZ",
                "text/plain",
                "SELECT query, 'QAZ' FROM pg_stat_activity WHERE pid = pg_backend_pid()");
        String saw = answer.headers().firstValue("X-Saw").orElse("");
        assertTrue(saw.matches("00-[0-9a-f]{32}-[0-9a-f]{16}-01"), saw);
        assertTrue(answer.body().startsWith("/*traceparent='" + saw + "'*/ SELECT"), "in PostgreSQL: " + answer.body());

        String[] parts = saw.split("-", -1);
        List<Received> spans = spans(parts[1], 2);
        Received request = ofKind(spans, SpanKind.SPAN_KIND_SERVER);
        assertEquals("shuttle", request.service());
        assertEquals("POST", request.name());
        assertEquals(parts[2], request.id());
        assertEquals("", request.parent());
        assertEquals("/sql", request.says().get("url.path"));
        assertEquals("200", request.says().get("http.response.status_code"));
        assertEquals("shop", request.says().get("shuttle.project"));
        Received statement = ofKind(spans, SpanKind.SPAN_KIND_CLIENT);
        assertEquals("shop", statement.service());
        assertEquals("SELECT", statement.name());
        assertEquals(parts[2], statement.parent());
        assertEquals(
                "SELECT query, ? FROM pg_stat_activity WHERE pid = pg_backend_pid()",
                statement.says().get("db.query.text"));
        assertFalse(spans.toString().contains("QAZ"), spans::toString);
    }

    @Test
    void aTraceOfTheClientsGoesOn() throws Exception {
        String trace = "4bf92f3577b34da6a3ce929d0e0e4736";
        HttpResponse<String> answer = VISITOR.traced("shop", "/", "00-" + trace + "-" + PARENT + "-01", "");
        Received request = spans(trace, 1).get(0);
        assertEquals(PARENT, request.parent());
        assertNotEquals(PARENT, request.id());
        assertEquals(
                "00-" + trace + "-" + request.id() + "-01",
                answer.headers().firstValue("X-Saw").orElse(""));
    }

    @Test
    void whatTheClientDoesNotRecordIsNotRecorded() throws Exception {
        String sent = "00-11112222333344445555666677778888-" + PARENT + "-00";
        HttpResponse<String> answer =
                VISITOR.traced("shop", "/sql", sent, "SELECT query FROM pg_stat_activity WHERE pid = pg_backend_pid()");
        assertEquals(sent, answer.headers().firstValue("X-Saw").orElse(""));
        assertTrue(answer.body().startsWith("SELECT"), answer.body());
    }

    @Test
    void allKindsOfStatementsWorkAndAreSeen() throws Exception {
        String trace = "aaaabbbbccccddddeeeeffff00001111";
        assertEquals(
                200,
                VISITOR.post("shop", "/sql", "text/plain", "CREATE TABLE item (id serial, name text)")
                        .statusCode());
        HttpResponse<String> answer =
                VISITOR.traced("shop", "/statements", "00-" + trace + "-" + PARENT + "-01", "secret value");
        assertEquals("1 SECRET VALUE", answer.body());
        assertEquals(
                "2 SECRET VALUE",
                VISITOR.traced("shop", "/statements", "00-" + trace + "-" + PARENT + "-00", "secret value")
                        .body(),
                "the same where nothing is recorded");
        HttpResponse<String> failed =
                VISITOR.traced("shop", "/sql", "00-" + trace + "-" + PARENT + "-01", "SELECT nothing");
        assertEquals(500, failed.statusCode());
        assertTrue(failed.body().startsWith("42703 org.postgresql.util.PSQLException"), failed.body());

        List<String> texts = spans(trace, 6).stream()
                .filter(span -> span.kind() == SpanKind.SPAN_KIND_CLIENT)
                .map(span -> span.says().get("db.query.text"))
                .toList();
        assertEquals(
                List.of(
                        "INSERT INTO item (name) VALUES (?)",
                        "{? = call upper(?)}",
                        "UPDATE item SET name = ?",
                        "SELECT nothing"),
                texts);
    }

    @Test
    void theMetricsOfTheServerAreExportedAndItsStatusTellsOfIt() throws Exception {
        VISITOR.read("shop");
        Metric requests = Await.until(
                        "the metrics",
                        SOON,
                        () -> COLLECTOR.metrics().stream()
                                .filter(metric -> metric.getName().equals("shuttle_requests"))
                                .filter(metric -> metric.getSum().getDataPointsCount() > 0)
                                .findFirst(),
                        Optional::isPresent)
                .orElseThrow();
        assertEquals(
                "shop",
                OtlpCollector.says(requests.getSum().getDataPoints(0).getAttributesList())
                        .get("project"));
        JsonNode otlp = Await.until(
                "a span",
                SOON,
                () -> api.get("/status").get("otlp"),
                status -> status.get("spans").asLong() > 0);
        assertEquals(0, otlp.get("leftOut").asLong());
        assertTrue(otlp.hasNonNull("metricsAt"), otlp::toString);
    }

    @Test
    void aServiceThatIsAdoptedTellsTheNextControlPlane() throws Exception {
        SERVER.kill();
        SERVER.start();
        String trace = "99998888777766665555444433332222";
        assertEquals(
                "1",
                VISITOR.traced("shop", "/sql", "00-" + trace + "-" + PARENT + "-01", "SELECT 1")
                        .body());
        spans(trace, 2);
    }

    private static List<Received> spans(String trace, int number) throws Exception {
        return Await.until(
                "the spans of " + trace, SOON, () -> COLLECTOR.spansOf(trace), spans -> spans.size() == number);
    }

    private static Received ofKind(List<Received> spans, SpanKind kind) {
        return spans.stream().filter(span -> span.kind() == kind).findFirst().orElseThrow();
    }
}
