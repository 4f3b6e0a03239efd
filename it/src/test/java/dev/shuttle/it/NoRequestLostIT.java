package dev.shuttle.it;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import dev.shuttle.it.load.MixedLoad;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.function.Predicate;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/**
 * An app is changed in every way while 64 connections use it: each request gets a whole and right answer from a version
 * that serves, HTTP connections stay open, and WebSockets are told to go away.
 */
@Tag("alone")
final class NoRequestLostIT {
    private static final String PROJECT = "traffic";
    private static final int WEB_SOCKETS = 8;

    /** For the load to come by on each of its connections: some seconds, unless the machine is overloaded. */
    private static final Duration EVERYBODY = Duration.ofMinutes(2);

    @RegisterExtension
    static final ControlPlane SERVER = ControlPlane.withDefaults();

    private final Api api = new Api(SERVER);

    @TempDir
    Path folder;

    private App app;
    private MixedLoad load;
    private String label = "version 1, calm";

    @BeforeEach
    void underLoad() throws Exception {
        app = App.copy("traffic", folder);
        api.delete("/projects/" + PROJECT + "/secrets/MOOD");
        api.deploys(PROJECT, app);
        load = new MixedLoad(SERVER.proxy(), PROJECT, label);
        everybodySees(label);
    }

    @AfterEach
    void end() throws Exception {
        load.close();
        System.out.println(load.report());
    }

    @Test
    void whateverIsDoneToTheApp() throws Exception {
        change("version 2, calm", () -> api.upload(PROJECT, app.version(1, 2)));
        fails(
                "build",
                api.uploadSources(PROJECT, app.replace(App.MAIN, "return Javalin", "return nothing.at.all.Javalin")));
        app.replace(App.MAIN, "return nothing.at.all.Javalin", "if (app != null) throw new Error(); return Javalin");
        fails("start", api.upload(PROJECT, app));
        change("version 1, calm", () -> accepted(api.post("/projects/traffic/rollback", "")));
        change("version 1, cross", () -> accepted(api.put("/projects/traffic/secrets/MOOD", "cross")));
        change("version 1, cross", () -> accepted(api.post("/projects/traffic/restart", "")));
        nothingIsLost();
    }

    @Test
    @Tag("full")
    void inTwentyRedeploys() throws Exception {
        for (int version = 2; version <= 21; version++) {
            App next = app.version(version - 1, version);
            change("version " + version + ", calm", () -> api.upload(PROJECT, next));
        }
        nothingIsLost();
    }

    private interface Change {
        /** Returns the id of the deployment that it begins. */
        String begin() throws Exception;
    }

    /** From the first answer of the new version on, no request that begins gets one of the old. */
    private void change(String next, Change change) throws Exception {
        long goodbyes = load.goodbyes();
        load.allow(label, next);
        JsonNode deployment = api.settled(PROJECT, change.begin());
        assertEquals("running", deployment.get("state").asText(), deployment::toString);
        await("answers of " + next, () -> load.anySaw(next), seen -> seen);
        load.allow(next);
        label = next;
        everybodySees(next);
        await("each WebSocket to be told", load::goodbyes, count -> count >= goodbyes + WEB_SOCKETS);
    }

    private void fails(String step, String begun) throws Exception {
        JsonNode deployment = api.settled(PROJECT, begun);
        assertEquals("failed", deployment.get("state").asText(), deployment::toString);
        assertEquals(step, deployment.get("error").get("step").asText(), deployment::toString);
    }

    private void everybodySees(String version) throws Exception {
        await("each connection to meet " + version, () -> load.notYet(version), List::isEmpty);
    }

    /** A loss ends the wait. */
    private <T> void await(String what, Callable<T> look, Predicate<T> enough) throws Exception {
        Await.until(
                what, EVERYBODY, look, seen -> enough.test(seen) || !load.lost().isEmpty());
        assertEquals(List.of(), load.lost());
    }

    private void nothingIsLost() throws Exception {
        load.close();
        assertEquals(List.of(), load.lost());
        assertTrue(load.straddling() > 0, () -> "No answer has outlived a change: " + load.report());
    }

    private static String accepted(HttpResponse<String> response) throws Exception {
        assertEquals(202, response.statusCode(), response::body);
        return Api.json(response.body()).get("id").asText();
    }
}
