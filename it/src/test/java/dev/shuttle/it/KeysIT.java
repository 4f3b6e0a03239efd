package dev.shuttle.it;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.stream.StreamSupport;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/**
 * The answer of each route of the API for each kind of key; the routes are those of its own description. The control plane's
 * tests of routes show the same without a process.
 */
@Tag("full")
class KeysIT {
    @RegisterExtension
    static final ControlPlane server = ControlPlane.withDefaults();

    private final Api api = new Api(server);
    private final HttpClient client =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

    /** A route, with something in the place of its parameters. */
    private record Call(String method, String path, String access) {}

    @Test
    void noRouteOpensWithoutAKeyThatIsValid() throws Exception {
        api.secret("victim", "NAME", "precious");
        JsonNode revoked = made("revoked", "admin", null);
        assertEquals(204, api.delete("/keys/" + revoked.get("id").asText()).statusCode());
        Instant soon = Instant.now().plusSeconds(2);
        JsonNode expired = made("expired", "admin", soon);
        Await.until("the key to expire", Duration.ofSeconds(30), Instant::now, now -> now.isAfter(soon));
        String before = victim();

        for (@Nullable
        String key : new @Nullable String[] {
            null, "garbage", revoked.get("key").asText(), expired.get("key").asText()
        }) {
            Set<String> bodies = new HashSet<>();
            for (Call call : calls("victim")) {
                if (!call.access.equals("open")) {
                    HttpResponse<String> answer = send(call, key);
                    assertEquals(401, answer.statusCode(), call + " with " + key + ": " + answer.body());
                    bodies.add(withoutRequest(answer.body()));
                }
            }
            assertEquals(1, bodies.size(), bodies::toString);
        }
        assertEquals(before, victim(), "Nothing changed");
    }

    @Test
    void anotherProjectsKeySeesNothing() throws Exception {
        api.secret("victim", "NAME", "precious");
        api.secret("other", "NAME", "x");
        String before = victim();
        String key = made("other's", "deploy:other", null).get("key").asText();
        int refused = 0;
        for (Call call : calls("victim")) {
            HttpResponse<String> answer = send(call, key);
            if (Set.of("read", "change", "admin").contains(call.access)) {
                assertEquals(404, answer.statusCode(), call + ": " + answer.body());
                refused++;
            } else {
                assertFalse(answer.body().contains("victim"), call + ": " + answer.body());
            }
            if (Set.of("read", "change").contains(call.access)) {
                HttpResponse<String> unknown =
                        send(new Call(call.method, call.path.replace("victim", "nobody"), call.access), key);
                assertEquals(
                        withoutRequest(unknown.body()).replace("nobody", "victim"),
                        withoutRequest(answer.body()),
                        "A project of somebody else's answers as one that does not exist");
            }
        }
        assertTrue(refused > 25, "only " + refused + " routes were tried");
        assertEquals(before, victim(), "Nothing changed");
    }

    @Test
    void aReadingKeyReadsAndChangesNothing() throws Exception {
        api.secret("mine", "NAME", "precious");
        String key = made("reader", "read:mine", null).get("key").asText();
        for (Call call : calls("mine")) {
            HttpResponse<String> answer = send(call, key);
            if (call.access.equals("change")) {
                assertEquals(403, answer.statusCode(), call + ": " + answer.body());
            } else if (call.access.equals("read")) {
                assertNotEquals(403, answer.statusCode(), call + ": " + answer.body());
                assertNotEquals(401, answer.statusCode(), call + ": " + answer.body());
            }
        }
        assertEquals(
                403,
                send(new Call("GET", "/projects/mine/resources?reveal=true", ""), key)
                        .statusCode());
        assertEquals("[\"mine\"]", names(send(new Call("GET", "/projects", ""), key)));
        assertEquals(
                "read:mine",
                Api.json(send(new Call("GET", "/keys/current", ""), key).body())
                        .get("scope")
                        .asText());
        assertEquals(1, api.get("/projects/mine/secrets").get("items").size());
    }

    @Test
    void aKeyIsShownOnceAndNothingElseHoldsIt() throws Exception {
        JsonNode made = made("once", "deploy:shop", Instant.parse("2100-01-01T00:00:00Z"));
        String key = made.get("key").asText();
        assertTrue(key.matches("shk_[0-9A-Za-z]{40}"), key);
        JsonNode listed = StreamSupport.stream(api.get("/keys").get("items").spliterator(), false)
                .filter(each -> each.get("name").asText().equals("once"))
                .findFirst()
                .orElseThrow();
        assertFalse(listed.has("key"));
        assertEquals("deploy:shop", listed.get("scope").asText());
        assertEquals("2100-01-01T00:00:00Z", listed.get("expiresAt").asText());
        String audited = api.get("/audit").toString();
        String path =
                "\"action\":\"createKey\",\"path\":\"/keys/" + made.get("id").asText() + "\"";
        assertTrue(audited.contains(path), audited);
        assertFalse(audited.contains(key), "the audit log holds no key");
    }

    @Test
    void whoDidWhatIsWrittenDown() throws Exception {
        String key = made("anna", "deploy:audited", null).get("key").asText();
        assertEquals(
                204,
                send(new Call("PUT", "/projects/audited/secrets/NAME", ""), key).statusCode());
        assertEquals(
                404,
                send(new Call("DELETE", "/projects/audited/secrets/OTHER", ""), key)
                        .statusCode());

        JsonNode entries = api.get("/projects/audited/audit").get("items");

        assertEquals(2, entries.size(), entries::toString);
        JsonNode newest = entries.get(0);
        assertEquals("removeSecret", newest.get("action").asText());
        assertEquals(404, newest.get("status").asInt());
        JsonNode first = entries.get(1);
        assertEquals("setSecret", first.get("action").asText());
        assertEquals("anna", first.get("actor").asText());
        assertEquals("127.0.0.1", first.get("from").asText());
        assertEquals(204, first.get("status").asInt());
        Call deletion = new Call("DELETE", "/projects/audited/audit", "");
        assertEquals(405, send(deletion, server.key()).statusCode(), "Entries cannot be deleted");
    }

    @Test
    void jsonThatIsNotAsDescribedIsRefused() throws Exception {
        String deep = "[".repeat(1000) + "]".repeat(1000);
        for (String body : List.of(
                "",
                "null",
                "[]",
                "{",
                "{\"name\": 7, \"scope\": \"admin\"}",
                "{\"name\": \"x\", \"scope\": \"everything\"}",
                "{\"name\": \"x\", \"scope\": \"deploy:../x\"}",
                "{\"name\": \"x\", \"scope\": null}",
                "{\"name\": \"x\", \"scope\": \"admin\", \"expiresAt\": \"tomorrow\"}",
                "{\"name\": \"x\", \"scope\": \"admin\", \"more\": 1}",
                "{\"name\": \"x\", \"scope\": \"admin\"} {}",
                "{\"name\": " + deep + "}",
                deep)) {
            HttpResponse<String> answer = api.post("/keys", body);
            assertEquals(
                    422, answer.statusCode(), body.substring(0, Math.min(body.length(), 100)) + ": " + answer.body());
        }
        String tooLong = "{\"name\": \"" + "x".repeat(70_000) + "\", \"scope\": \"admin\"}";
        assertEquals(413, api.post("/keys", tooLong).statusCode());
        HttpResponse<String> unknown = api.post("/keys", "{\"\\u001b[31m\": 1}");
        assertFalse(unknown.body().contains("\\u001b"), unknown.body());
        assertEquals(
                422, api.post("/projects/unknown/rollback", "{\"version\": 1}").statusCode());
    }

    @Test
    void namesThatAreNoneLeadNowhere() throws Exception {
        for (String name : List.of(
                "..", "%2e%2e", "..%2f..", "%2e%2e%2fkeys", "a%1b%5b31m", "a%00", "a%0d%0aX:y", "a%2fb", "%ff")) {
            for (String path :
                    List.of("/projects/" + name, "/projects/" + name + "/secrets/NAME", "/maven/" + name + "/x")) {
                String answer = RawRequest.to(server.api())
                        .line("GET " + path + " HTTP/1.1")
                        .line("Host: x")
                        .line("Connection: close")
                        .line("Authorization: Bearer " + server.key())
                        .line("")
                        .whole();
                int status = Integer.parseInt(answer.substring(9, 12));
                assertTrue(Set.of(400, 404, 405, 422).contains(status), path + ": " + answer);
                assertFalse(answer.contains("\u001b"), path + ": " + answer);
            }
        }
    }

    @Test
    void everyRouteIsDescribedAndAnswersSomething() throws Exception {
        JsonNode description = api.get("/openapi.json");
        assertEquals("3.1.0", description.get("openapi").asText());
        int operations = 0;
        for (Call call : calls("nobody")) {
            HttpResponse<String> answer = send(call, server.key());
            assertFalse(answer.body().contains("Not found:"), call + ": " + answer.body());
            assertNotEquals(500, answer.statusCode(), call + ": " + answer.body());
            operations++;
        }
        assertTrue(operations >= 33, operations + " routes");
        List<String> references = description.findValuesAsText("$ref");
        assertTrue(references.size() > 20);
        for (String reference : references) {
            assertFalse(description.at(reference.substring(1)).isMissingNode(), reference);
        }
        assertTrue(
                send(new Call("GET", "/metrics", ""), server.key()).body().contains("shuttle_projects{state=\"new\"}"));
    }

    @Test
    void aClientThatIsTooOldIsToldWhatToUpgrade() throws Exception {
        HttpResponse<String> answer =
                client.send(api.to("/projects").header("Shuttle-Protocol", "0").build(), BodyHandlers.ofString());
        assertEquals(426, answer.statusCode(), answer.body());
        assertTrue(answer.body().contains("/maven"), answer.body());
        assertEquals("1", answer.headers().firstValue("Shuttle-Protocol").orElse(""));
    }

    private JsonNode made(String name, String scope, @Nullable Instant expiresAt) throws Exception {
        ObjectNode body = ((ObjectNode) Api.json("{}")).put("name", name).put("scope", scope);
        if (expiresAt != null) {
            body.put("expiresAt", expiresAt.toString());
        }
        HttpResponse<String> answer = api.post("/keys", body.toString());
        assertEquals(201, answer.statusCode(), answer::body);
        return Api.json(answer.body());
    }

    /** All that could have changed. */
    private String victim() throws IOException, InterruptedException {
        return api.get("/projects/victim").toString()
                + api.get("/projects/victim/secrets")
                + api.get("/projects/victim/deployments")
                + api.get("/projects/victim/domains");
    }

    private List<Call> calls(String project) throws IOException, InterruptedException {
        List<Call> calls = new ArrayList<>();
        JsonNode paths = api.get("/openapi.json").get("paths");
        paths.properties().forEach(path -> path.getValue().properties().forEach(operation -> {
            String access = operation.getValue().path("x-access").asText("open");
            calls.add(new Call(operation.getKey().toUpperCase(Locale.ROOT), filled(path.getKey(), project), access));
        }));
        return calls;
    }

    private static String filled(String path, String project) {
        String filled = path.replace("{project}", project)
                .replace("{id}", "none")
                .replace("{name}", "NAME")
                .replace("{type}", "postgres")
                .replace("{host}", "shop.example.com")
                .replace("{path}", "dev/shuttle/none");
        return filled.equals("/deploy") ? "/deploy?project=" + project : filled;
    }

    private HttpResponse<String> send(Call call, @Nullable String key) throws IOException, InterruptedException {
        HttpRequest.Builder request = HttpRequest.newBuilder(server.api().resolve(call.path))
                .timeout(Duration.ofSeconds(30))
                .method(
                        call.method,
                        call.method.equals("PUT") ? BodyPublishers.ofString("value") : BodyPublishers.noBody());
        if (key != null) {
            request.header("Authorization", "Bearer " + key);
        }
        return client.send(request.build(), BodyHandlers.ofString());
    }

    private static String withoutRequest(String problem) throws IOException {
        return ((ObjectNode) Api.json(problem)).without("requestId").toString();
    }

    private static String names(HttpResponse<String> page) throws IOException {
        return Api.json(page.body()).get("items").findValuesAsText("name").stream()
                .map(name -> "\"" + name + "\"")
                .toList()
                .toString();
    }
}
