package dev.shuttle.resources;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.sun.security.auth.module.UnixSystem;
import dev.shuttle.resources.postgres.EmbeddedPostgres;
import dev.shuttle.resources.redis.EmbeddedRedis;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Root takes another account; in a directory that only root can enter, another name. */
@Timeout(120)
class ServerAccountTest {
    @TempDir
    Path directory;

    @Test
    void anOrdinaryUserRunsItAsItself() throws Exception {
        assumeTrue(!isRoot());
        assertEquals(List.of(), ServerAccount.choose("postgres", directory).prefix());
    }

    @Test
    void rootDropsToAUserWhoCanEnter() throws Exception {
        assumeTrue(isRoot());
        Files.setPosixFilePermissions(directory, PosixFilePermissions.fromString("rwx--x--x"));
        ServerAccount account = ServerAccount.choose("postgres", directory);
        assertEquals("setpriv", account.prefix().get(0));
        assertNotEquals(0, account.uid());
    }

    @Test
    void serversOfRootRunInAHomeThatOnlyRootCanEnter() throws Exception {
        Files.setPosixFilePermissions(directory, PosixFilePermissions.fromString("rwx------"));
        if (isRoot()) {
            assertEquals(
                    "unshare",
                    ServerAccount.choose("postgres", directory).prefix().get(0));
        }
        try (EmbeddedPostgres postgres =
                        new EmbeddedPostgres(directory.resolve("pg"), Binaries::postgres, () -> "a password");
                EmbeddedRedis redis = new EmbeddedRedis(directory.resolve("redis"), Binaries::redis)) {
            Map<String, String> output =
                    postgres.ensure("todo", "default", postgres.draft("todo", "default", List.of()));
            assertTrue(Sql.answers(output));
            Map<String, String> cache = redis.ensure("todo", "default", redis.draft("todo", "default", List.of()));
            assertFalse(cache.isEmpty());
        }
        assertEquals(List.of(), LeftProcesses.stayingIn(directory.toRealPath()));
    }

    @Test
    void aHomeThatIsOpenedLaterIsTakenOver() throws Exception {
        assumeTrue(isRoot());
        Files.setPosixFilePermissions(directory, PosixFilePermissions.fromString("rwx------"));
        Map<String, String> draft = Map.of("database", "a_b", "username", "a_b", "password", "c");
        Path folder = directory.resolve("pg");
        Map<String, String> output;
        try (EmbeddedPostgres postgres = new EmbeddedPostgres(folder, Binaries::postgres, () -> "a password")) {
            output = postgres.ensure("a", "b", draft);
            Sql.run(output, "CREATE TABLE t (id int)");
        }
        Files.setPosixFilePermissions(directory, PosixFilePermissions.fromString("rwx--x--x"));
        try (EmbeddedPostgres postgres = new EmbeddedPostgres(folder, Binaries::postgres, () -> "a password")) {
            assertEquals("0", Sql.text(postgres.ensure("a", "b", draft), "SELECT count(*)::text FROM t"));
            assertNotEquals(0, Files.getAttribute(folder.resolve("data"), "unix:uid"));
        }
    }

    private static boolean isRoot() {
        return new UnixSystem().getUid() == 0;
    }
}
