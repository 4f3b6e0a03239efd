package dev.shuttle.it;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * The control plane is killed at every file and folder that a start, a stop and a backup make, move or delete: the next
 * start, on what that has left, comes as far as the next one, and at last to its end.
 */
@Tag("full")
final class KilledStartIT {
    private static final String PROJECT = "jdk-handler";

    /** More than there are, of each kind. */
    private static final int MOST = 60;

    @RegisterExtension
    static final ControlPlane SERVER = ControlPlane.withDefaults().killable();

    private final Visitor visitor = new Visitor(SERVER);

    @TempDir
    Path folder;

    @BeforeAll
    static void aProjectServes(@TempDir Path folder) throws Exception {
        new Api(SERVER).deploys(PROJECT, App.copy(PROJECT, folder));
    }

    @ParameterizedTest
    @EnumSource(names = {"FOLDER_MADE", "FILE_OPENED", "FILE_DELETED", "BACKUP_SOCKET_BOUND", "RESERVE_MADE"})
    void atEachPlaceOfAStart(KillPoint point) throws Exception {
        SERVER.kill();
        Files.deleteIfExists(SERVER.home().resolve("reserve"));
        int passage = 1;
        while (SERVER.startAndKillAt(point, passage) || killedSoon(point)) {
            passage++;
            assertTrue(passage < MOST, "There is no end");
        }
        assertTrue(passage > 1, () -> "A start does not come by at " + point);
        System.out.println(point + ": killed at " + (passage - 1) + " places of a start");
        assertEquals("jdk-handler, version 1", visitor.read(PROJECT));
    }

    /** The reserve is made by a thread of its own, perhaps after the line that says ready. */
    private static boolean killedSoon(KillPoint point) throws Exception {
        return point == KillPoint.RESERVE_MADE && SERVER.isKilled(Duration.ofSeconds(3));
    }

    /** Keys, ids and what the jar carries are written by the first start in a home, and by no other. */
    @ParameterizedTest
    @EnumSource(names = {"FILE_NEW", "FILE_MOVE"})
    void atSomePlacesOfAFirstStart(KillPoint point) throws Exception {
        int kills = 0;
        boolean killed = true;
        for (int passage = 1; killed; passage += 1 + passage / 3) {
            Path home = Files.createTempDirectory("it").toRealPath();
            ControlPlane first = ControlPlane.on(home).killable();
            try {
                killed = first.startAndKillAt(point, passage);
                if (killed) {
                    kills++;
                    first.start();
                }
                assertEquals(0, new Api(first).get("/projects").get("items").size());
                first.stop();
            } finally {
                for (long pid : Processes.left(home)) {
                    ProcessHandle.of(pid).ifPresent(ProcessHandle::destroyForcibly);
                }
                first.deleteHome();
            }
        }
        assertTrue(kills > 0, () -> "A first start does not come by at " + point);
        System.out.println(point + ": killed at " + kills + " places of a first start");
    }

    /** The store opens a file at its end only if it has something to compact. */
    @ParameterizedTest
    @EnumSource(names = {"FILE_OPENED", "FILE_DELETED"})
    void atEachPlaceOfAStop(KillPoint point) throws Exception {
        int passage = 1;
        while (SERVER.stopAndKillAt(point, passage)) {
            SERVER.start();
            assertEquals("jdk-handler, version 1", visitor.read(PROJECT));
            passage++;
            assertTrue(passage < MOST, "There is no end");
        }
        System.out.println(point + ": killed at " + (passage - 1) + " places of a stop");
        SERVER.start();
        assertEquals("jdk-handler, version 1", visitor.read(PROJECT));
        assertTrue(passage > 1 || point == KillPoint.FILE_OPENED, () -> "A stop does not come by at " + point);
    }

    @ParameterizedTest
    @EnumSource(names = {"FOLDER_MADE", "FILE_DELETED"})
    void atSomePlacesOfABackup(KillPoint point) throws Exception {
        for (int passage = 1; passage < MOST; passage *= 3) {
            SERVER.killAt(point, passage);
            Path file = folder.resolve(point + "-" + passage);
            int exit = SERVER.command("backup", file.toString()).exitCode();
            boolean killed = SERVER.isKilled(Duration.ofSeconds(1));
            assertEquals(killed ? 1 : 0, exit);
            if (!killed) {
                SERVER.kill();
            }
            SERVER.start();
            assertEquals("jdk-handler, version 1", visitor.read(PROJECT));
        }
    }
}
