package dev.shuttle.it;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A server that is killed while it restores a project has, after its next start, all of the project or nothing of it. */
final class KilledRestoreIT {
    private static final Duration KILLED = Duration.ofSeconds(60);

    @RegisterExtension
    static final ControlPlane SERVER = ControlPlane.withDefaults().killable();

    private static final Infra SHOP = new Infra(new Visitor(SERVER), "shop");
    private static final Infra OLD = new Infra(new Visitor(SERVER), "old");

    @TempDir
    static Path folder;

    private static Path backup;

    private final Api api = new Api(SERVER);

    @BeforeAll
    static void aBackup() throws Exception {
        Api api = new Api(SERVER);
        api.secret("shop", "TOKEN", "a secret");
        api.deploys("shop", App.copy("infra", folder));
        SHOP.sql("CREATE TABLE t AS SELECT 42 AS n");
        SHOP.redis("SET key value");
        SHOP.ask("/write", "in the file");
        backup = folder.resolve("backup.tgz");
        ControlPlane.Ended ended = SERVER.command("backup", backup.toString());
        assertEquals(0, ended.exitCode(), ended::printed);
    }

    @ParameterizedTest
    @CsvSource("RESTORE_DATA_PLACED, 3, false")
    void theNextStartHasAllOrNothingOfIt(KillPoint point, int passage, boolean there) throws Exception {
        allOrNothing(point, passage, there);
    }

    @ParameterizedTest
    @Tag("full")
    @CsvSource({
        "RESTORE_STORE_READ, 1, false",
        "RESTORE_UNPACKED, 1, false",
        "RESTORE_PRUNED, 1, false",
        "RESTORE_RELEASES_PLACED, 1, false",
        "RESTORE_DATA_PLACED, 1, false",
        "RESTORE_COMMITTED, 1, true"
    })
    void theNextStartHasAllOrNothingWhereverItWas(KillPoint point, int passage, boolean there) throws Exception {
        allOrNothing(point, passage, there);
    }

    private void allOrNothing(KillPoint point, int passage, boolean there) throws Exception {
        Set<Long> hosts = Processes.hosts(SERVER.home());
        killedAt(point, passage, "restore", backup.toString(), "--project=shop", "--as=old");
        SERVER.start();

        assertEquals(hosts, Processes.hosts(SERVER.home()), "What serves is none of its business");
        assertEquals("42", SHOP.sql("SELECT n FROM t"));
        RestoreLeftovers.requireNone(SERVER.home());
        assertEquals(there ? 200 : 404, api.send(api.to("/projects/old")).statusCode());
        if (there) {
            assertEquals(202, api.post("/projects/old/start", "").statusCode());
            api.settled("old", api.deployments("old").get(0).get("id").asText());
        } else {
            for (String each : List.of("postgres/projects", "redis/projects", "folders")) {
                assertFalse(Files.exists(SERVER.home().resolve(each).resolve("old")), each);
            }
            ControlPlane.Ended again = SERVER.command("restore", backup.toString(), "--project=shop", "--as=old");
            assertEquals(0, again.exitCode(), again::printed);
        }
        hasItsData(OLD);
        assertEquals(2, api.delete("/projects/old?resources=true").statusCode() / 100);
        Await.until(
                "its data to be gone",
                Duration.ofSeconds(60),
                () -> Files.exists(SERVER.home().resolve("postgres/projects/old")),
                exists -> !exists);
    }

    @Test
    void aProjectThatWasDeletedForAnotherComesBackByItself() throws Exception {
        SHOP.ask("/write", "later than the backup");
        killedAt(
                KillPoint.REPLACED_GONE,
                1,
                "restore",
                backup.toString(),
                "--project=shop",
                "--replace-after-backup=" + folder.resolve("safety.tgz"));
        SERVER.start();

        Await.until(
                "the former one to serve",
                Duration.ofSeconds(90),
                () -> SHOP.attempt("/read", "").body(),
                "later than the backup"::equals);
        assertEquals("42", SHOP.sql("SELECT n FROM t"));
        Await.until(
                "the restore to be over",
                Duration.ofSeconds(30),
                () -> Files.exists(SERVER.home().resolve(".restore-replaces")),
                exists -> !exists);
        RestoreLeftovers.requireNone(SERVER.home());
        SHOP.ask("/write", "in the file");
    }

    @Test
    @Tag("full")
    void aStopEndsARestoreWithItsServer() throws Exception {
        CompletableFuture<ControlPlane.Ended> restoring =
                begun("restore", backup.toString(), "--project=shop", "--as=stopped");
        Await.until(
                "the server of the restore",
                KILLED,
                () -> Files.exists(SERVER.home().resolve("postgres/.restore/data/postmaster.pid")),
                exists -> exists);
        SERVER.stop(); // which leaves no process
        var unused = restoring.get(30, TimeUnit.SECONDS);
        SERVER.start();

        RestoreLeftovers.requireNone(SERVER.home());
        int status = api.send(api.to("/projects/stopped")).statusCode();
        assertTrue(Set.of(200, 404).contains(status), () -> "It is not known whether there is one: " + status);
        assertEquals(status == 200, Files.exists(SERVER.home().resolve("postgres/projects/stopped")));
        assertEquals("42", SHOP.sql("SELECT n FROM t"));
    }

    private static CompletableFuture<ControlPlane.Ended> begun(String... command) {
        return CompletableFuture.supplyAsync(() -> {
            try {
                return SERVER.command(command);
            } catch (Exception e) {
                throw new IllegalStateException(e);
            }
        });
    }

    private static void killedAt(KillPoint point, int passage, String... command) throws Exception {
        SERVER.killAt(point, passage);
        CompletableFuture<ControlPlane.Ended> restoring = begun(command);
        assertTrue(SERVER.isKilled(KILLED), () -> "It did not come by " + point + ": " + restoring.join());
        ControlPlane.Ended ended = restoring.get(30, TimeUnit.SECONDS);
        assertEquals(1, ended.exitCode(), ended::printed);
        assertTrue(ended.printed().contains("ended during the restore"), ended::printed);
    }

    private static void hasItsData(Infra infra) throws Exception {
        assertEquals("42", infra.sql("SELECT n FROM t"));
        assertEquals("+OK $5 value +OK", infra.redis("GET key"));
        assertEquals("in the file", infra.ask("/read", ""));
    }
}
