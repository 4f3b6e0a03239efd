package dev.shuttle.controlplane.deployment;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.shuttle.controlplane.SmallDisk;
import dev.shuttle.controlplane.database.Database;
import dev.shuttle.protocol.Deployment;
import dev.shuttle.protocol.DeploymentState;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.sql.SQLException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** A full disk is named in the failure of a deployment, and stops neither its project nor what serves. */
@Timeout(120)
class FullDiskDeploymentTest {
    private static final String PROJECT = "shop";

    /** The space that an upload must leave, and some to work with. */
    private static final int MEGABYTES = 256 + 48;

    @Test
    void aFullDiskIsNamedByWhateverSaysIt() throws Exception {
        EngineFixture engine = new EngineFixture();
        engine.open(Files.createTempDirectory("engine").toRealPath(), null);
        engine.start();
        try {
            engine.onBuild(request -> {
                throw new IOException("kein Speicherplatz", new SQLException("kein Speicherplatz", "53100"));
            });
            assertNamesTheDisk(engine.failure(engine.upload(PROJECT)));
            engine.onBuild(request -> writeTo(Path.of("/dev/full")));
            assertNamesTheDisk(engine.failure(engine.upload(PROJECT)));
            engine.onBuild(request -> {});
            engine.deploy(PROJECT);
        } finally {
            engine.close();
        }
    }

    @Test
    void whatFailsOnAFullDiskIsStoredWhenThereIsRoom() throws Exception {
        try (SmallDisk disk = SmallDisk.of(MEGABYTES);
                Database store = Database.open(
                        Database.urlIn(Files.createDirectory(disk.folder().resolve("store"))))) {
            EngineFixture engine = new EngineFixture();
            engine.open(Files.createDirectory(disk.folder().resolve("home")), store);
            engine.start();
            try {
                String serving = engine.deploy(PROJECT);
                CountDownLatch failing = new CountDownLatch(1);
                engine.onBuild(request -> {
                    disk.fill();
                    failing.countDown();
                    writeTo(request.workspace().resolve("Main.class"));
                });
                Deployment next = engine.upload(PROJECT);
                assertTrue(failing.await(20, TimeUnit.SECONDS));
                // The store closes itself when it meets a full disk; its file may have had room for this failure.
                EngineFixture.await("the end of the build", () -> hasFailedOrCannotBeRead(engine, next));
                assertTrue(engine.isRouted(PROJECT));
                disk.makeRoom();
                EngineFixture.await("the failure to be stored", () -> isOver(engine, next));

                assertNamesTheDisk(engine.failure(next));
                assertEquals(serving, engine.overview().project(PROJECT).current());
                engine.onBuild(request -> {});
                engine.deploy(PROJECT);
            } finally {
                engine.close();
            }
        }
    }

    private static boolean isOver(EngineFixture engine, Deployment deployment) {
        try {
            return engine.deployment(PROJECT, deployment.id()).state().isFinal();
        } catch (RuntimeException e) {
            return false; // the store is being opened again
        }
    }

    private static boolean hasFailedOrCannotBeRead(EngineFixture engine, Deployment deployment) {
        try {
            return engine.deployment(PROJECT, deployment.id()).state() == DeploymentState.FAILED;
        } catch (RuntimeException e) {
            return true;
        }
    }

    private static void writeTo(Path file) throws IOException {
        try (OutputStream out = Files.newOutputStream(
                file, Files.exists(file) ? StandardOpenOption.WRITE : StandardOpenOption.CREATE_NEW)) {
            out.write(1);
        }
    }

    private static void assertNamesTheDisk(Deployment.Failure failure) {
        assertEquals("build", failure.step());
        assertTrue(failure.message().contains("disk is full"), failure.message());
    }
}
