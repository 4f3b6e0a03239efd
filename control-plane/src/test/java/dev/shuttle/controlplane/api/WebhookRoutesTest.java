package dev.shuttle.controlplane.api;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import dev.shuttle.protocol.Json;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class WebhookRoutesTest {
    private static final String WEBHOOKS = "/projects/shop/webhooks";

    @TempDir
    Path home;

    private RunningApi api;

    @BeforeEach
    void start() throws Exception {
        api = new RunningApi(home);
    }

    @AfterEach
    void stop() throws Exception {
        api.close();
    }

    private HttpResponse<String> put(String key, String body) throws Exception {
        return api.send("PUT", WEBHOOKS, key, body);
    }

    @Test
    void isSetShownWithoutItsSecretsAndRemoved() throws Exception {
        HttpResponse<String> made = put(RunningApi.ADMIN, "{\"url\": \"https://hooks.example.com/T0/secret-path\"}");
        assertEquals(200, made.statusCode(), made.body());
        JsonNode answer = Json.MAPPER.readTree(made.body());
        assertTrue(answer.get("secret").asText().startsWith("whsec_"));

        JsonNode shown = api.json(WEBHOOKS).get("items").get(0);
        assertEquals("https://hooks.example.com/…", shown.get("url").asText());
        assertTrue(shown.get("signed").asBoolean());
        assertTrue(shown.get("deliveries").isEmpty());
        assertFalse(shown.toString().contains("whsec_") || shown.toString().contains("secret-path"));

        assertEquals(204, api.send("DELETE", WEBHOOKS, RunningApi.ADMIN, "").statusCode());
        assertTrue(api.json(WEBHOOKS).get("items").isEmpty());
        assertEquals(404, api.send("DELETE", WEBHOOKS, RunningApi.ADMIN, "").statusCode());
    }

    @Test
    void theControlPlaneItselfIsRefusedToAdministratorsToo() throws Exception {
        HttpResponse<String> answer = put(
                RunningApi.ADMIN,
                "{\"url\": \"http://localhost:" + api.address().getPort() + "/keys\"}");

        assertEquals(422, answer.statusCode());
        assertTrue(answer.body().contains("Shuttle itself"), answer.body());
    }

    @Test
    void aDeployKeySetsPublicReceiversOnly() throws Exception {
        String key = api.key("ci", "deploy:shop", false).key();

        HttpResponse<String> refused = put(key, "{\"url\": \"http://169.254.169.254/latest\"}");
        assertEquals(422, refused.statusCode());
        assertTrue(refused.body().contains("administrator"), refused.body());
        assertFalse(refused.body().contains("latest"));
        assertEquals(200, put(key, "{\"url\": \"https://hooks.example.com/\"}").statusCode());
        assertEquals(
                200, put(RunningApi.ADMIN, "{\"url\": \"http://10.0.0.7/\"}").statusCode());
    }

    @Test
    void aBodyThatIsNotValidIsRefusedWithoutQuotingIt() throws Exception {
        for (String body : new String[] {
            "",
            "{}",
            "[",
            "{\"url\": 7}",
            "{\"url\": \"nonsense-of-mine\"}",
            "{\"url\": \"https://a/\", \"more\": 1}",
            "{\"url\": \"https://a.example/\", \"secret\": \"\"}",
            "{\"url\": \"https://a.example/\", \"secret\": \"whsec_nonsense-of-mine\"}"
        }) {
            HttpResponse<String> answer = put(RunningApi.ADMIN, body);
            assertEquals(422, answer.statusCode(), body);
            assertFalse(answer.body().contains("nonsense-of-mine"), answer.body());
        }
        assertEquals(404, api.get(WEBHOOKS).statusCode(), "no project was made");
    }

    @Test
    void theServersLogIsForAdministrators() throws Exception {
        String key = api.key("ci", "deploy:shop", false).key();

        assertEquals(404, api.send("GET", "/webhooks", key, "").statusCode());
        assertTrue(api.json("/webhooks").get("items").isEmpty());
    }
}
