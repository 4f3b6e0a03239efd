package dev.shuttle.it;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** An app is redeployed while 64 connections ask for it: every request gets the answer of one of the versions. */
final class NoRequestLostIT {
    private static final int CONNECTIONS = 64;

    @RegisterExtension
    static final ControlPlane SERVER = ControlPlane.withDefaults();

    private final Api api = new Api(SERVER);

    @TempDir
    Path folder;

    @Test
    void whileRedeployedThreeTimes() throws Exception {
        redeployUnderLoad(3);
    }

    @Test
    @Tag("full")
    void whileRedeployedTenTimes() throws Exception {
        redeployUnderLoad(10);
    }

    private void redeployUnderLoad(int times) throws Exception {
        App app = App.copy("jdk-handler", folder);
        deploy(app);
        try (KeepAliveLoad load = new KeepAliveLoad(
                SERVER.proxy(), "jdk-handler.localhost", Pattern.compile("jdk-handler, version \\d+"), CONNECTIONS)) {
            for (int version = 1; version <= times; version++) {
                deploy(app.version(version, version + 1));
                awaitAnswers(load, version + 1);
            }
            load.close();
            System.out.printf(
                    "%d redeploys, %d connections opened, %d requests answered, %d lost%n",
                    times, load.connects(), load.total(), load.lost().size());
            assertEquals(List.of(), load.lost());
            assertEquals(times + 1, load.answers().size(), () -> load.answers().toString());
            assertTrue(load.total() > 1_000, () -> "Too few to show anything: " + load.answers());
        }
    }

    private void deploy(App app) throws Exception {
        JsonNode deployment =
                api.deployAndWait("jdk-handler", Archive.of(app.directory()).toBytes());
        assertEquals("running", deployment.get("state").asText(), deployment::toString);
    }

    private static void awaitAnswers(KeepAliveLoad load, int version) throws Exception {
        Await.until(
                "answers of version " + version,
                Duration.ofSeconds(20),
                () -> load.answers().keySet(),
                seen -> seen.contains("jdk-handler, version " + version));
    }
}
