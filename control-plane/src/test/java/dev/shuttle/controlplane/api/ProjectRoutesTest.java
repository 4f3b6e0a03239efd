package dev.shuttle.controlplane.api;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import dev.shuttle.protocol.Json;
import java.io.InputStream;
import java.net.Socket;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ProjectRoutesTest {
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
    void aSecretMakesItsProjectAndItsValueIsNeverShown() throws Exception {
        assertEquals(204, secret("shop", "TOKEN", "precious").statusCode());

        assertEquals("new", api.json("/projects/shop").get("state").asText());
        String secrets = api.json("/projects/shop/secrets").toString();
        assertTrue(secrets.contains("TOKEN"), secrets);
        assertFalse(secrets.contains("precious"), secrets);
        assertFalse(api.json("/audit").toString().contains("precious"));
    }

    @Test
    void manySecretsAreChangedAtOnceOrNone() throws Exception {
        secret("shop", "OLD", "x");

        assertEquals(422, patch("{\"NEW\": \"y\", \"bad name\": \"z\"}").statusCode());
        assertEquals("[\"OLD\"]", names("/projects/shop/secrets"));

        assertEquals(204, patch("{\"NEW\": \"y\", \"OLD\": null}").statusCode());
        assertEquals("[\"NEW\"]", names("/projects/shop/secrets"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"[]", "{", "{\"A\": 1}", "{\"A\": {}}", "\"A\""})
    void aChangeOfSecretsThatIsNotAsDescribedIsRefused(String body) throws Exception {
        assertEquals(422, patch(body).statusCode());
        assertEquals(0, api.json("/projects").get("items").size());
    }

    @Test
    void aSecretThatIsTooLargeIsRefused() throws Exception {
        assertEquals(413, secret("shop", "BIG", "x".repeat(70_000)).statusCode());
    }

    @Test
    void aVariableMakesItsProjectAndIsListedWithItsValue() throws Exception {
        assertEquals(204, variable("shop", "LEVEL", "debug\n").statusCode());
        assertEquals(204, variable("shop", "EMPTY", "").statusCode());

        assertEquals("new", api.json("/projects/shop").get("state").asText());
        assertEquals(
                "{\"items\":[{\"name\":\"EMPTY\",\"value\":\"\"},{\"name\":\"LEVEL\",\"value\":\"debug\\n\"}],"
                        + "\"next\":null}",
                api.json("/projects/shop/env").toString());
        assertEquals(
                204,
                api.send("DELETE", "/projects/shop/env/LEVEL", RunningApi.ADMIN, "")
                        .statusCode());
        assertEquals("[\"EMPTY\"]", names("/projects/shop/env"));
    }

    @Test
    void manyVariablesAreChangedAtOnceOrNone() throws Exception {
        variable("shop", "OLD", "x");

        assertEquals(
                422, environment("{\"NEW\": \"y\", \"SHUTTLE_HOME\": \"z\"}").statusCode());
        assertEquals("[\"OLD\"]", names("/projects/shop/env"));

        assertEquals(204, environment("{\"NEW\": \"y\", \"OLD\": null}").statusCode());
        assertEquals("[\"NEW\"]", names("/projects/shop/env"));
    }

    @Test
    void variablesAndSecretsAreCopiedFromAProjectThatTheKeySees() throws Exception {
        variable("blog", "LEVEL", "debug");
        secret("blog", "TOKEN", "precious");
        String shops = api.key("shop's", "deploy:shop", false).key();
        String copy = "/projects/shop/copy";

        assertEquals(404, api.send("POST", copy, shops, "{\"from\": \"blog\"}").statusCode());
        assertEquals(
                404,
                api.send("POST", copy, RunningApi.ADMIN, "{\"from\": \"nowhere\"}")
                        .statusCode());
        assertEquals(
                204,
                api.send("PUT", "/projects/blog/resources/postgres/default", RunningApi.ADMIN, "")
                        .statusCode());
        assertEquals(
                422,
                api.send("POST", copy, RunningApi.ADMIN, "{\"from\": \"shop\"}").statusCode());
        HttpResponse<String> refused = api.send("POST", copy, RunningApi.ADMIN, "{\"from\": \"blog\", \"data\": true}");
        assertEquals(422, refused.statusCode());
        assertTrue(refused.body().contains("pg_dump"), refused.body());
        assertEquals(
                204,
                api.send("POST", copy, RunningApi.ADMIN, "{\"from\": \"blog\", \"secrets\": false}")
                        .statusCode());
        assertEquals("[\"LEVEL\"]", names("/projects/shop/env"));
        assertEquals("[]", names("/projects/shop/secrets"));
        assertEquals(
                204,
                api.send("POST", copy, RunningApi.ADMIN, "{\"from\": \"blog\"}").statusCode());
        assertEquals("[\"TOKEN\"]", names("/projects/shop/secrets"));
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void aCopyOfDataThatFailsLeavesNoProjectThatWasNotThere(boolean begun) throws Exception {
        String source = begun ? "source-begun" : "source-refused";
        String copied = begun ? "copy-begun" : "copy-refused";
        assertEquals(
                204,
                api.send("PUT", "/projects/" + source + "/resources/postgres/default", RunningApi.ADMIN, "")
                        .statusCode());
        api.server().failCopies(begun);
        String body = "{\"from\": \"" + source + "\", \"data\": true}";
        for (int i = 0; i < 2; i++) {
            HttpResponse<String> failed = api.send("POST", "/projects/" + copied + "/copy", RunningApi.ADMIN, body);

            assertTrue(failed.statusCode() >= 400, failed.body());
            assertTrue(failed.body().contains(begun ? "The disk is full" : "pg_dump"), failed.body());
            assertEquals(404, api.get("/projects/" + copied).statusCode());
        }
        secret(copied, "KEPT", "x");
        assertTrue(api.send("POST", "/projects/" + copied + "/copy", RunningApi.ADMIN, body)
                        .statusCode()
                >= 400);
        api.server().failCopies(false);
        assertEquals("[\"KEPT\"]", names("/projects/" + copied + "/secrets"));
    }

    @Test
    void aKeyOfAProjectListsThatProjectOnly() throws Exception {
        secret("blog", "A", "x");
        secret("shop", "A", "x");
        String key = api.key("shop's", "read:shop", false).key();

        HttpResponse<String> answer = api.send("GET", "/projects", key, "");

        assertEquals("[\"shop\"]", names(Json.MAPPER.readTree(answer.body())));
    }

    @Test
    void aKeyOfSeveralProjectsListsThoseAndAKeyOfAllCreatesNewOnes() throws Exception {
        String ofAll = api.key("all", "deploy:*", false).key();
        for (String project : List.of("several-a", "several-b", "several-c")) {
            assertEquals(
                    204,
                    api.send("PUT", "/projects/" + project + "/secrets/NAME", ofAll, "value")
                            .statusCode());
        }
        String some =
                api.key("some", "read:several-c,several-a,several-none", false).key();

        assertEquals(List.of("several-a", "several-c"), names("/projects", some));
        assertEquals(List.of("several-a"), names("/projects?limit=1", some));
        assertEquals(List.of("several-c"), names("/projects?limit=1&cursor=several-a", some));
        assertTrue(names("/projects?limit=500", ofAll).containsAll(List.of("several-a", "several-b", "several-c")));
    }

    private List<String> names(String path, String key) throws Exception {
        HttpResponse<String> answer = api.send("GET", path, key, "");
        assertEquals(200, answer.statusCode(), answer.body());
        List<String> names = new ArrayList<>();
        Json.MAPPER
                .readTree(answer.body())
                .get("items")
                .forEach(item -> names.add(item.get("name").asText()));
        return names;
    }

    @Test
    void projectsComeInPages() throws Exception {
        for (String name : List.of("a", "b", "c", "d", "e")) {
            secret(name, "A", "x");
        }

        JsonNode first = api.json("/projects?limit=2");
        JsonNode second =
                api.json("/projects?limit=2&cursor=" + first.get("next").asText());
        JsonNode last =
                api.json("/projects?limit=2&cursor=" + second.get("next").asText());

        assertEquals("[\"a\",\"b\"]", names(first));
        assertEquals("[\"c\",\"d\"]", names(second));
        assertEquals("[\"e\"]", names(last));
        assertTrue(last.get("next").isNull());
    }

    @Test
    void theAuditLogComesInPagesNewestFirst() throws Exception {
        for (String name : List.of("A", "B", "C")) {
            secret("shop", name, "x");
        }

        JsonNode first = api.json("/projects/shop/audit?limit=2");
        JsonNode second = api.json(
                "/projects/shop/audit?limit=2&cursor=" + first.get("next").asText());

        assertTrue(first.at("/items/0/path").asText().endsWith("/C"), first.toString());
        assertTrue(second.at("/items/0/path").asText().endsWith("/A"), second.toString());
        assertEquals(1, second.get("items").size());
        assertTrue(second.get("next").isNull());
    }

    @ParameterizedTest
    @ValueSource(strings = {"0", "501", "-1", "many", "", "99999999999"})
    void aLimitBeyondTheBoundsIsRefused(String limit) throws Exception {
        for (String path : List.of("/projects", "/audit")) {
            HttpResponse<String> answer = api.get(path + "?limit=" + limit);
            assertEquals(422, answer.statusCode(), path + ": " + answer.body());
        }
    }

    @Test
    void aCursorThatNoPageGaveIsRefused() throws Exception {
        assertEquals(422, api.get("/audit?cursor=x").statusCode());
    }

    @Test
    void whoDidWhatIsWrittenDownWithItsResult() throws Exception {
        String key = api.key("anna", "deploy:shop", false).key();
        api.send("PUT", "/projects/shop/secrets/NAME", key, "x");
        api.send("DELETE", "/projects/shop/secrets/OTHER", key, "");

        JsonNode entries = api.json("/projects/shop/audit").get("items");

        assertEquals(2, entries.size());
        assertEquals("removeSecret", entries.at("/0/action").asText());
        assertEquals(404, entries.at("/0/status").asInt());
        assertEquals("setSecret", entries.at("/1/action").asText());
        assertEquals("anna", entries.at("/1/actor").asText());
        assertEquals("127.0.0.1", entries.at("/1/from").asText());
        assertEquals(204, entries.at("/1/status").asInt());
    }

    @Test
    void aRefusedChangeIsWrittenDownToo() throws Exception {
        secret("shop", "A", "x");
        String key = api.key("reader", "read:shop", false).key();
        api.send("DELETE", "/projects/shop", key, "");

        JsonNode newest = api.json("/projects/shop/audit").at("/items/0");

        assertEquals("deleteProject", newest.get("action").asText());
        assertEquals(403, newest.get("status").asInt());
    }

    @Test
    void aProjectAnswersAtADomainUntilItIsTaken() throws Exception {
        secret("shop", "A", "x");
        secret("blog", "A", "x");

        assertEquals(200, domain("PUT", "shop", "www.example.org").statusCode());
        assertEquals(409, domain("PUT", "blog", "www.example.org").statusCode());
        assertEquals(404, domain("DELETE", "blog", "www.example.org").statusCode());
        assertTrue(api.json("/projects/shop/domains").toString().contains("www.example.org"));
        assertEquals(204, domain("DELETE", "shop", "www.example.org").statusCode());
        assertEquals(200, domain("PUT", "blog", "www.example.org").statusCode());
    }

    @Test
    void aDomainOfAColleaguesFamilyIsAnAdministratorsToGive() throws Exception {
        secret("shop", "A", "x");
        secret("blog", "A", "x");
        String blogger = api.key("blogger", "deploy:blog", false).key();
        assertEquals(200, domain("PUT", "shop", "shop.example.org").statusCode());

        for (String host : List.of("pay.shop.example.org", "example.org")) {
            HttpResponse<String> refused = api.send("PUT", "/projects/blog/domains/" + host, blogger, "");
            assertEquals(409, refused.statusCode(), refused.body());
            assertTrue(refused.body().contains("or ask an administrator"), refused.body());
            assertEquals(200, domain("PUT", "blog", host).statusCode(), "from an administrator");
            assertEquals(
                    200,
                    api.send("PUT", "/projects/blog/domains/" + host, blogger, "")
                            .statusCode(),
                    "which is there already");
        }
        assertEquals(
                200,
                api.send("PUT", "/projects/blog/domains/myshop.example.com", blogger, "")
                        .statusCode());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "localhost",
                "shop.localhost",
                "a..b",
                "-a.example.org",
                "192.168.0.1",
                "a_b.example.org",
                "xn--a.example"
            })
    void aHostNameThatCannotBeADomainIsRefused(String host) throws Exception {
        secret("shop", "A", "x");

        assertEquals(422, domain("PUT", "shop", host).statusCode());
    }

    @ParameterizedTest
    @CsvSource({
        "GET, /projects/nowhere, 404, unknown-project",
        "GET, /projects/shop/deployments/1, 404, unknown-deployment",
        "DELETE, /projects/shop/secrets/NONE, 404, unknown-secret",
        "DELETE, /projects/shop/resources/folder/none, 404, unknown-resource",
        "DELETE, /projects/shop/env/NONE, 404, unknown-variable",
        "PUT, /projects/shop/env/a%20b, 422, bad-variable",
        "PUT, /projects/shop/env/PORT, 422, bad-variable",
        "PUT, /projects/shop/env/SHUTTLE_RESPONSE_TIMEOUT, 422, bad-variable",
        "PUT, /projects/xn--a/env/A, 422, bad-project-name",
        "PUT, /projects/ab--cd/env/A, 422, bad-project-name",
        "DELETE, /projects/shop/domains/none.example.org, 404, unknown-domain",
        "DELETE, /keys/none, 404, unknown-key",
        "POST, /projects/shop/rollback, 409, conflict",
        "POST, /projects/shop/restart, 409, conflict",
        "POST, /projects/shop/stop, 409, conflict",
        "PUT, /projects/shop/secrets/a%20b, 422, bad-secret",
        "PUT, /projects/shop/resources/mysql/default, 422, bad-resource",
        "PUT, /projects/shop/resources/folder/Up, 422, bad-resource",
        "PUT, /projects/shop/resources/secret/PORT, 422, bad-resource",
        "DELETE, /projects/shop/resources/folder/none?detach=true, 404, unknown-resource",
        "GET, /nothing, 404, not-found",
        "POST, /projects, 405, method-not-allowed",
        "POST, /nowhere, 404, not-found"
    })
    void aFaultIsAProblemOfItsOwnType(String method, String path, int status, String type) throws Exception {
        secret("shop", "A", "x");

        HttpResponse<String> answer = api.send(method, path, RunningApi.ADMIN, "");

        assertEquals(status, answer.statusCode(), answer.body());
        assertEquals(
                "application/problem+json",
                answer.headers().firstValue("Content-Type").orElse(""));
        JsonNode problem = Json.MAPPER.readTree(answer.body());
        assertEquals("urn:shuttle:" + type, problem.get("type").asText());
        assertEquals(status, problem.get("status").asInt());
        assertFalse(problem.get("detail").asText().isBlank());
        assertEquals(
                answer.headers().firstValue("X-Request-Id").orElse("none"),
                problem.get("requestId").asText());
    }

    @Test
    void anAttachedResourceMakesItsProjectAndIsInUseUntilItIsDetached() throws Exception {
        String uploads = "/projects/shop/resources/folder/uploads";

        assertEquals(204, api.send("PUT", uploads, RunningApi.ADMIN, "").statusCode());
        assertEquals(204, api.send("PUT", uploads, RunningApi.ADMIN, "").statusCode());

        assertEquals("new", api.json("/projects/shop").get("state").asText());
        JsonNode listed = api.json("/projects/shop/resources").get("items");
        assertEquals(1, listed.size(), listed.toString());
        assertEquals("ready", listed.at("/0/state").asText());
        assertTrue(listed.at("/0/attached").asBoolean());
        HttpResponse<String> refused = api.send("DELETE", uploads, RunningApi.ADMIN, "");
        assertEquals(409, refused.statusCode());
        assertTrue(refused.body().contains("-Dshuttle.remove=folder:uploads"), refused.body());

        assertEquals(
                204,
                api.send("DELETE", uploads + "?detach=true", RunningApi.ADMIN, "")
                        .statusCode());
        listed = api.json("/projects/shop/resources").get("items");
        assertEquals("unused", listed.at("/0/state").asText());
        assertFalse(listed.at("/0/attached").asBoolean());
        assertEquals(204, api.send("DELETE", uploads, RunningApi.ADMIN, "").statusCode());
        assertEquals(0, api.json("/projects/shop/resources").get("items").size());
    }

    @Test
    void anAttachedSecretIsListedAndNeverShown() throws Exception {
        secret("shop", "TOKEN", "precious");

        api.send("PUT", "/projects/shop/resources/secret/TOKEN", RunningApi.ADMIN, "");

        JsonNode listed = api.json("/projects/shop/resources?reveal=true").get("items");
        assertEquals("TOKEN", listed.at("/0/name").asText());
        assertFalse(listed.toString().contains("precious"), listed.toString());
        assertEquals(
                409,
                api.send("DELETE", "/projects/shop/resources/secret/TOKEN", RunningApi.ADMIN, "")
                        .statusCode());
    }

    @Test
    void aProjectIsDeletedWithItsAttachments() throws Exception {
        api.send("PUT", "/projects/shop/resources/folder/uploads", RunningApi.ADMIN, "");
        api.send("DELETE", "/projects/shop?resources=true&wait=true", RunningApi.ADMIN, "");

        secret("shop", "A", "x");

        assertEquals(0, api.json("/projects/shop/resources").get("items").size());
    }

    @Test
    void aProjectIsDeletedWithItsSecrets() throws Exception {
        secret("shop", "A", "x");

        HttpResponse<String> answer =
                api.send("DELETE", "/projects/shop?resources=true&wait=true", RunningApi.ADMIN, "");

        assertEquals(204, answer.statusCode(), answer.body());
        assertEquals(404, api.get("/projects/shop").statusCode());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"..", "%2e%2e", "..%2f..", "%2e%2e%2fkeys", "a%1b%5b31m", "a%00", "a%0d%0aX:y", "a%2fb", "%ff"})
    void namesThatAreNoneLeadNowhere(String name) throws Exception {
        for (String path :
                List.of("/projects/" + name, "/projects/" + name + "/secrets/NAME", "/maven/" + name + "/x")) {
            String answer = raw("GET " + path + " HTTP/1.1\r\nHost: x\r\nConnection: close\r\nAuthorization: Bearer "
                    + RunningApi.ADMIN + "\r\n\r\n");
            int status = Integer.parseInt(answer.substring(9, 12));
            assertTrue(Set.of(400, 404, 405, 422).contains(status), path + ": " + answer);
            assertFalse(answer.contains("\u001b"), path + ": " + answer);
        }
    }

    private String raw(String request) throws Exception {
        try (Socket socket =
                new Socket(api.address().getAddress(), api.address().getPort())) {
            socket.setSoTimeout(30_000);
            socket.getOutputStream().write(request.getBytes(StandardCharsets.US_ASCII));
            InputStream in = socket.getInputStream();
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        }
    }

    private HttpResponse<String> secret(String project, String name, String value) throws Exception {
        return api.send("PUT", "/projects/" + project + "/secrets/" + name, RunningApi.ADMIN, value);
    }

    private HttpResponse<String> variable(String project, String name, String value) throws Exception {
        return api.send("PUT", "/projects/" + project + "/env/" + name, RunningApi.ADMIN, value);
    }

    private HttpResponse<String> environment(String body) throws Exception {
        return api.send("PUT", "/projects/shop/env", RunningApi.ADMIN, body);
    }

    private HttpResponse<String> patch(String body) throws Exception {
        return api.send("PATCH", "/projects/shop/secrets", RunningApi.ADMIN, body);
    }

    private HttpResponse<String> domain(String method, String project, String host) throws Exception {
        return api.send(method, "/projects/" + project + "/domains/" + host, RunningApi.ADMIN, "");
    }

    private String names(String path) throws Exception {
        return names(api.json(path));
    }

    private static String names(JsonNode page) {
        List<String> names = new ArrayList<>();
        page.get("items").forEach(item -> names.add("\"" + item.get("name").asText() + "\""));
        return "[" + String.join(",", names) + "]";
    }
}
