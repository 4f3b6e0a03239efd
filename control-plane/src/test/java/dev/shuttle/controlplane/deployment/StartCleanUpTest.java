package dev.shuttle.controlplane.deployment;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.shuttle.controlplane.build.LocalRepositories;
import dev.shuttle.controlplane.database.Database;
import dev.shuttle.controlplane.log.DeploymentLogs;
import dev.shuttle.controlplane.log.Masks;
import dev.shuttle.controlplane.release.Releases;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class StartCleanUpTest {
    @TempDir
    Path home;

    private Database database;
    private DeploymentLogs logs;

    @BeforeEach
    void anEmptyStore() throws Exception {
        database = Database.open(Database.urlIn(Files.createDirectory(home.resolve("store"))));
        logs = new DeploymentLogs(Files.createDirectory(home.resolve("logs")), new Masks());
    }

    @AfterEach
    void close() {
        logs.close();
        database.close();
    }

    private void unknown(int count) throws IOException {
        for (int i = 0; i < count; i++) {
            Files.createDirectories(home.resolve("releases/todo/d" + i));
            Files.createDirectories(home.resolve("logs/todo/d" + i));
        }
    }

    private void start(int limit) {
        StartCleanUp cleanUp = new StartCleanUp(home, limit);
        new Retention(new Releases(home), new LocalRepositories(home), new RetentionStore(database), logs, 10)
                .sweep(cleanUp);
        cleanUp.tell();
    }

    private long left(String of) throws IOException {
        try (Stream<Path> releases = Files.list(home.resolve(of))) {
            return releases.count();
        }
    }

    @Test
    void whatACrashLeavesIsDeleted() throws Exception {
        unknown(20);
        start(0);
        assertEquals(0, left("releases/todo"));
        assertFalse(Files.exists(home.resolve("clean-up-waits")));
    }

    @Test
    void manyReleasesWaitForTheOperator() throws Exception {
        unknown(21);
        start(0);
        start(20);
        assertEquals(21, left("releases/todo"));
        assertEquals(21, left("logs/todo"));
        String waits = Files.readString(home.resolve("clean-up-waits"));
        assertTrue(waits.contains("21 of 21 releases, 21 of 21 logs"), waits);
        assertTrue(waits.contains("--clean-up-limit=21"), waits);

        start(21);

        assertEquals(0, left("releases/todo"));
        assertFalse(Files.exists(home.resolve("clean-up-waits")));
    }

    @Test
    void aTenthOfManyIsAllowed() {
        StartCleanUp cleanUp = new StartCleanUp(home, 0);
        assertTrue(cleanUp.allows("releases", 50, 500));
        assertFalse(cleanUp.allows("releases", 51, 500));
    }

    @Test
    void manyUploadsWaitToo() throws Exception {
        Workspaces workspaces = new Workspaces(
                Files.createDirectory(home.resolve("uploads")), Files.createDirectory(home.resolve("workspaces")));
        for (int i = 0; i < 21; i++) {
            Files.createFile(home.resolve("uploads/d" + i + ".tar.gz"));
        }
        workspaces.sweep(Set.of("d1"), new StartCleanUp(home, 0));
        assertEquals(1, left("uploads"));
        unknownUploads();
        workspaces.sweep(Set.of(), new StartCleanUp(home, 0));
        assertEquals(22, left("uploads"));
    }

    private void unknownUploads() throws IOException {
        for (int i = 100; i < 121; i++) {
            Files.createFile(home.resolve("uploads/d" + i + ".tar.gz"));
        }
    }
}
