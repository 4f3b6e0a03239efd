package dev.shuttle.protocol.client;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.shuttle.protocol.Deployment;
import dev.shuttle.protocol.EnvironmentVariable;
import dev.shuttle.protocol.ProjectName;
import dev.shuttle.protocol.Resource;
import dev.shuttle.protocol.SecretName;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class ProjectDataTest {

    private static final ProjectName SHOP = new ProjectName("shop");

    @Test
    void aSecretThatIsSetWhileNothingServesRestartsNothing() throws Exception {
        try (TestServer server = new TestServer(call -> call.answer(204, "text/plain", ""))) {
            Optional<Deployment> restart = server.client().secrets(SHOP).set("API_KEY", "grün & blau\n");

            assertEquals(Optional.empty(), restart);
            assertEquals(List.of("PUT /projects/shop/secrets/API_KEY"), server.lines());
            assertEquals("grün & blau\n", server.asked().get(0).body());
        }
    }

    @Test
    void aChangeOfSecretsIsOneCallAndGivesTheRestart() throws Exception {
        try (TestServer server = new TestServer(call -> call.json(202, Samples.deployment("d2", "starting")))) {
            Map<String, @Nullable String> values = new LinkedHashMap<>();
            values.put("A", "1");
            values.put("B", null);

            Deployment restart = server.client().secrets(SHOP).change(values).orElseThrow();

            assertEquals("d2", restart.id());
            assertEquals(List.of("PATCH /projects/shop/secrets"), server.lines());
            assertEquals("{\"A\":\"1\",\"B\":null}", server.asked().get(0).body());
        }
    }

    @Test
    void removesASecretUnderItsEncodedName() throws Exception {
        try (TestServer server = new TestServer(call -> call.json(404, Samples.problem(404, "It is not set.")))) {
            ApiException refused = assertThrows(
                    ApiException.class, () -> server.client().secrets(SHOP).remove("../x"));

            assertEquals("It is not set.", refused.getMessage());
            assertEquals(List.of("DELETE /projects/shop/secrets/..%2Fx"), server.lines());
        }
    }

    @Test
    void listsTheNamesOfSecrets() throws Exception {
        String one = "{\"name\":\"A\",\"updatedAt\":\"2026-01-01T00:00:00Z\"}";
        try (TestServer server = new TestServer(call -> call.json(200, "{\"items\":[" + one + "],\"next\":null}"))) {
            List<SecretName> names = server.client().secrets(SHOP).names();

            assertEquals(List.of("A"), names.stream().map(SecretName::name).toList());
            assertEquals(List.of("GET /projects/shop/secrets"), server.lines());
        }
    }

    @Test
    void variablesAreListedChangedAndCopied() throws Exception {
        String one = "{\"name\":\"A\",\"value\":\"\"}";
        try (TestServer server = new TestServer(call -> {
            if (call.number() == 1) {
                call.json(200, "{\"items\":[" + one + "],\"next\":null}");
            } else {
                call.answer(204, "text/plain", "");
            }
        })) {
            ProjectEnvironment environment = server.client().environment(SHOP);
            Map<String, @Nullable String> values = new LinkedHashMap<>();
            values.put("A", "1");
            values.put("B", null);

            assertEquals(List.of(new EnvironmentVariable("A", "")), environment.list());
            assertEquals(Optional.empty(), environment.change(values));
            assertEquals(Optional.empty(), environment.copy(new ProjectName("blog")));

            assertEquals(
                    List.of("GET /projects/shop/env", "PUT /projects/shop/env", "POST /projects/shop/copy"),
                    server.lines());
            assertEquals("{\"A\":\"1\",\"B\":null}", server.asked().get(1).body());
            assertTrue(server.asked().get(2).body().contains("\"from\":\"blog\""));
        }
    }

    @Test
    void revealsPasswordsOnAllPagesOrOnNone() throws Exception {
        String one = "{\"type\":\"postgres\",\"name\":\"default\",\"state\":\"ready\",\"details\":{\"port\":\"5\"}}";
        try (TestServer server = new TestServer(call ->
                call.json(200, "{\"items\":[" + one + "],\"next\":" + (call.number() == 2 ? "\"x\"" : "null") + "}"))) {
            List<Resource> some = server.client().resources(SHOP).list(false);
            List<Resource> more = server.client().resources(SHOP).list(true);

            assertEquals(Map.of("port", "5"), some.get(0).details());
            assertEquals(2, more.size());
            assertEquals(
                    List.of(
                            "GET /projects/shop/resources",
                            "GET /projects/shop/resources?reveal=true",
                            "GET /projects/shop/resources?reveal=true&cursor=x"),
                    server.lines());
        }
    }

    @Test
    void deletesOneResourceUnlessItIsInUse() throws Exception {
        try (TestServer server = new TestServer(call -> {
            if (call.number() == 1) {
                call.answer(204, "text/plain", "");
            } else {
                call.json(409, Samples.problem(409, "It is in use."));
            }
        })) {
            ProjectResources resources = server.client().resources(SHOP);

            resources.delete("com.example.Bucket", "a b");
            ApiException refused = assertThrows(ApiException.class, () -> resources.delete("redis", "default"));

            assertTrue(refused.getMessage().contains("in use"), refused.getMessage());
            assertEquals(
                    List.of(
                            "DELETE /projects/shop/resources/com.example.Bucket/a%20b",
                            "DELETE /projects/shop/resources/redis/default"),
                    server.lines());
        }
    }

    @Test
    void restartsWhatServes() throws Exception {
        try (TestServer server = new TestServer(call -> call.json(202, Samples.deployment("d1", "restarting")))) {
            assertEquals("d1", server.client().restart(SHOP).id());
            assertEquals(List.of("POST /projects/shop/restart"), server.lines());
        }
    }

    @Test
    void aResourceWithoutATypeIsNoAnswerOfAControlPlane() throws Exception {
        try (TestServer server =
                new TestServer(call -> call.json(200, "{\"items\":[{\"name\":\"x\"}],\"next\":null}"))) {
            assertThrows(
                    UnexpectedResponseException.class,
                    () -> server.client().resources(SHOP).list(false));
        }
    }
}
