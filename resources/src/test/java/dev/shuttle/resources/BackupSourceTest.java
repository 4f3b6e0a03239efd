package dev.shuttle.resources;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.shuttle.os.Trees;
import dev.shuttle.resources.postgres.EmbeddedPostgres;
import dev.shuttle.resources.redis.EmbeddedRedis;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.SQLException;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import redis.clients.jedis.Jedis;

/** The data of servers are copied, and other servers start from the copy. */
@Timeout(120)
class BackupSourceTest {
    private static final String PASSWORD = RandomPassword.next();

    @TempDir
    static Path programs;

    @TempDir
    Path directory;

    private Path copy;

    /** Unpacked once for all: each folder has a link. */
    @BeforeAll
    static void unpack() throws Exception {
        Files.setPosixFilePermissions(programs, PosixFilePermissions.fromString("rwxr-xr-x"));
        new BundledBinaries(programs, Binaries::postgres).install(name -> name.endsWith(".txz"), TarXz::unpack);
    }

    @BeforeEach
    void open() throws Exception {
        // As root: a directory that other users can enter.
        Files.setPosixFilePermissions(directory, PosixFilePermissions.fromString("rwx--x--x"));
        copy = Trees.createEnterable(directory.resolve("copy"));
    }

    @AfterEach
    void nothingIsLeft() throws Exception {
        assertEquals(List.of(), LeftProcesses.stayingIn(directory.toRealPath()));
    }

    @Test
    void aPostgresThatIsWrittenToIsCopiedWithAllThatWasCommittedBefore() throws Exception {
        AtomicInteger committed = new AtomicInteger();
        int before;
        Map<String, String> draft;
        try (EmbeddedPostgres postgres = postgres(directory.resolve("postgres"))) {
            draft = postgres.draft("todo", "default", List.of());
            Map<String, String> output = postgres.ensure("todo", "default", draft);
            Sql.run(output, "CREATE TABLE n (i int)", "CREATE TABLE gone AS SELECT generate_series(1, 10000)");
            Thread writer = new Thread(() -> write(output, committed));
            writer.start();
            Await.until("the first rows", () -> committed.get() > 10);
            before = committed.get();
            postgres.copyInUse(new CopiedFiles(copy));
            assertTrue(committed.get() > before, "Nothing was written meanwhile");
            writer.interrupt();
            writer.join();
            Await.until(
                    "no replication slot is left", () -> Sql.text(output, "SELECT count(*) FROM pg_replication_slots")
                            .equals("0"));
        }
        try (EmbeddedPostgres restored = postgres(copy)) {
            Map<String, String> output = restored.ensure("todo", "default", draft);
            int highest = Integer.parseInt(Sql.text(output, "SELECT max(i) FROM n"));
            assertTrue(highest >= before, highest + " of " + before + " rows that were committed");
            assertEquals("" + highest, Sql.text(output, "SELECT count(*) FROM n"));
            Sql.run(output, "INSERT INTO n VALUES (0)");
        }
    }

    private static void write(Map<String, String> output, AtomicInteger committed) {
        try {
            while (!Thread.currentThread().isInterrupted()) {
                int next = committed.get() + 1;
                Sql.run(output, "INSERT INTO n VALUES (" + next + ")");
                committed.set(next);
            }
        } catch (SQLException e) {
            // interrupted
        }
    }

    @Test
    void aPostgresThatRestsIsCopiedWithoutAServer() throws Exception {
        Map<String, String> draft;
        try (EmbeddedPostgres postgres = postgres(directory.resolve("postgres"))) {
            draft = postgres.draft("todo", "default", List.of());
            Sql.run(postgres.ensure("todo", "default", draft), "CREATE TABLE kept AS SELECT 42 AS answer");
            assertThrows(ProvisioningException.class, () -> postgres.copyAtRest(new CopiedFiles(copy)));
        }
        try (EmbeddedPostgres resting = postgres(directory.resolve("postgres"))) {
            resting.copyAtRest(new CopiedFiles(copy));
        }
        try (EmbeddedPostgres restored = postgres(copy)) {
            assertEquals("42", Sql.text(restored.ensure("todo", "default", draft), "SELECT answer FROM kept"));
        }
    }

    @Test
    void redisServersAreCopiedWhetherTheyRunOrNot() throws Exception {
        Map<String, String> runs;
        Map<String, String> rests;
        try (EmbeddedRedis redis = redis(directory.resolve("redis"))) {
            rests = redis.draft("rests", "default", List.of());
            set(redis.ensure("rests", "default", rests), "key", "of rests");
        }
        try (EmbeddedRedis redis = redis(directory.resolve("redis"))) {
            runs = redis.draft("runs", "second", List.of(Map.of("database", "0", "password", PASSWORD)));
            set(redis.ensure("runs", "second", runs), "key", "of runs");
            redis.copyInUse(new CopiedFiles(copy));
            set(redis.ensure("runs", "second", runs), "key", "changed later");
            assertFalse(Files.exists(directory.resolve("redis/projects/runs/data/dump.rdb")));
        }
        assertFalse(Files.readString(copy.resolve("projects/runs/server.properties"))
                .contains("admin.password"));
        try (EmbeddedRedis restored = redis(copy)) {
            assertEquals("of runs", get(restored.ensure("runs", "second", runs), "key"));
            assertEquals("of rests", get(restored.ensure("rests", "default", rests), "key"));
            set(restored.ensure("runs", "second", runs), "key", "goes on");
        }
        try (EmbeddedRedis again = redis(copy)) {
            assertEquals("goes on", get(again.ensure("runs", "second", runs), "key"));
        }
    }

    private static void set(Map<String, String> output, String key, String value) {
        try (Jedis jedis = connect(output)) {
            jedis.set(key, value);
        }
    }

    private static String get(Map<String, String> output, String key) {
        try (Jedis jedis = connect(output)) {
            return jedis.get(key);
        }
    }

    private static Jedis connect(Map<String, String> output) {
        Jedis jedis = new Jedis("127.0.0.1", Integer.parseInt(Sql.value(output, "port")));
        jedis.auth(Sql.value(output, "username"), Sql.value(output, "password"));
        jedis.select(Integer.parseInt(Sql.value(output, "database")));
        return jedis;
    }

    private static EmbeddedPostgres postgres(Path folder) throws IOException {
        Trees.createEnterable(folder);
        try (DirectoryStream<Path> unpacked = Files.newDirectoryStream(programs)) {
            for (Path path : unpacked) {
                if (!Files.exists(folder.resolve(path.getFileName()))) {
                    Files.createSymbolicLink(folder.resolve(path.getFileName()), path);
                }
            }
        }
        return new EmbeddedPostgres(folder, Binaries::postgres, () -> PASSWORD);
    }

    private static EmbeddedRedis redis(Path folder) {
        return new EmbeddedRedis(folder, Binaries::redis);
    }
}
