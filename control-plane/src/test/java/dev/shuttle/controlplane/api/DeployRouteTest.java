package dev.shuttle.controlplane.api;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
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

    /** They stand in tables and pages that others read. */
    @Test
    void whatAnUploadSaysOfGitIsOneLineThatSteersNothing() throws Exception {
        HttpResponse<String> answer = deploy(
                "project=shop&commit=abc%1b%5d0%3bx%07&branch=m%e2%80%aeniam&message=one%0d%0atwo%1b%5b31m%e2%80%ae",
                archive(100));

        JsonNode git = Json.MAPPER.readTree(answer.body()).get("git");
        assertEquals("abc?]0;x?", git.get("commit").asText());
        assertEquals("m?niam", git.get("branch").asText());
        assertEquals("one two?[31m?", git.get("message").asText());
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
    void aProjectThatKeepsAsMuchAsItMayIsRefusedAndOthersAreNot() throws Exception {
        api.close();
        Files.writeString(
                home.resolve("disk-notices"), "shop is full: it keeps too much\nother is full: it keeps too much\n");
        Path data =
                Files.createDirectories(home.resolve("folders/shop/default")).resolve("data");
        Files.write(data, new byte[3 << 20]);
        api = new RunningApi(home, 2 << 20);

        HttpResponse<String> answer = deploy("project=shop", archive(100));

        refuses(507, "folders 3 MiB", answer);
        refuses(507, "SHUTTLE_PROJECT_DISK", answer);
        assertEquals(404, api.get("/projects/shop").statusCode());
        assertEquals(202, deploy("project=other", archive(100)).statusCode());
        Files.delete(data);
        assertEquals(202, deploy("project=shop", archive(100)).statusCode());
        assertEquals(2 << 20, api.json("/projects/shop").at("/disk/limit").asInt());
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

    @Test
    void sourcesOfAnotherOriginDoNotTakeTheNameOfAProject() throws Exception {
        assertEquals(
                202, deploy("project=shop&origin=org.one:shop", archive(100)).statusCode());
        long waiting = uploads();

        HttpResponse<String> refused = deploy("project=shop&derived=true&origin=org.two:shop", archive(90));

        assertEquals(409, refused.statusCode(), refused.body());
        assertTrue(
                refused.body()
                        .matches("(?s).*org\\.one:shop, deployed by the key admin at"
                                + " 2\\S+Z.*org\\.two:shop.*shuttle\\.confirm=shop.*"),
                refused.body());
        assertEquals(waiting, uploads(), "nothing is queued, and no file is left");
        assertEquals(
                409,
                deploy("project=shop&origin=org.two:shop&confirm=other", archive(90))
                        .statusCode());
        assertEquals(
                "org.one:shop", api.json("/projects/shop").at("/origin/module").asText());
        assertEquals(
                "org.one:shop",
                api.json("/projects").at("/items/0/origin/module").asText());
    }

    @Test
    void aNameIsTakenOverByItsConfirmationOrOnPurposeAndTheLogSaysSo() throws Exception {
        deploy("project=shop&origin=org.one:shop", archive(100));

        String confirmed = deployed("project=shop&origin=org.two:shop&confirm=shop");
        String named = deployed("project=shop&origin=org.three:shop&named=true");

        assertTrue(log(confirmed).contains("org.one:shop, deployed by the key admin"), log(confirmed));
        assertTrue(log(named).contains("From now on it is org.three:shop's."), log(named));
        assertEquals(
                "org.three:shop",
                api.json("/projects/shop").at("/origin/module").asText());
        assertEquals("", log(deployed("project=shop&origin=org.three:shop")));
    }

    @Test
    void aDeployThatSaysNoOriginIsToldOfTheProjectsOne() throws Exception {
        assertEquals("", log(deployed("project=shop")));
        assertTrue(api.json("/projects/shop").get("origin").isNull());
        deploy("project=shop&origin=org.one:shop", archive(100));

        assertTrue(log(deployed("project=shop")).contains("org.one:shop"));
        assertEquals(
                "org.one:shop", api.json("/projects/shop").at("/origin/module").asText());
    }

    @Test
    void aRepositoryIsOneBySshAndByHttpsAndIsStoredWithoutItsToken() throws Exception {
        deploy("project=shop&origin=org.one:shop", archive(100));
        deploy("project=shop&origin=org.one:shop%20https://ci:token@github.com/acme/shop.git", archive(100));

        assertEquals(
                "github.com/acme/shop",
                api.json("/projects/shop").at("/origin/repository").asText());
        assertEquals(
                202,
                deploy("project=shop&origin=org.one:shop%20git@github.com:Acme/shop.git", archive(100))
                        .statusCode());
        assertEquals(
                202, deploy("project=shop&origin=org.one:shop", archive(100)).statusCode());
        assertEquals(
                409,
                deploy("project=shop&origin=org.one:shop%20https://github.com/fork/shop", archive(100))
                        .statusCode());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"a%20b%20c", "https://user:pass/word@github.com/acme/shop", "/home/anna/shop", "%1b[31m", "LONG"
            })
    void anOriginThatIsNoneIsRefusedWithoutBeingShown(String origin) throws Exception {
        String given = origin.equals("LONG") ? "x".repeat(1001) : origin;
        HttpResponse<String> answer = deploy("project=shop&origin=" + given, archive(100));

        refuses(422, "GROUP:ARTIFACT", answer);
        assertFalse(answer.body().contains("word"), answer.body());
    }

    @Test
    void theOriginOfADeletedProjectGuardsItsDataUntilTheyAreGone() throws Exception {
        api.send("PUT", "/projects/shop/secrets/TOKEN", RunningApi.ADMIN, "value");
        deploy("project=shop&origin=org.one:shop", archive(100));
        api.send("DELETE", "/projects/shop?wait=true", RunningApi.ADMIN, "");

        assertEquals(
                409, deploy("project=shop&origin=org.two:shop", archive(100)).statusCode());

        api.send("DELETE", "/projects/shop?wait=true&resources=true", RunningApi.ADMIN, "");
        assertEquals(
                202, deploy("project=shop&origin=org.two:shop", archive(100)).statusCode());
        api.send("DELETE", "/projects/shop?wait=true", RunningApi.ADMIN, "");
        assertEquals(
                202, deploy("project=shop&origin=org.three:shop", archive(100)).statusCode());
    }

    private String deployed(String query) throws Exception {
        HttpResponse<String> answer = deploy(query, archive(100));
        assertEquals(202, answer.statusCode(), answer.body());
        return answer.headers().firstValue("Location").orElseThrow();
    }

    private String log(String deployment) throws Exception {
        return api.send("GET", deployment + "/logs", RunningApi.ADMIN, "", "Accept", "text/plain")
                .body();
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
