package dev.shuttle.it;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** A version that ends right after its switch gives way to the one before, whose process still runs. */
final class StandbyIT {
    private static final String PROJECT = "port-void";

    @RegisterExtension
    static final ControlPlane SERVER = ControlPlane.withDefaults().with("SHUTTLE_STANDBY_TIME", "PT2M");

    private final Api api = new Api(SERVER);
    private final Visitor visitor = new Visitor(SERVER);

    @TempDir
    Path folder;

    @Test
    void theVersionBeforeServesAgain() throws Exception {
        App app = App.copy(PROJECT, folder);
        String before = api.deploys(PROJECT, app).get("id").asText();
        app.version(1, 2)
                .replace(
                        App.MAIN,
                        "server.start();",
                        "server.createContext(\"/end\", exchange -> System.exit(1)); server.start();");
        String next = api.deploys(PROJECT, app).get("id").asText();
        assertEquals(PROJECT + ", version 2", visitor.read(PROJECT));

        visitor.visit(PROJECT, "/end");

        assertEquals(PROJECT + ", version 1", visitor.read(PROJECT));
        Await.until(
                "the store to follow the route", Duration.ofSeconds(10), () -> api.current(PROJECT), before::equals);
        JsonNode ended = api.get("/projects/" + PROJECT + "/deployments/" + next);
        assertEquals("crashed", ended.get("state").asText());
        String error = ended.get("error").get("message").asText();
        assertTrue(error.contains("exit code 1") && error.contains(before), error);
        String id = api.deploys(PROJECT, app.version(2, 3)).get("id").asText();
        assertEquals(PROJECT + ", version 3", visitor.read(PROJECT));
        assertEquals(id, api.get("/projects/" + PROJECT).get("current").asText());
    }
}
