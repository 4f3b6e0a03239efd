package dev.shuttle.it;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.TestWatcher;
import org.junit.jupiter.api.io.TempDir;

/**
 * A home of version 0.1.0, killed with a deployment in work, one in the queue, and its hosts running, goes on under this
 * version. A test leaves the states of projects as it finds them.
 */
@Tag("alone") // the home and the backup have the same users of the operating system
@ExtendWith(HomeOfEarlierVersionIT.Printed.class)
final class HomeOfEarlierVersionIT {
    private static final String SECRET = "a secret of the earlier version";
    private static final Duration SOON = Duration.ofSeconds(30);

    private static EarlierHome home;
    private static ControlPlane server;
    private static Api api;
    private static Visitor visitor;

    private static Set<Long> launched;
    private static Set<Long> adopted;
    private static boolean jarReplaced;

    @BeforeAll
    static void theHomeGoesOn(@TempDir Path folder) throws Exception {
        home = EarlierHome.unpack("0.1.0", folder);
        home.startHosts();
        server = ControlPlane.on(home.path()).withKey(home.administratorsKey());
        api = new Api(server);
        visitor = new Visitor(server);
        launched = Processes.hosts(home.path());
        String jar = fileKey(home.runtimeJar());
        server.start();
        jarReplaced = !jar.equals(fileKey(home.runtimeJar()));
        adopted = Processes.hosts(home.path());
    }

    @AfterAll
    static void itStopsInOrder() throws Exception {
        try {
            server.stop();
        } finally {
            home.close();
        }
    }

    private static String fileKey(Path file) throws IOException {
        return String.valueOf(
                Files.readAttributes(file, BasicFileAttributes.class).fileKey());
    }

    @Test
    void servicesThatRanAreAdoptedAlthoughTheirJarsAreReplaced() {
        assertEquals(3, launched.size());
        assertEquals(launched, adopted);
        assertTrue(jarReplaced, "All below would not show what it is to show");
    }

    @Test
    void everyProjectIsAsItWas() throws Exception {
        Map<String, String> states = new TreeMap<>();
        for (JsonNode project : api.get("/projects").get("items")) {
            states.put(project.get("name").asText(), project.get("state").asText());
        }

        assertEquals(
                Map.of(
                        "broken", "new",
                        "closing", "running",
                        "crasher", "crashed",
                        "interrupted", "new",
                        "later", "new",
                        "ledger", "stopped",
                        "notes", "running",
                        "program", "running",
                        "waiting", "new"),
                states);
        assertEquals(503, visitor.visit("crasher", "/").statusCode());
        assertEquals(503, visitor.visit("ledger", "/").statusCode());
        assertEquals("closing, version 1", visitor.read("closing"));
        assertEquals("program, version 1", visitor.read("program"));
    }

    @Test
    void secretsFoldersDomainsAndKeysAreThere() throws Exception {
        assertEquals(SECRET, visitor.visit("notes", "/token").body());
        assertEquals(
                "a note of the earlier version", visitor.visit("notes", "/read").body());
        assertEquals(200, visitor.at("notes.example.com").statusCode());
        assertEquals("UNUSED", names("/projects/later/secrets", "name"));
        assertEquals("notes.example.com", names("/projects/notes/domains", "host"));
        assertTrue(names("/audit", "action").contains("deploy"));

        String key = Api.json(home.recorded("key-of-notes.json")).get("key").asText();
        assertEquals(200, statusWith(key, "/projects/notes"));
        assertEquals(404, statusWith(key, "/projects/closing"));
    }

    private static String names(String path, String member) throws Exception {
        List<String> names = new ArrayList<>();
        api.get(path).get("items").forEach(item -> names.add(item.path(member).asText()));
        return String.join(" ", names);
    }

    private static int statusWith(String key, String path) throws Exception {
        HttpRequest.Builder request = HttpRequest.newBuilder(server.api().resolve(path));
        return api.send(request.header("Authorization", "Bearer " + key)).statusCode();
    }

    @Test
    void logsAreReadableAndTakeWhatAnAdoptedServicePrints() throws Exception {
        String deployment = api.current("notes");
        visitor.post("notes", "/print", "text/plain", "printed under this version: " + SECRET);

        String log = Await.until(
                "the line", SOON, () -> log("notes", deployment), text -> text.contains("printed under this version"));

        assertFalse(log.contains(SECRET), log);
        assertTrue(log.contains("BUILD SUCCESS"), log);
        assertTrue(log.contains("printed under the earlier version"), log);
        assertEquals(log.indexOf("under the earlier"), log.lastIndexOf("under the earlier"), "Read twice: " + log);
        assertTrue(log("crasher", api.deployments("crasher").get(0).get("id").asText())
                .contains("The service ended 5 times and is given up"));
    }

    private static String log(String project, String deployment) throws Exception {
        String path = "/projects/" + project + "/deployments/" + deployment + "/logs";
        return api.send(api.to(path).header("Accept", "text/plain")).body();
    }

    @Test
    void whatWasInWorkHasFailedAndWhatWaitedIsTakenFromTheQueue() throws Exception {
        JsonNode interrupted = api.deployments("interrupted").get(0);
        JsonNode waiting = api.settled(
                "waiting", api.deployments("waiting").get(0).get("id").asText());

        assertEquals("failed", interrupted.get("state").asText());
        assertEquals("build", interrupted.at("/error/step").asText());
        assertEquals("failed", waiting.get("state").asText());
        assertTrue(waiting.at("/error/message").asText().contains("pom.xml"), waiting::toString);
    }

    @Test
    void anAdoptedServiceIsClosedInOrderAndStartedAgain() throws Exception {
        String deployment = api.current("closing");

        settles("closing", "/stop", "stopped");
        assertEquals(503, visitor.visit("closing", "/").statusCode());
        assertTrue(log("closing", deployment).endsWith("closing is closed in order\n"), () -> "Not closed");
        assertFalse(Processes.hosted(home.path()).contains(deployment));

        settles("closing", "/start", "running");
        assertEquals("closing, version 1", visitor.read("closing"));
    }

    @Test
    void anAdoptedServiceIsRestarted() throws Exception {
        String before = api.current("program");

        settles("program", "/restart", "running");

        assertEquals("program, version 1", visitor.read("program"));
        assertNotEquals(before, api.current("program"));
        Await.until(
                "the host before to end",
                SOON,
                () -> Processes.hosted(home.path()),
                hosted -> !hosted.contains(before));
    }

    @Test
    void anAdoptedServiceIsRolledBackToAReleaseOfTheEarlierVersion() throws Exception {
        String before = api.current("notes");
        String first = home.recorded("first-of-notes");
        assertEquals(
                "superseded running",
                api.get("/projects/notes/deployments/" + first).get("state").asText() + " "
                        + api.get("/projects/notes/deployments/" + before)
                                .get("state")
                                .asText());

        String back = rollBack(first);
        assertEquals("notes, version 1", visitor.read("notes"));
        assertEquals(SECRET, visitor.visit("notes", "/token").body());
        assertEquals(
                "a note of the earlier version", visitor.visit("notes", "/read").body());
        assertEquals(200, visitor.at("notes.example.com").statusCode());
        assertEquals(
                first,
                api.get("/projects/notes/deployments/" + back).get("rollbackOf").asText());

        rollBack(before);
        assertEquals("notes, version 3", visitor.read("notes"));
    }

    private static String rollBack(String to) throws Exception {
        HttpResponse<String> accepted = api.post("/projects/notes/rollback", "{\"deployment\": \"" + to + "\"}");
        assertEquals(202, accepted.statusCode(), accepted::body);
        String id = Api.json(accepted.body()).get("id").asText();
        JsonNode deployment = api.settled("notes", id);
        assertEquals("running", deployment.get("state").asText(), deployment::toString);
        return id;
    }

    @Test
    void redisHasItsDataWhenItsProjectIsStarted() throws Exception {
        settles("ledger", "/start", "running");

        assertEquals(
                "+OK $3 yes +OK",
                visitor.post("ledger", "/", "text/plain", "GET kept").body());

        settles("ledger", "/stop", "stopped");
    }

    private static void settles(String project, String change, String state) throws Exception {
        HttpResponse<String> accepted = api.post("/projects/" + project + change, "");
        assertEquals(202, accepted.statusCode(), accepted::body);
        String id = Api.json(accepted.body()).get("id").asText();
        Await.until(
                "deployment " + id + " of " + project + " to be " + state,
                SOON,
                () -> api.get("/projects/" + project + "/deployments/" + id)
                        .get("state")
                        .asText(),
                state::equals);
    }

    /** Shows what the control plane printed when a test fails. */
    static final class Printed implements TestWatcher {
        @Override
        public void testFailed(ExtensionContext context, Throwable cause) {
            server.testFailed(context, cause);
        }
    }
}
