package dev.shuttle.it;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.Arrays;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** The safety net of an operator: backups while everything runs, a restore elsewhere, and an upgrade that cannot go wrong. */
final class BackupIT {
    @RegisterExtension
    static final ControlPlane SERVER = ControlPlane.withDefaults();

    private static final Visitor VISITOR = new Visitor(SERVER);
    private static final Infra INFRA = new Infra(VISITOR, "infra");

    @TempDir
    Path folder;

    @BeforeAll
    static void twoProjectsServe(@TempDir Path folder) throws Exception {
        Api api = new Api(SERVER);
        api.secret("infra", "TOKEN", "stored nowhere else");
        String infra = api.upload("infra", App.copy("infra", folder));
        String plain = api.upload("jdk-handler", App.copy("jdk-handler", folder));
        assertEquals("running", api.settled("infra", infra).get("state").asText());
        assertEquals("running", api.settled("jdk-handler", plain).get("state").asText());
        INFRA.sql("CREATE TABLE n (i int)");
    }

    @Test
    void whatWasAcknowledgedBeforeABackupAnswersFromAnotherHome() throws Exception {
        Path file = folder.resolve("backup.tgz");
        int before;
        try (SequenceWriter counting = new SequenceWriter(INFRA)) {
            Await.until("something to be written", Duration.ofSeconds(60), counting::acknowledged, n -> n > 5);
            before = counting.acknowledged();
            ControlPlane.Ended backup = SERVER.command("backup", file.toString());
            assertEquals(0, backup.exitCode(), backup::printed);
            assertTrue(backup.printed().contains("The master key"), backup::printed);
            assertTrue(counting.acknowledged() > before, "Nothing could be written meanwhile");
        }
        assertEquals(PosixFilePermissions.fromString("rw-------"), Files.getPosixFilePermissions(file));
        assertFalse(Files.exists(SERVER.home().resolve(".backup")));
        assertEquals(1, SERVER.command("backup", file.toString()).exitCode(), "An existing file is not written over");

        Set<Long> hosts = Processes.hosts(SERVER.home());
        ControlPlane other = ControlPlane.on(Files.createTempDirectory("it").toRealPath());
        try {
            refusals(other, file);
            restored(other, file, before);
        } finally {
            other.deleteHome();
        }
        assertEquals(hosts, Processes.hosts(SERVER.home()), "The copy has ended services of the original");
        assertEquals("infra, version 1", VISITOR.read("infra"));
    }

    private void refusals(ControlPlane other, Path file) throws Exception {
        byte[] whole = Files.readAllBytes(file);
        Path damaged = Files.write(folder.resolve("damaged.tgz"), Arrays.copyOf(whole, whole.length / 2));
        refused(other, damaged, "truncated");
        whole[whole.length / 3] ^= 1;
        Files.write(damaged, whole);
        refused(other, damaged, "was refused");
        refused(other, file, "there is none here");
        refused(other.with("SHUTTLE_MASTER_KEY", "not the key of that home"), file, "and the one given here is");
        other.without("SHUTTLE_MASTER_KEY");
    }

    private static void refused(ControlPlane other, Path file, String because) throws Exception {
        ControlPlane.Ended restore = other.command("restore", file.toString());
        assertEquals(1, restore.exitCode(), restore::printed);
        assertTrue(restore.printed().contains(because), restore::printed);
        try (Stream<Path> left = Files.list(other.home())) {
            assertEquals(0, left.count(), restore::printed);
        }
    }

    private static void restored(ControlPlane other, Path backup, int before) throws Exception {
        Files.copy(SERVER.home().resolve("master.key"), other.home().resolve("master.key"));
        ControlPlane.Ended restore = other.command("restore", backup.toString());
        assertEquals(0, restore.exitCode(), restore::printed);
        other.start();
        try {
            Visitor visitor = new Visitor(other);
            Infra infra = new Infra(visitor, "infra");
            assertEquals("infra, version 1", visitor.read("infra"));
            assertEquals("jdk-handler, version 1", visitor.read("jdk-handler"));
            assertEquals("stored nowhere else null", infra.ask("/token", ""));
            int rows = Integer.parseInt(infra.sql("SELECT max(i) FROM n"));
            assertTrue(rows >= before, () -> rows + " rows of " + before);
            assertEquals(rows, Integer.parseInt(infra.sql("SELECT count(*) FROM n")), "There are gaps");
            int keys = Integer.parseInt(infra.redis("GET n").split(" ", -1)[2]);
            assertTrue(keys >= before, () -> keys + " in Redis, of " + before);
            int file = Integer.parseInt(infra.ask("/read", ""));
            assertTrue(file >= before, () -> file + " in the file, of " + before);
            infra.sql("INSERT INTO n VALUES (0)");
            assertEquals("+OK +OK +OK", infra.redis("SET n 0"));
        } finally {
            other.stop();
        }
    }

    @Test
    void aHomeAtRestIsBackedUpWithoutAServer() throws Exception {
        SERVER.stop();
        Path file = folder.resolve("at-rest.tgz");
        ControlPlane.Ended backup = SERVER.command("backup", file.toString());
        ControlPlane.Ended elsewhere = SERVER.command(
                "backup", folder.resolve("b.tgz").toString(), "--database-url=jdbc:h2:" + folder.resolve("other"));
        SERVER.start();

        assertEquals(0, backup.exitCode(), backup::printed);
        assertTrue(backup.printed().contains("No control plane runs"), backup::printed);
        assertTrue(Files.size(file) > 0);
        assertEquals(1, elsewhere.exitCode());
        assertTrue(elsewhere.printed().contains("is missing or empty"), elsewhere::printed);
        assertEquals("infra, version 1", VISITOR.read("infra"));
    }

    @Test
    void aStoreThatIsMissingIsRefusedAndWhatServesGoesOn() throws Exception {
        Set<Long> hosts = Processes.hosts(SERVER.home());
        SERVER.kill();
        String said = SERVER.with("SHUTTLE_DATABASE_URL", "jdbc:h2:" + folder.resolve("other"))
                .startRefused();
        SERVER.without("SHUTTLE_DATABASE_URL");

        assertTrue(said.contains("is missing or empty") && said.contains("releases/"), said);
        assertEquals(hosts, Processes.hosts(SERVER.home()), "Some were ended");
        SERVER.start();
        assertEquals(hosts, Processes.hosts(SERVER.home()));
        assertEquals("infra, version 1", VISITOR.read("infra"));
    }

    @Test
    void anOlderJarRefusesANewerStoreAndWhatServesGoesOn() throws Exception {
        Set<Long> hosts = Processes.hosts(SERVER.home());
        SERVER.kill();
        SERVER.h2(
                "insert into \"flyway_schema_history\" select 99, '999', 'newer', \"type\", \"script\", 0, \"installed_by\","
                        + " \"installed_on\", 0, true from \"flyway_schema_history\" where \"version\" = '1'");
        byte[] store = Files.readAllBytes(SERVER.home().resolve("store/shuttle.mv.db"));

        String said = SERVER.startRefused();
        ControlPlane.Ended doctor = SERVER.command("doctor");

        assertTrue(said.contains("was written by a newer Shuttle (schema 999;"), said);
        assertEquals(1, doctor.exitCode(), doctor::printed);
        assertTrue(doctor.printed().contains("it was written by a newer Shuttle"), doctor::printed);
        assertTrue(Arrays.equals(store, Files.readAllBytes(SERVER.home().resolve("store/shuttle.mv.db"))));
        assertEquals(hosts, Processes.hosts(SERVER.home()), "Services are none of its business");

        SERVER.h2("delete from \"flyway_schema_history\" where \"version\" = '999'");
        SERVER.start();
        assertEquals(hosts, Processes.hosts(SERVER.home()));
        assertEquals("infra, version 1", VISITOR.read("infra"));
    }
}
