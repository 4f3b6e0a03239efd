package dev.shuttle.controlplane.api;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import dev.shuttle.protocol.Json;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.http.HttpRequest.BodyPublisher;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Random;
import java.util.stream.Stream;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class DeployRouteTest {
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

    @Test
    void anArchiveIsQueuedAndItsDeploymentIsAtTheLocation() throws Exception {
        HttpResponse<String> answer = deploy("project=shop&commit=abc&branch=main&dirty=true", archive(100));

        assertEquals(202, answer.statusCode(), answer.body());
        JsonNode deployment = Json.MAPPER.readTree(answer.body());
        assertEquals("queued", deployment.get("state").asText());
        assertEquals("abc", deployment.at("/git/commit").asText());
        assertTrue(deployment.at("/git/dirty").asBoolean());
        String location = answer.headers().firstValue("Location").orElseThrow();
        assertEquals(deployment.get("id"), api.json(location).get("id"));
        assertEquals("deploying", api.json("/projects/shop").get("state").asText());
        assertEquals(1, uploads());
    }

    @Test
    void whichDeploymentARequestBeganIsInTheAuditLog() throws Exception {
        String id = Json.MAPPER
                .readTree(deploy("project=shop", archive(100)).body())
                .get("id")
                .asText();

        JsonNode entry = api.json("/projects/shop/audit").get("items").get(0);

        assertEquals("deploy", entry.get("action").asText());
        assertEquals(id, entry.get("deployment").asText());
    }

    @Test
    void aDeploymentThatWaitsCanBeCancelled() throws Exception {
        String location = deploy("project=shop", archive(100))
                .headers()
                .firstValue("Location")
                .orElseThrow();

        HttpResponse<String> answer = api.send("DELETE", location, RunningApi.ADMIN, "");

        assertEquals(202, answer.statusCode(), answer.body());
        assertEquals("cancelled", api.json(location).get("state").asText());
    }

    @Test
    void withoutAProjectItIsRefused() throws Exception {
        refuses(422, "?project=NAME", deploy("", archive(100)));
    }

    @ParameterizedTest
    @ValueSource(strings = {"My_App", "..", "-x", "api", "console", "a.b", "x%0d%0ay"})
    void aBadProjectNameIsRefused(String name) throws Exception {
        refuses(422, "name", deploy("project=" + name, archive(100)));
    }

    @Test
    void anEmptyBodyIsRefused() throws Exception {
        refuses(422, "no body", deploy("project=shop", new byte[0]));
    }

    @Test
    void aBodyThatIsNotGzipIsRefused() throws Exception {
        refuses(422, "not gzip", deploy("project=shop", "PK not gzip".getBytes(StandardCharsets.UTF_8)));
    }

    @Test
    void aBodyThatSaysThatItIsTooLargeIsRefused() throws Exception {
        refuses(413, "4 KiB", deploy("project=shop", archive(20_000)));
    }

    @Test
    void aBodyThatTurnsOutTooLargeIsRefused() throws Exception {
        BodyPublisher chunked = BodyPublishers.ofInputStream(() -> new ByteArrayInputStream(archive(20_000)));
        refuses(413, "SHUTTLE_MAX_UPLOAD", api.send("POST", "/deploy?project=shop", RunningApi.ADMIN, chunked));
    }

    @ParameterizedTest
    @ValueSource(strings = {"module", "mavenArgs", "commit"})
    void aParameterThatIsTooLongIsRefused(String parameter) throws Exception {
        refuses(422, parameter, deploy("project=shop&" + parameter + "=" + "x".repeat(4001), archive(100)));
    }

    @ParameterizedTest
    @ValueSource(strings = {"17.0.1", "0", "-1", "1000", "temurin"})
    void aJavaThatIsNoFeatureVersionIsRefused(String java) throws Exception {
        refuses(422, "feature version", deploy("project=shop&java=" + java, archive(100)));
    }

    @Test
    void aReadingKeyIsRefusedAndItsBodyIsNotKept() throws Exception {
        String reader = api.key("reader", "read:shop", false).key();

        HttpResponse<String> answer =
                api.send("POST", "/deploy?project=shop", reader, BodyPublishers.ofByteArray(archive(100)));

        assertEquals(403, answer.statusCode());
        assertEquals(0, uploads());
    }

    private void refuses(int status, String why, HttpResponse<String> answer) throws Exception {
        assertEquals(status, answer.statusCode(), answer.body());
        assertTrue(answer.body().contains(why), answer.body());
        assertEquals(0, api.json("/projects").get("items").size(), "no project is made");
        assertEquals(0, uploads(), "no file is left");
    }

    private HttpResponse<String> deploy(String query, byte[] body) throws Exception {
        return api.send("POST", "/deploy?" + query, RunningApi.ADMIN, BodyPublishers.ofByteArray(body));
    }

    private long uploads() throws Exception {
        try (Stream<Path> files = Files.list(home.resolve("uploads"))) {
            return files.count();
        }
    }

    /** So many bytes that do not compress. */
    private static byte[] archive(int bytes) {
        byte[] content = new byte[bytes];
        new Random(1).nextBytes(content);
        ByteArrayOutputStream zipped = new ByteArrayOutputStream();
        try (GZIPOutputStream gzip = new GZIPOutputStream(zipped)) {
            gzip.write(content);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return zipped.toByteArray();
    }
}
