package dev.shuttle.protocol.client;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.shuttle.protocol.Project;
import dev.shuttle.protocol.ProjectName;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** How a client treats unusual answers: versions, "too many", halves, nothing. */
@Timeout(60)
class AnswersTest {

    private static final ProjectName SHOP = new ProjectName("shop");
    private static final String NOTHING = "{\"items\":[],\"next\":null}";

    @Test
    void saysWhichVersionOfTheApiItSpeaks() throws Exception {
        try (TestServer server =
                new TestServer(call -> call.with("Shuttle-Protocol", "1").json(200, NOTHING))) {
            assertEquals(List.of(), server.client().projects());

            assertEquals("1", server.asked().get(0).header("Shuttle-Protocol"));
            assertEquals("test/1", server.asked().get(0).header("User-Agent"));
        }
    }

    @Test
    void saysThatTheServerIsTooOld() throws Exception {
        try (TestServer server = new TestServer(call -> call.with("Shuttle-Protocol", "0")
                .with("Shuttle-Version", "0.0.9")
                .json(404, Samples.problem(404, "There is no such path.")))) {
            ServerTooOldException old = assertThrows(
                    ServerTooOldException.class, () -> server.client().project(SHOP));

            assertTrue(old.getMessage().contains("has version 0.0.9, which is too old"), old.getMessage());
            assertTrue(old.getMessage().contains("Upgrade the server"), old.getMessage());
            assertTrue(old.getMessage().contains(server.address() + "/maven has"), old.getMessage());
        }
    }

    @Test
    void showsWhatAServerSaysForWhichItIsTooOldItself() throws Exception {
        try (TestServer server = new TestServer(
                call -> call.with("Shuttle-Protocol", "2").json(426, Samples.problem(426, "Use plugin 0.2.0.")))) {
            ApiException refused =
                    assertThrows(ApiException.class, () -> server.client().projects());

            assertEquals("Use plugin 0.2.0.", refused.getMessage());
        }
    }

    @Test
    void aControlPlanesAnswerThatCannotBeReadIsNoOtherServers() throws Exception {
        String newer = Samples.project("a").replace("running", "dreaming");
        try (TestServer server = new TestServer(call -> call.with("Shuttle-Protocol", "2")
                .with("Shuttle-Version", "0.2.0")
                .json(200, newer))) {
            UnexpectedResponseException strange = assertThrows(
                    UnexpectedResponseException.class, () -> server.client().project(SHOP));

            assertTrue(strange.getMessage().contains(", version 0.2.0, answered status 200"), strange.getMessage());
        }
    }

    @Test
    void waitsWhereItIsTooMuchAndAsksAgain() throws Exception {
        try (TestServer server = new TestServer(call -> {
            if (call.number() == 1) {
                call.with("Retry-After", "1").json(429, Samples.problem(429, "Too many."));
            } else {
                call.json(200, Samples.project("shop"));
            }
        })) {
            long begun = System.nanoTime();

            Optional<Project> project = server.client().project(SHOP);

            assertTrue(project.isPresent());
            assertEquals(2, server.lines().size());
            assertTrue(Duration.ofNanos(System.nanoTime() - begun).toMillis() >= 1_000);
        }
    }

    @Test
    void doesNotWaitForLongNorForEverNorRepeatWhatMayNotBe() throws Exception {
        try (TestServer server = new TestServer(
                call -> call.with("Retry-After", call.asked().line().endsWith("/a") ? "0" : "61")
                        .json(429, Samples.problem(429, "Too many.")))) {
            ShuttleClient client = server.client();

            assertThrows(ApiException.class, () -> client.project(new ProjectName("a")));
            assertEquals(4, server.lines().size());
            assertThrows(ApiException.class, () -> client.project(new ProjectName("b")));
            assertEquals(5, server.lines().size());
            assertThrows(ApiException.class, () -> client.restart(new ProjectName("a")));
            assertEquals(6, server.lines().size());
        }
    }

    @Test
    void understandsBothFormsOfRetryAfter() {
        assertEquals(Duration.ofSeconds(7), RetryAfter.parse("7"));
        assertEquals(Duration.ZERO, RetryAfter.parse("Wed, 21 Oct 2015 07:28:00 GMT"));
        assertEquals(Duration.ofSeconds(2), RetryAfter.parse("soon"));
    }

    @Test
    void anAnswerThatEndsHalfwayIsNone() throws Exception {
        try (TestServer server = new TestServer(call -> {
            call.with("Content-Type", "application/json").exchange().sendResponseHeaders(200, 1_000);
            call.exchange().getResponseBody().write("{\"items\":[".getBytes(StandardCharsets.UTF_8));
        })) {
            UnreachableException broken = assertThrows(
                    UnreachableException.class, () -> server.client().projects());

            assertTrue(broken.getMessage().contains(server.address() + " broke"), broken.getMessage());
        }
    }

    @Test
    void anEmptyAnswerIsNone() throws Exception {
        try (TestServer server = new TestServer(call -> call.exchange().sendResponseHeaders(200, -1))) {
            UnexpectedResponseException strange = assertThrows(
                    UnexpectedResponseException.class, () -> server.client().projects());

            assertTrue(strange.getMessage().contains("status 200 without a content type"), strange.getMessage());
        }
    }

    @Test
    void stopsAndWaitsForTheEnd() throws Exception {
        try (TestServer server = new TestServer(call -> call.json(
                call.number() == 1 ? 202 : 200,
                Samples.deployment("d1", call.number() < 3 ? "draining" : "stopped")))) {
            ShuttleClient client = server.client();

            assertEquals("stopped", client.untilOver(client.stop(SHOP)).state().json());
            assertEquals(
                    List.of(
                            "POST /projects/shop/stop",
                            "GET /projects/shop/deployments/d1",
                            "GET /projects/shop/deployments/d1"),
                    server.lines());
        }
    }

    @Test
    void startsAndCancels() throws Exception {
        try (TestServer server = new TestServer(call -> call.json(202, Samples.deployment("d1", "queued")))) {
            assertEquals("d1", server.client().start(SHOP).id());
            assertEquals("d1", server.client().cancel(SHOP, "d/1").id());
            assertEquals(
                    List.of("POST /projects/shop/start", "DELETE /projects/shop/deployments/d%2F1"), server.lines());
        }
    }

    @Test
    void tellsHowMuchOfAnUploadIsSentAndTakesItsKeyToNoOtherHost(@TempDir Path folder) throws Exception {
        Path archive = Files.write(folder.resolve("a.tar.gz"), new byte[100_000]);
        try (TestServer other = new TestServer(call -> call.json(202, Samples.deployment("d1", "queued")));
                TestServer server = new TestServer(call ->
                        call.with("Location", other.address() + "/deploy").answer(308, "text/plain", ""))) {
            long[] heard = new long[2];
            DeployRequest request = new DeployRequest(
                    SHOP, false, null, null, null, null, null, false, null, DeployRequest.Identity.NONE);

            assertThrows(
                    UnexpectedResponseException.class, () -> server.client().deploy(request, archive, (sent, total) -> {
                        heard[0] = sent;
                        heard[1] = total;
                    }));

            assertEquals(List.of(100_000L, 100_000L), List.of(heard[0], heard[1]));
            assertEquals(List.of(), other.lines());
        }
    }
}
