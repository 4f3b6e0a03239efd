package dev.shuttle.it;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.InputStream;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Objects;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A backup that version 0.1.0 has made is restored by this version, and what it held answers. */
@Tag("alone") // the home and the backup have the same users of the operating system
final class BackupOfEarlierVersionIT {
    @TempDir
    Path folder;

    @Test
    void whatABackupOfTheEarlierVersionHeldAnswersUnderThisVersion() throws Exception {
        try (FileChannel lock = EarlierHome.lock()) {
            assertTrue(lock.isOpen());
            ControlPlane server = ControlPlane.on(EarlierHome.empty());
            try {
                restore(server);
                server.start();
                answers(server);
            } finally {
                server.deleteHome();
            }
        }
    }

    private void restore(ControlPlane server) throws Exception {
        Path backup = folder.resolve("backup.tgz");
        copy("/backup-0.1.0.tgz", backup);
        copy("/master-0.1.0.key", server.home().resolve("master.key"));
        ControlPlane.Ended restored = server.command("restore", backup.toString());
        assertEquals(0, restored.exitCode(), restored::printed);
    }

    private static void copy(String resource, Path to) throws IOException {
        try (InputStream in = BackupOfEarlierVersionIT.class.getResourceAsStream(resource)) {
            Files.copy(Objects.requireNonNull(in, resource), to);
        }
    }

    private static void answers(ControlPlane server) throws Exception {
        Api api = new Api(server);
        Visitor visitor = new Visitor(server);
        try {
            assertEquals("notes, version 3", visitor.read("notes"));
            assertEquals(
                    "a secret of the earlier version",
                    visitor.visit("notes", "/token").body());
            assertEquals(
                    "a note of the earlier version",
                    visitor.visit("notes", "/read").body());
            assertEquals("closing, version 1", visitor.read("closing"));
            assertEquals("program, version 1", visitor.read("program"));
            assertEquals(503, visitor.visit("crasher", "/").statusCode());
            assertEquals(4, api.deployments("notes").size());
            String start = api.post("/projects/ledger/start", "").body();
            String id = Api.json(start).get("id").asText();
            assertEquals("running", api.settled("ledger", id).get("state").asText(), start);
            assertEquals(
                    "+OK $3 yes +OK",
                    visitor.post("ledger", "/", "text/plain", "GET kept").body());
        } finally {
            server.stop();
        }
    }
}
