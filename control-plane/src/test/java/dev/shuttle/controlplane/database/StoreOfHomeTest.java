package dev.shuttle.controlplane.database;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.flywaydb.core.Flyway;
import org.jdbi.v3.core.Jdbi;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class StoreOfHomeTest {
    @TempDir
    Path folder;

    private Path home;
    private Path file;

    @BeforeEach
    void aHomeWithARelease() throws Exception {
        home = newHome("home");
        file = home.resolve("store/shuttle.mv.db");
        start(home, null);
        Files.createDirectories(home.resolve("releases/todo/d1"));
    }

    private Path newHome(String name) throws IOException {
        Path made = folder.resolve(name);
        Files.createDirectories(made.resolve("store"));
        return made;
    }

    private static String url(Path home) {
        return Database.urlIn(home.resolve("store"));
    }

    /** As a control plane does, which leaves a key in a store that has none. */
    private static void start(Path home, @Nullable String accepted) throws IOException {
        start(home, url(home), accepted);
    }

    private static void start(Path home, String url, @Nullable String accepted) throws IOException {
        try (Database database = new StoreOfHome(home, url, accepted).open()) {
            database.jdbi()
                    .useHandle(handle -> handle.execute("merge into api_key (id, name, hash, created_at) key (id)"
                            + " values ('k', 'n', 'h', current_timestamp)"));
        }
    }

    private static String refused(Path home, String url) {
        IOException refusal = assertThrows(StoreRefusedException.class, () -> start(home, url, null));
        assertThrows(StoreRefusedException.class, () -> new StoreOfHome(home, url, null).look());
        assertThrows(StoreRefusedException.class, () -> start(home, url, "0123456789abcdef"), "Accepted by another");
        return String.valueOf(refusal.getMessage());
    }

    private String id() throws IOException {
        return HomeId.read(home).orElseThrow().id();
    }

    private void goesOnWhenAccepted(String url) throws IOException {
        String before = id();
        start(home, url, before);
        assertFalse(before.equals(id()), "A flag that is left in place would accept the next store too");
        start(home, url, null);
    }

    @Test
    void itsOwnIsOpenedAtEachStart() throws Exception {
        String id = id();
        start(home, null);
        new StoreOfHome(home, url(home), null).look();

        assertEquals(id, id());
        assertEquals(1, Files.readAllLines(home.resolve("home.id")).size());
    }

    @Test
    void aMissingOneIsRefusedAndNotMade() throws Exception {
        Files.delete(file);

        String said = refused(home, url(home));

        assertTrue(said.contains("is missing or empty") && said.contains("releases/"), said);
        assertTrue(said.contains("restore FILE") && said.contains("--accept-store=" + id()), said);
        assertFalse(Files.exists(file));
        goesOnWhenAccepted(url(home));
    }

    @Test
    void oneOfLengthZeroIsRefused() throws Exception {
        Files.write(file, new byte[0]);

        refused(home, url(home));

        assertEquals(0, Files.size(file));
        goesOnWhenAccepted(url(home));
    }

    @Test
    void anotherHomesIsRefused() throws Exception {
        Path other = newHome("other");
        start(other, null);

        String said = refused(home, url(other));

        assertTrue(said.contains("belongs to another home") && said.contains("SHUTTLE_DATABASE_URL"), said);
        start(other, null);
        goesOnWhenAccepted(url(other));
        assertThrows(StoreRefusedException.class, () -> start(other, null), "It is this home's now");
    }

    @Test
    void anEmptyOneElsewhereIsRefused() throws Exception {
        String url = Database.urlIn(folder.resolve("elsewhere"));
        refused(home, url);
        goesOnWhenAccepted(url);
    }

    @Test
    void garbageIsRefusedAndKept() throws Exception {
        byte[] garbage = new byte[50_000];
        new Random(7).nextBytes(garbage);
        Files.write(file, garbage);

        String said = refused(home, url(home));

        assertTrue(
                said.contains("cannot be opened")
                        && said.contains(home.resolve("store").toString()),
                said);
        assertArrayEquals(garbage, Files.readAllBytes(file));
    }

    @Test
    void aNewHomeMakesItsOwnAlthoughAKeyWasPutThereBefore() throws Exception {
        Path fresh = newHome("fresh");
        Files.writeString(fresh.resolve("master.key"), "of the operator");
        new StoreOfHome(fresh, url(fresh), null).look();

        start(fresh, null);
        start(fresh, null);
    }

    @Test
    void anotherHomesStoreIsNoNewHomes() throws Exception {
        refused(newHome("fresh"), url(home));
    }

    @Test
    void aHomeOfAnEarlierVersionGetsItsIds() throws Exception {
        Path earlier = earlier("earlier");
        String url = url(earlier);
        new StoreOfHome(earlier, url, null).look();

        start(earlier, null);

        String id = HomeId.read(earlier).orElseThrow().id();
        assertEquals(Optional.of(id), FoundStore.at(url).id());
        Files.delete(earlier.resolve("store/shuttle.mv.db"));
        refused(earlier, url);
    }

    @Test
    void anEarlierHomeWithoutItsStoreIsRefused() throws Exception {
        Path earlier = earlier("earlier");
        Files.delete(earlier.resolve("store/shuttle.mv.db"));

        String said = refused(earlier, url(earlier));

        assertTrue(said.contains("master.key") && said.contains("--accept-store=none"), said);
        start(earlier, "none");
        assertThrows(StoreRefusedException.class, () -> start(earlier, Database.urlIn(folder.resolve("x")), "none"));
    }

    private Path earlier(String name) throws IOException {
        Path earlier = newHome(name);
        Flyway.configure()
                .dataSource(url(earlier), Database.USER, "")
                .locations("classpath:db/migration")
                .target("10")
                .load()
                .migrate();
        insertKey(url(earlier));
        for (String made : List.of("releases/todo/d1", "maven")) {
            Files.createDirectories(earlier.resolve(made));
        }
        Files.writeString(earlier.resolve("master.key"), "key");
        return earlier;
    }

    private static void insertKey(String url) {
        Jdbi.create(url, Database.USER, "")
                .useHandle(handle -> handle.execute("insert into api_key (id, name, hash, created_at) values"
                        + " ('k', 'n', 'h', current_timestamp)"));
    }

    /** The file is written before the row, and shortened after it. */
    @Test
    void aCrashAtAnyMomentOfTheChangeOfIdsLeavesAHomeThatStarts() throws Exception {
        String old = id();
        new HomeId("00000000000000aa", Optional.of(old)).write(home);
        start(home, null);
        assertEquals("00000000000000aa", id());

        new HomeId("00000000000000bb", Optional.of("00000000000000aa")).write(home);
        try (Database database = Database.open(url(home))) {
            database.belongTo("00000000000000bb");
        }
        start(home, null);
        assertEquals(
                new HomeId("00000000000000bb", Optional.empty()),
                HomeId.read(home).orElseThrow());
    }

    @Test
    void aFileThatIsNoIdIsRefused() throws Exception {
        for (byte[] content :
                List.of(new byte[0], new byte[] {(byte) 0xff, 1}, "id\n".getBytes(StandardCharsets.UTF_8))) {
            Files.write(home.resolve("home.id"), content);
            IOException refusal = assertThrows(StoreRefusedException.class, () -> start(home, null));
            assertTrue(String.valueOf(refusal.getMessage()).contains("home.id"), refusal::toString);
        }
        Files.delete(home.resolve("home.id"));
        start(home, "none");
    }
}
