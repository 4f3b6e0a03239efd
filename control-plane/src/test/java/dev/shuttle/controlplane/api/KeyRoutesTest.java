package dev.shuttle.controlplane.api;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import dev.shuttle.protocol.Json;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class KeyRoutesTest {
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
    void aKeyIsShownOnceAndNothingElseHoldsIt() throws Exception {
        JsonNode made =
                made("{\"name\": \"once\", \"scope\": \"deploy:shop\", \"expiresAt\": \"2100-01-01T00:00:00Z\"}");

        String key = made.get("key").asText();
        assertTrue(key.matches("shk_[0-9A-Za-z]{40}"), key);
        String listed = api.json("/keys").toString();
        assertTrue(listed.contains("\"name\":\"once\",\"scope\":\"deploy:shop\""), listed);
        assertTrue(listed.contains("2100-01-01T00:00:00Z"), listed);
        assertFalse(listed.contains(key), listed);
        String audited = api.json("/audit").toString();
        assertTrue(
                audited.contains("\"action\":\"createKey\",\"path\":\"/keys/"
                        + made.get("id").asText() + "\""),
                audited);
        assertFalse(audited.contains(key), audited);
    }

    @Test
    void theAnswerWithANewKeyIsNotCached() throws Exception {
        HttpResponse<String> answer = post("{\"name\": \"x\", \"scope\": \"admin\"}");

        assertEquals(201, answer.statusCode());
        assertEquals("no-store", answer.headers().firstValue("Cache-Control").orElse(""));
    }

    @Test
    void aKeyIsWorthNothingFromTheMomentOfItsExpiry() throws Exception {
        String key = api.key("short", "admin", true).key();
        api.pass(Duration.ofSeconds(59));
        assertEquals(200, api.send("GET", "/projects", key, "").statusCode());

        api.pass(Duration.ofSeconds(1));

        assertEquals(401, api.send("GET", "/projects", key, "").statusCode());
    }

    @Test
    void aKeyIsWorthNothingOnceItIsRevoked() throws Exception {
        JsonNode made = made("{\"name\": \"ci\", \"scope\": \"admin\"}");
        String path = "/keys/" + made.get("id").asText();

        assertEquals(204, api.send("DELETE", path, RunningApi.ADMIN, "").statusCode());

        assertEquals(
                401, api.send("GET", "/projects", made.get("key").asText(), "").statusCode());
        assertEquals(404, api.send("DELETE", path, RunningApi.ADMIN, "").statusCode());
    }

    @Test
    void aKeySaysWhatItIs() throws Exception {
        String key = api.key("mine", "read:shop", false).key();

        HttpResponse<String> answer = api.send("GET", "/keys/current", key, "");

        assertEquals(200, answer.statusCode());
        assertTrue(answer.body().contains("\"name\":\"mine\",\"scope\":\"read:shop\""), answer.body());
    }

    @Test
    void twoKeysOfOneNameConflict() throws Exception {
        made("{\"name\": \"ci\", \"scope\": \"admin\"}");

        HttpResponse<String> answer = post("{\"name\": \"ci\", \"scope\": \"admin\"}");

        assertEquals(409, answer.statusCode());
        assertTrue(answer.body().contains("revoke it"), answer.body());
    }

    @Test
    void theFirstAdministratorsKeyIsNotRevokedHere() throws Exception {
        HttpResponse<String> answer = api.send("DELETE", "/keys/admin", RunningApi.ADMIN, "");

        assertEquals(409, answer.statusCode());
        assertTrue(answer.body().contains("SHUTTLE_API_KEY"), answer.body());
    }

    @Test
    void aKeyThatWouldHaveExpiredIsNotMade() throws Exception {
        HttpResponse<String> answer =
                post("{\"name\": \"x\", \"scope\": \"admin\", \"expiresAt\": \"2029-12-31T23:59:59Z\"}");

        assertEquals(422, answer.statusCode());
        assertTrue(answer.body().contains("2029-12-31T23:59:59Z"), answer.body());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "null",
                "[]",
                "{",
                "{\"scope\": \"admin\"}",
                "{\"name\": \"\", \"scope\": \"admin\"}",
                "{\"name\": 7, \"scope\": \"admin\"}",
                "{\"name\": \"a\\u001b[31m\", \"scope\": \"admin\"}",
                "{\"name\": \"x\"}",
                "{\"name\": \"x\", \"scope\": null}",
                "{\"name\": \"x\", \"scope\": \"everything\"}",
                "{\"name\": \"x\", \"scope\": \"deploy:../x\"}",
                "{\"name\": \"x\", \"scope\": \"admin\", \"expiresAt\": \"tomorrow\"}",
                "{\"name\": \"x\", \"scope\": \"admin\", \"more\": 1}",
                "{\"name\": \"x\", \"scope\": \"admin\"} {}"
            })
    void aRequestThatIsNotAsDescribedIsRefused(String body) throws Exception {
        HttpResponse<String> answer = post(body);

        assertEquals(422, answer.statusCode(), answer.body());
        assertFalse(answer.body().contains("\\u001b"), answer.body());
        assertEquals(1, api.json("/keys").get("items").size());
    }

    @Test
    void aRequestThatIsTooDeepOrTooLargeIsRefused() throws Exception {
        String deep = "[".repeat(1000) + "]".repeat(1000);

        for (String body : List.of(deep, "{\"name\": " + deep + "}")) {
            assertEquals(422, post(body).statusCode());
        }
        assertEquals(413, post("{\"name\": \"" + "x".repeat(20_000) + "\"}").statusCode());
    }

    private JsonNode made(String body) throws Exception {
        HttpResponse<String> answer = post(body);
        assertEquals(201, answer.statusCode(), answer.body());
        return Json.MAPPER.readTree(answer.body());
    }

    private HttpResponse<String> post(String body) throws Exception {
        return api.send("POST", "/keys", RunningApi.ADMIN, body);
    }
}
