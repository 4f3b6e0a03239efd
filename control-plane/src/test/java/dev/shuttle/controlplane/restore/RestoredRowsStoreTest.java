package dev.shuttle.controlplane.restore;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.shuttle.controlplane.database.Database;
import dev.shuttle.controlplane.vault.MasterKey;
import dev.shuttle.controlplane.vault.Vault;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RestoredRowsStoreTest {
    private static final String NOW = "current_timestamp";

    @TempDir
    Path folder;

    private Database from;
    private Database into;
    private Vault theirs;
    private Vault ours;
    private BackupRowsStore store;

    @BeforeEach
    void aBackupsStoreAndOurs() throws Exception {
        from = Database.open(Database.urlIn(Files.createDirectory(folder.resolve("from"))));
        into = Database.open(Database.urlIn(Files.createDirectory(folder.resolve("into"))));
        theirs = Vault.of(MasterKey.of("of the backup's home", folder));
        ours = Vault.of(MasterKey.of("of this home", folder));
        store = new BackupRowsStore(from, theirs);
        run(
                from,
                "insert into project (name, state, current_deployment, created_at) values ('shop', 'running', 'd3', "
                        + NOW + ")");
        deployment("d1", "superseded", "r1", true);
        deployment("d2", "failed", null, false);
        deployment("d3", "running", "r1", true);
        deployment("d4", "queued", null, false);
        run(from, "update deployment set rollback_of = 'd1' where id = 'd3'");
        secret(
                "secret",
                "insert into secret (project, name, encrypted, updated_at) values ('shop', 'TOKEN', ?, " + NOW + ")",
                "secret/shop/TOKEN");
        secret(
                "green",
                "insert into variable (project, name, encrypted, updated_at) values ('shop', 'COLOUR', ?, " + NOW + ")",
                "environment/shop/COLOUR");
        secret(
                "green",
                "insert into deployment_variable (deployment, name, encrypted) values ('d3', 'COLOUR', ?)",
                "environment/shop/COLOUR");
        secret(
                "{\"database\": \"shop_default\"}",
                "insert into resource (project, type, name, encrypted, ready, created_at) values ('shop', 'postgres', 'default', ?, true, "
                        + NOW + ")",
                "resource/shop/postgres/default");
        secret(
                "{}",
                "insert into resource (project, type, name, encrypted, ready, created_at) values ('shop', 'redis', 'default', ?, true, "
                        + NOW + ")",
                "resource/shop/redis/default");
        secret(
                "{\"value\": \"secret\"}",
                "insert into deployment_output (deployment, position, type, name, encrypted) values ('d3', 0, 'secret', 'TOKEN', ?)",
                "resource/d3/secret/TOKEN");
        secret(
                "a receiver",
                "insert into webhook (project, encrypted, updated_at) values ('shop', ?, " + NOW + ")",
                "webhook/shop");
        run(
                from,
                "insert into domain (host, project, created_at) values ('free.example.com', 'shop', " + NOW
                        + "), ('taken.example.com', 'shop', " + NOW + ")");
        run(from, "insert into edge_setting (project, name, setting) values ('shop', 'gzip', 'on')");
        run(
                from,
                "insert into origin (project, module, deployed_by, deployed_at) values ('shop', 'a:shop', 'ci', " + NOW
                        + ")");
    }

    private void deployment(String id, String state, @Nullable String release, boolean served) {
        run(
                from,
                "insert into deployment (id, project, state, release_id, derived, git_dirty, created_at, started_at) values ('"
                        + id + "', 'shop', '" + state + "', " + (release == null ? "null" : "'" + release + "'")
                        + ", false, false, " + NOW + ", " + (served ? NOW : "null") + ")");
    }

    private void secret(String clear, String sql, String place) {
        from.jdbi().useHandle(handle -> handle.execute(sql, theirs.encrypt(place, clear)));
    }

    private static void run(Database database, String sql) {
        database.jdbi().useHandle(handle -> handle.execute(sql));
    }

    @AfterEach
    void close() {
        from.close();
        into.close();
    }

    private RestoredRows copy(String target, Set<String> releases) throws IOException {
        return copy(target, releases, () -> {});
    }

    private RestoredRows copy(String target, Set<String> releases, RestoredRowsStore.Placing placing)
            throws IOException {
        Set<StoredResource> without = Set.of(new StoredResource("redis", "default", Map.of()));
        return RestoredRowsStore.write(
                store,
                new RestoredRowsStore.Copy("shop", target, releases, without, host -> host.startsWith("free")),
                into,
                ours,
                placing);
    }

    private String text(String sql, Object... arguments) {
        return into.jdbi()
                .withHandle(handle ->
                        handle.select(sql, arguments).mapTo(String.class).findOne())
                .orElse("none");
    }

    private String clear(String table, String place) {
        return ours.decrypt(place, text("select encrypted from " + table));
    }

    @Test
    void rowsAreCopiedUnderAnotherNameAndWithTheKeyOfThisHome() throws Exception {
        RestoredRows rows = copy("old", Set.of("r1"));

        assertTrue(rows.startable());
        assertFalse(rows.wasStopped());
        assertEquals(List.of("taken.example.com"), rows.lostDomains());
        String current = text("select current_deployment from project where name = 'old' and state = 'stopped'");
        assertNotEquals("d3", current);
        assertEquals("2", text("select count(*) from deployment where project = 'old'"));
        assertEquals("stopped r1", text("select state || ' ' || release_id from deployment where id = ?", current));
        assertEquals(
                text("select id from deployment where state = 'superseded'"),
                text("select rollback_of from deployment where id = ?", current));
        assertEquals("secret", clear("secret", "secret/old/TOKEN"));
        assertEquals("green", clear("variable", "environment/old/COLOUR"));
        assertEquals("green", clear("deployment_variable", "environment/old/COLOUR"));
        assertEquals("{\"database\": \"shop_default\"}", clear("resource", "resource/old/postgres/default"));
        assertEquals("{\"value\": \"secret\"}", clear("deployment_output", "resource/" + current + "/secret/TOKEN"));
        assertEquals("free.example.com", text("select host from domain where project = 'old'"));
        assertEquals("gzip", text("select name from edge_setting where project = 'old'"));
        assertEquals("a:shop", text("select module from origin where project = 'old'"));
        assertEquals(
                "none", text("select project from webhook"), "Those who are told of the original are not of a copy");
    }

    @Test
    void underItsOwnNameItsReceiverComesToo() throws Exception {
        run(into, "insert into webhook (project, encrypted, updated_at) values ('shop', 'of one before', " + NOW + ")");
        copy("shop", Set.of("r1"));
        assertEquals("a receiver", clear("webhook", "webhook/shop"));
    }

    @Test
    void withoutItsReleaseItIsThereAndCannotBeStarted() throws Exception {
        RestoredRows rows = copy("old", Set.of());
        assertFalse(rows.startable());
        assertEquals(
                "none", text("select release_id from deployment where project = 'old' and release_id is not null"));
    }

    @Test
    void whatCannotBePlacedLeavesNoRow() {
        IOException full = assertThrows(
                IOException.class,
                () -> copy("old", Set.of(), () -> {
                    throw new IOException("full");
                }));
        assertEquals("full", full.getMessage());
        assertEquals("0", text("select (select count(*) from project) + (select count(*) from secret)"));
    }

    @Test
    void whoMakesAProjectOfThatNameMeanwhileWaitsAndIsRefused() throws Exception {
        CountDownLatch writing = new CountDownLatch(1);
        CompletableFuture<Boolean> other = CompletableFuture.supplyAsync(() -> {
            try {
                assertTrue(writing.await(10, TimeUnit.SECONDS));
                run(into, "insert into project (name, state, created_at) values ('old', 'new', " + NOW + ")");
                return true;
            } catch (InterruptedException | RuntimeException e) {
                return false;
            }
        });
        copy("old", Set.of(), () -> {
            writing.countDown();
            assertThrows(Exception.class, () -> other.get(300, TimeUnit.MILLISECONDS));
        });
        assertFalse(other.get(10, TimeUnit.SECONDS));
    }

    @Test
    void resourcesAreToldInClearText() {
        assertEquals(List.of("shop"), store.projects());
        assertEquals(
                Map.of("database", "shop_default"),
                store.resources("shop").get(0).values());
    }
}
