package dev.shuttle.controlplane.api;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import dev.shuttle.controlplane.auth.Access;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ServerRoutesTest {
    private RunningApi api;

    @BeforeEach
    void start(@TempDir Path home) throws Exception {
        api = new RunningApi(home);
    }

    @AfterEach
    void stop() throws Exception {
        api.close();
    }

    @Test
    void everyAnswerSaysWhatTheServerSpeaks() throws Exception {
        for (String path : List.of("/health", "/projects", "/nothing", "/projects/nowhere")) {
            HttpResponse<String> answer = api.get(path);
            assertEquals("5", answer.headers().firstValue("Shuttle-Protocol").orElse(""), path);
            assertEquals("1.2.3", answer.headers().firstValue("Shuttle-Version").orElse(""), path);
        }
    }

    @Test
    void aClientThatIsTooOldIsToldWhatToUpgrade() throws Exception {
        HttpResponse<String> answer = speaking("3");

        assertEquals(426, answer.statusCode());
        assertTrue(answer.body().contains("1.2.3"), answer.body());
        assertTrue(answer.body().contains("/maven"), answer.body());
    }

    @ParameterizedTest
    @ValueSource(strings = {"4", "5", "6", "999999", "12345678", "x", "-1"})
    void aClientThatIsNotTooOldIsAnswered(String protocol) throws Exception {
        assertEquals(200, speaking(protocol).statusCode());
    }

    @Test
    void aRequestKeepsItsOwnIdIfThatIsSane() throws Exception {
        assertEquals("mine-1.2_3", idOf("mine-1.2_3"));
        assertNotEquals("a b", idOf("a b"));
        assertNotEquals("x".repeat(65), idOf("x".repeat(65)));
    }

    @Test
    void aKeyThatAsksTooOftenIsToldWhenToComeAgain() throws Exception {
        String eager = api.key("eager", "admin", false).key();
        int status = 200;
        for (int i = 0; status == 200 && i <= 2000; i++) {
            status = api.send("GET", "/keys/current", eager, "").statusCode();
        }

        HttpResponse<String> refused = api.send("GET", "/keys/current", eager, "");

        assertEquals(429, refused.statusCode());
        assertEquals("1", refused.headers().firstValue("Retry-After").orElse(""));
        assertEquals(200, api.get("/keys/current").statusCode(), "other keys are not held back");
        api.pass(Duration.ofSeconds(1));
        assertEquals(200, api.send("GET", "/keys/current", eager, "").statusCode());
    }

    @Test
    void whoShowsNoKeyIsCountedByItsConnectionWhateverItSays() throws Exception {
        int status = 401;
        for (int i = 0; status == 401 && i <= 2000; i++) {
            String[] claims = {"X-Forwarded-For", "10.0." + i / 250 + "." + i % 250, "X-Shuttle-Proxy", "guess" + i};
            status = api.send("GET", "/keys/current", "unknown", "", claims).statusCode();
        }

        assertEquals(429, status);
    }

    @Test
    void thePlatformsOwnArtifactsAreServed() throws Exception {
        HttpResponse<String> answer = api.send("GET", "/maven/dev/shuttle/a.pom", null, "");

        assertEquals(200, answer.statusCode());
        assertEquals("<project/>", answer.body());
        assertEquals(
                "application/xml", answer.headers().firstValue("Content-Type").orElse(""));
        assertEquals(404, api.send("GET", "/maven/dev/shuttle/b.pom", null, "").statusCode());
        String metadata = "/maven/org/apache/maven/plugins/maven-metadata.xml";
        assertEquals(404, api.send("GET", metadata, null, "").statusCode());
        assertEquals(404, api.send("HEAD", metadata, "of another server", "").statusCode());
        assertEquals(404, api.send("GET", "/maven/dev/shuttle", null, "").statusCode());
    }

    @Test
    void metricsHaveASeriesForEachState() throws Exception {
        String metrics = api.get("/metrics").body();

        for (String state : List.of("new", "running", "crashed", "stopped")) {
            assertTrue(metrics.contains("shuttle_projects{state=\"" + state + "\"} 0"), metrics);
        }
        assertTrue(metrics.contains("shuttle_home_free_bytes"), metrics);
    }

    @Test
    void everyRouteIsDescribedWithItsAccess() throws Exception {
        JsonNode description = api.json("/openapi.json");

        assertEquals("3.1.0", description.get("openapi").asText());
        for (ApiRoute route : api.routes()) {
            String path = route.path().replace('<', '{').replace('>', '}');
            JsonNode operation = description
                    .get("paths")
                    .path(path)
                    .path(route.method().name().toLowerCase(Locale.ROOT));
            assertEquals(route.name(), operation.path("operationId").asText(), path);
            assertFalse(operation.path("summary").asText().isBlank(), path);
            assertEquals(
                    route.access() == Access.OPEN ? "" : route.access().name().toLowerCase(Locale.ROOT),
                    operation.path("x-access").asText(),
                    path);
        }
        List<String> references = description.findValuesAsText("$ref");
        assertTrue(references.size() > 20);
        for (String reference : references) {
            assertFalse(description.at(reference.substring(1)).isMissingNode(), reference);
        }
    }

    private HttpResponse<String> speaking(String protocol) throws Exception {
        return api.send("GET", "/projects", RunningApi.ADMIN, "", "Shuttle-Protocol", protocol);
    }

    private String idOf(String sent) throws Exception {
        return api.send("GET", "/health", null, "", "X-Request-Id", sent)
                .headers()
                .firstValue("X-Request-Id")
                .orElse("");
    }
}
