package dev.shuttle.it;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** The whole home on a disk that fills up. What serves goes on, and when there is room, so does the rest. */
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
final class FullDiskIT {
    private static final String PROJECT = "jdk-service";

    /** The space reserved from uploads, and some to work with. */
    private static final int DISK = 256 + 256;

    @RegisterExtension
    static final ControlPlane SERVER = ControlPlane.withDefaults().onDiskOf(DISK);

    private final Visitor visitor = new Visitor(SERVER);
    private final Api api = new Api(SERVER);

    @TempDir
    static Path folder;

    @Test
    @Order(1)
    void anUploadIsRefusedBeforeTheStoreHasNoRoom() throws Exception {
        App app = App.copy("jdk-service", folder);
        api.deploys(PROJECT, app);
        SERVER.disk().fillBut(200L << 20);

        byte[] archive = Archive.of(app.version(1, 2).directory()).toBytes();
        HttpResponse<String> refused = api.deploy(PROJECT, archive);
        assertEquals(507, refused.statusCode(), refused::body);
        assertTrue(refused.body().contains("operator must make room"), refused::body);
        assertEquals("jdk-service, version 1", visitor.read(PROJECT));

        SERVER.disk().makeRoom();
        api.deploys(PROJECT, app);
        assertEquals("jdk-service, version 2", visitor.read(PROJECT));
    }

    @Test
    @Order(2)
    void aDeploymentInWorkFailsAndNamesTheDisk() throws Exception {
        App app = App.copy("jdk-service", folder.resolve("work")).version(1, 3);
        RightsIT.running(app, "validate", "sleep 5"); // the disk is full before it compiles
        String id = api.uploadSources(PROJECT, app);
        SERVER.disk().fillBut(0);
        // The store's file may have some room of its own left: then the failure is stored at once.
        Await.until("the disk to be noticed", Duration.ofSeconds(60), SERVER::printed, lines -> lines.stream()
                .filter(line -> line.contains(id)) // what else ends meanwhile is not stored either
                .anyMatch(line -> line.contains("the disk is full") || line.contains("-> failed")));
        assertEquals("jdk-service, version 2", visitor.read(PROJECT));
        SERVER.disk().makeRoom();
        // The store closes itself when it meets a full disk; who asks in that moment is told so.
        Await.until(
                "the store to be back",
                Duration.ofSeconds(20),
                () -> api.send(api.to("/projects/" + PROJECT)).statusCode(),
                status -> status == 200);
        JsonNode failed = api.settled(PROJECT, id);

        assertEquals("failed", failed.get("state").asText(), failed::toString);
        String message = failed.get("error").get("message").asText();
        System.out.println("Failed: " + message);
        assertTrue(message.contains("disk is full"), message);
        assertEquals("jdk-service, version 2", visitor.read(PROJECT));
        api.deploys(PROJECT, App.copy("jdk-service", folder.resolve("next")).version(1, 4));
        assertEquals("jdk-service, version 4", visitor.read(PROJECT));
    }

    @Test
    @Order(3)
    void onADiskWithoutAByteWhatServesGoesOnAndTheRestComesBack() throws Exception {
        SERVER.disk().fillBut(0);
        // The store's file has some room of its own left, which it uses first.
        HttpResponse<String> put = api.put("/projects/" + PROJECT + "/secrets/NAME", "x".repeat(30_000));
        for (int i = 0; i < 300 && put.statusCode() == 204; i++) {
            put = api.put("/projects/" + PROJECT + "/secrets/NAME" + i, "x".repeat(30_000));
        }
        assertEquals(507, put.statusCode(), put::body);
        for (int i = 0; i < 20; i++) {
            assertEquals("jdk-service, version 4", visitor.read(PROJECT));
        }
        long host = Processes.hosts(SERVER.home()).iterator().next();
        ProcessHandle.of(host).orElseThrow().destroyForcibly();
        Await.until("its end", Duration.ofSeconds(10), () -> ProcessHandle.of(host), handle -> handle.isEmpty());
        int status = api.send(api.to("/projects")).statusCode();
        assertTrue(status == 507 || status == 200, () -> "answers " + status);

        SERVER.disk().makeRoom();
        Await.until(
                "the service to be started again",
                Duration.ofSeconds(30),
                () -> visitor.visit(PROJECT, "/").body(),
                "jdk-service, version 4"::equals);
        Await.until(
                "the store to know it",
                Duration.ofSeconds(20),
                () -> api.get("/projects/" + PROJECT + "/deployments/" + api.current(PROJECT)),
                deployment -> deployment.get("state").asText().equals("running"));
        api.deploys(PROJECT, App.copy("jdk-service", folder.resolve("last")).version(1, 5));
        assertEquals("jdk-service, version 5", visitor.read(PROJECT));
        long floods = SERVER.printed().stream()
                .filter(line -> line.contains("No space left"))
                .count();
        assertFalse(floods > 100, floods + " lines about the disk");
    }

    @Test
    @Order(4)
    void aStartOnAFullDiskReleasesItsReserveAndWhatRanServes() throws Exception {
        Path reserve = SERVER.home().resolve("reserve");
        Await.until("the reserve", Duration.ofSeconds(20), () -> Files.exists(reserve), made -> made);
        SERVER.disk().fillBut(0);
        SERVER.kill();

        SERVER.start();

        assertFalse(Files.exists(reserve));
        assertTrue(SERVER.printed().stream().anyMatch(line -> line.contains("reserved for this start")));
        assertEquals("jdk-service, version 5", visitor.read(PROJECT));
        SERVER.disk().makeRoom();
        api.deploys(PROJECT, App.copy("jdk-service", folder.resolve("after")).version(1, 6));
        assertEquals("jdk-service, version 6", visitor.read(PROJECT));
    }

    @Test
    @Order(5)
    void aRestoreOfAProjectIsRefusedBeforeItTakesTheRoom() throws Exception {
        Path backup = folder.resolve("backup.tgz");
        assertEquals(0, SERVER.command("backup", backup.toString()).exitCode());
        SERVER.disk().fillBut(200L << 20);

        ControlPlane.Ended refused = SERVER.command("restore", backup.toString(), "--project=" + PROJECT, "--as=copy");
        SERVER.disk().makeRoom();

        assertEquals(1, refused.exitCode(), refused::printed);
        assertTrue(refused.printed().contains("Make room, and try again."), refused::printed);
        assertEquals("jdk-service, version 6", visitor.read(PROJECT));
        assertFalse(Files.exists(SERVER.home().resolve(".restore-project")));
        ControlPlane.Ended restored = SERVER.command("restore", backup.toString(), "--project=" + PROJECT, "--as=copy");
        assertEquals(0, restored.exitCode(), restored::printed);
        assertEquals("jdk-service, version 6", visitor.read("copy"));
    }
}
