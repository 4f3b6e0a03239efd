package dev.shuttle.controlplane.database;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import java.util.zip.ZipFile;
import org.flywaydb.core.Flyway;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.Jdbi;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DatabaseTest {

    @Test
    void itIsOpenedAgainWithWhatItHeld(@TempDir Path folder) {
        try (Database database = Database.open(Database.urlIn(folder))) {
            database.jdbi()
                    .useHandle(handle -> handle.execute(
                            "insert into project (name, state, created_at) values ('todo', 'new', current_timestamp)"));
        }
        try (Database database = Database.open(Database.urlIn(folder))) {
            assertEquals(1, count(database, "select count(*) from project"));
        }
    }

    @Test
    void theNewestMigrationIsTheOneThatAStartLooksFor(@TempDir Path folder) throws IOException {
        List<Integer> all = migrations();
        assertEquals(Integer.toString(all.get(all.size() - 1)), Database.NEWEST_MIGRATION);
        try (Database database = Database.open(Database.urlIn(folder))) {
            assertEquals(
                    1,
                    count(
                            database,
                            "select count(*) from \"flyway_schema_history\" where \"version\" = '"
                                    + Database.NEWEST_MIGRATION + "' and \"success\""));
        }
    }

    private static List<Integer> migrations() throws IOException {
        try (Stream<Path> files = Files.list(Path.of("src/main/resources/db/migration"))) {
            return files.map(file -> file.getFileName().toString())
                    .map(name -> Integer.parseInt(name.substring(1, name.indexOf("__"))))
                    .sorted()
                    .toList();
        }
    }

    /** The second of 2026-10-25 02:30 in Berlin is an hour after the first. */
    @Test
    void anInstantIsTheSameAfterTheHourThatComesTwice() {
        Instant first = Instant.parse("2026-10-25T00:30:00.123Z");
        for (Instant instant : List.of(first, first.plusSeconds(3600))) {
            try (Database database = Database.open(
                    "jdbc:h2:mem:at" + instant.getEpochSecond() + ";DB_CLOSE_DELAY=-1;TIME ZONE=Europe/Berlin")) {
                Instant read = database.jdbi().withHandle(handle -> {
                    handle.execute("insert into project (name, state, created_at) values ('a', 'new', ?)", instant);
                    return handle.select("select created_at from project")
                            .mapTo(Instant.class)
                            .one();
                });
                assertEquals(instant, read);
            }
        }
    }

    @Test
    void aMissingInstantIsNull() {
        try (Database database = Database.open("jdbc:h2:mem:null;DB_CLOSE_DELAY=-1")) {
            assertEquals(Optional.empty(), database.jdbi().withHandle(handle -> handle.select(
                            "select cast(? as timestamp with time zone)", (Instant) null)
                    .mapTo(Instant.class)
                    .findOne()));
        }
    }

    /** The threads of the API are many more than connections: none may wait while later ones are served. */
    @Test
    void whoAsksFirstIsServedFirst(@TempDir Path folder) throws Exception {
        List<Integer> served = Collections.synchronizedList(new ArrayList<>());
        List<Integer> asked = IntStream.range(0, 20).boxed().toList();
        List<Thread> waiting = new ArrayList<>();
        try (Database database = Database.open(Database.urlIn(folder))) {
            List<Handle> taken = IntStream.range(0, FairPool.CONNECTIONS)
                    .mapToObj(i -> database.jdbi().open())
                    .toList();
            for (int number : asked) {
                Thread thread = new Thread(() -> database.jdbi().useHandle(handle -> served.add(number)));
                thread.start();
                waiting.add(thread);
                for (int i = 0; i < 10_000 && thread.getState() != Thread.State.TIMED_WAITING; i++) {
                    Thread.sleep(1);
                }
            }
            taken.get(0).close();
            for (Thread thread : waiting) {
                thread.join(10_000);
            }
            taken.forEach(Handle::close);
        }
        assertEquals(asked, served);
    }

    @Test
    void everyOlderStoreIsBroughtUpToDateWithItsRows(@TempDir Path folder) throws IOException {
        List<Integer> all = migrations();
        for (int older : all.subList(0, all.size() - 1)) {
            String url = Database.urlIn(folder.resolve("from-" + older));
            Flyway.configure()
                    .dataSource(url, Database.USER, "")
                    .locations("classpath:db/migration")
                    .target(Integer.toString(older))
                    .load()
                    .migrate();
            Jdbi.create(url, Database.USER, "").useHandle(DatabaseTest::insertWhatTheFirstVersionKnew);

            try (Database database = Database.open(url)) {
                assertEquals(1, count(database, "select count(*) from project where current_deployment = 'd1'"));
                assertEquals(1, count(database, "select count(*) from deployment where error_message = 'is kept'"));
                assertEquals(1, count(database, "select count(*) from deployment_step where millis = 7"));
                assertEquals(1, count(database, "select count(*) from api_key where hash = 'h'"));
                assertEquals(0, count(database, "select count(*) from secret"), "Tables of later versions are there");
            }
        }
    }

    private static void insertWhatTheFirstVersionKnew(Handle handle) {
        handle.execute(
                "insert into api_key (id, name, hash, created_at) values ('k', 'admin', 'h', current_timestamp)");
        handle.execute("insert into project (name, state, current_deployment, created_at)"
                + " values ('todo', 'running', 'd1', current_timestamp)");
        handle.execute("insert into deployment (id, project, state, derived, git_dirty, created_at, error_message)"
                + " values ('d1', 'todo', 'running', true, false, current_timestamp, 'is kept')");
        handle.execute("insert into deployment_step values ('d1', 1, 'build', current_timestamp, 7)");
    }

    @Test
    void aStoreOfANewerVersionIsRefusedAndLeftAsItIs(@TempDir Path folder) throws IOException {
        String url = Database.urlIn(folder);
        Database.open(url).close();
        Jdbi.create(url, Database.USER, "").useHandle(DatabaseTest::migrateToTheFuture);
        byte[] before = Files.readAllBytes(folder.resolve("shuttle.mv.db"));

        String said = String.valueOf(assertThrows(NewerStoreException.class, () -> Database.open(url))
                .getMessage());

        assertTrue(said.contains(folder + "/shuttle was written by a newer Shuttle (schema 99;"), said);
        assertArrayEquals(before, Files.readAllBytes(folder.resolve("shuttle.mv.db")));
    }

    private static void migrateToTheFuture(Handle handle) {
        handle.execute("insert into \"flyway_schema_history\" select 99, '99', 'of the future', \"type\", \"script\","
                + " \"checksum\", \"installed_by\", \"installed_on\", \"execution_time\", true"
                + " from \"flyway_schema_history\" where \"version\" = '1'");
    }

    @Test
    void itIsCopiedWhileItIsUsed(@TempDir Path folder) throws Exception {
        Path copied = Files.createDirectory(folder.resolve("copied"));
        try (Database database = Database.open(Database.urlIn(folder))) {
            database.jdbi().useHandle(DatabaseTest::insertWhatTheFirstVersionKnew);
            database.copy(folder.resolve("copy.zip"));
            database.jdbi().useHandle(handle -> handle.execute("delete from project"));
        }
        try (ZipFile zip = new ZipFile(folder.resolve("copy.zip").toFile());
                InputStream file = zip.getInputStream(zip.getEntry("shuttle.mv.db"))) {
            Files.copy(file, copied.resolve("shuttle.mv.db"));
        }
        try (Database database = Database.open(Database.urlIn(copied))) {
            assertEquals(1, count(database, "select count(*) from project"));
        }
    }

    private static int count(Database database, String sql) {
        return database.jdbi()
                .withHandle(handle -> handle.select(sql).mapTo(Integer.class).one());
    }
}
