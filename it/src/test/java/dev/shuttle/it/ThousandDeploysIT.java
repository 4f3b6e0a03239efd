package dev.shuttle.it;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** A thousand projects are deployed at once, and one project a hundred times; none of them builds. */
@Tag("full")
@Tag("alone")
final class ThousandDeploysIT {
    private static final int DEPLOYS = 1000;

    @RegisterExtension
    static final ControlPlane SERVER = ControlPlane.withDefaults().with("SHUTTLE_BUILDERS", "1");

    private final Api api = new Api(SERVER);

    @Test
    void areAcknowledgedQuicklyKeptOverARestartAndTakenInTheirOrder() throws Exception {
        // Each build fails fast: there is no pom. The first ones may be through before the last one comes.
        byte[] archive = new Archive().file("readme", new byte[100]).toBytes();
        List<String> ids = new ArrayList<>();
        long slowest = 0;
        for (int i = 0; i < DEPLOYS; i++) {
            long begin = System.nanoTime();
            HttpResponse<String> accepted = api.deploy("p" + i, archive);
            slowest = Math.max(slowest, System.nanoTime() - begin);
            assertEquals(202, accepted.statusCode(), accepted::body);
            ids.add(Api.json(accepted.body()).get("id").asText());
        }
        long list = System.nanoTime();
        assertEquals(200, api.get("/projects?limit=200").get("items").size());
        Duration listed = Duration.ofNanos(System.nanoTime() - list);
        SERVER.kill();
        Duration started = SERVER.start();
        System.out.println(DEPLOYS + " deploys: slowest acknowledged in "
                + Duration.ofNanos(slowest).toMillis() + " ms, 200 listed in " + listed.toMillis()
                + " ms, started again in " + started.toMillis() + " ms");

        List<JsonNode> done = new ArrayList<>();
        for (int i = 0; i < DEPLOYS; i++) {
            JsonNode settled = api.settled("p" + i, ids.get(i));
            assertEquals("failed", settled.get("state").asText(), settled::toString);
            done.add(settled);
        }
        assertTrue(Duration.ofNanos(slowest).toSeconds() < 20, "acknowledged quickly");
        assertTrue(listed.toSeconds() < 20, "listed quickly");
        List<Instant> finished = done.stream()
                .map(each -> Instant.parse(each.get("finishedAt").asText()))
                .toList();
        assertEquals(finished.stream().sorted().toList(), finished, "in their order");
        noUploadsAreLeft();
    }

    @Test
    void ofOneProjectEachOvertakesTheOneBefore() throws Exception {
        byte[] archive = new Archive().file("readme", new byte[100]).toBytes();
        String last = "";
        for (int i = 0; i < 100; i++) {
            last = Api.json(api.deploy("same&force=true", archive).body())
                    .get("id")
                    .asText();
        }
        assertEquals("failed", api.settled("same", last).get("state").asText());
        for (JsonNode each : api.get("/projects/same/deployments?limit=200").get("items")) {
            assertTrue(List.of("failed", "cancelled").contains(each.get("state").asText()), each::toString);
        }
        noUploadsAreLeft();
    }

    private static void noUploadsAreLeft() throws Exception {
        Await.until("the uploads to be gone", Duration.ofSeconds(20), ThousandDeploysIT::uploads, List::isEmpty);
    }

    private static List<Path> uploads() throws IOException {
        try (Stream<Path> files = Files.list(SERVER.home().resolve("uploads"))) {
            return files.toList();
        }
    }
}
