package dev.shuttle.controlplane.deployment;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.shuttle.controlplane.disk.ProjectDisk.Walk;
import dev.shuttle.controlplane.project.ProjectStore;
import dev.shuttle.os.Trees;
import dev.shuttle.protocol.Deployment;
import dev.shuttle.protocol.DeploymentState;
import dev.shuttle.protocol.Project;
import dev.shuttle.protocol.ProjectName;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class DiskBoundTest {
    private static final String PROJECT = "shop";
    private static final int MIB = 1 << 20;
    private static final long LIMIT = 20 * MIB;
    private static final Walk WALK = Walk.within(Duration.ofSeconds(30));

    private final EngineFixture engine =
            new EngineFixture().diskOfAProject(LIMIT).keeping(5);

    @BeforeEach
    void open() throws Exception {
        engine.open();
    }

    @AfterEach
    void close() throws Exception {
        engine.close();
    }

    @Test
    void blocksCountAndHolesDoNot() throws Exception {
        engine.deploy(PROJECT);
        fill("data", 6);
        try (RandomAccessFile sparse =
                new RandomAccessFile(folder().resolve("holes").toFile(), "rw")) {
            sparse.setLength(300L << 30);
        }

        look();

        Project.DiskSpace space =
                Objects.requireNonNull(engine.overview().project(PROJECT).disk());
        assertEquals(LIMIT, space.limit());
        assertTrue(space.used() >= 6 * MIB && space.used() < 8 * MIB, space::toString);
        engine.deploy(PROJECT);
    }

    @Test
    void nineTenthsAreToldOnceAndDeploysGoOn() throws Exception {
        String serving = engine.deploy(PROJECT);
        fill("data", 18);

        look();
        look();

        assertEquals(1, count(engine.log(PROJECT, serving), "of 20 MiB that it may keep: folders 18 MiB"));
        assertTrue(notices().startsWith("shop is nearly full: it keeps 18 MiB"), notices());
        engine.restart();
        look();
        assertEquals(1, count(engine.log(PROJECT, serving), "that it may keep"), "a start tells it again");
        String next = engine.deploy(PROJECT);
        assertTrue(engine.log(PROJECT, next).contains("Warning: The project shop keeps 18 MiB"));
        Files.delete(folder().resolve("data"));
        look();
        assertFalse(Files.exists(engine.home().resolve(DiskNotices.FILE)));
    }

    @Test
    void aFullProjectGetsNoDeploymentUntilThereIsRoom() throws Exception {
        String serving = engine.deploy(PROJECT);
        fill("data", 21);

        Deployment.Failure failure = engine.failure(engine.upload(PROJECT));

        assertEquals("unpack", failure.step());
        assertTrue(failure.message().contains("21 MiB on the server's disk, of 20 MiB"), failure.message());
        assertTrue(failure.message().contains("folders 21 MiB, "), failure.message());
        assertTrue(failure.message().contains("SHUTTLE_PROJECT_DISK"), failure.message());
        assertTrue(engine.isRouted(PROJECT));
        assertEquals(serving, engine.get(PROJECT));
        assertTrue(engine.log(PROJECT, serving).contains("What serves goes on serving"));
        assertTrue(notices().startsWith("shop is full: "), notices());
        ProjectName name = new ProjectName(PROJECT);
        assertThrows(
                ProjectFullException.class,
                () -> engine.deployments().requireRoomFor(name),
                "before an upload is taken");
        engine.serving(engine.deployments().restart(PROJECT));
        engine.deployments().requireRoomFor(new ProjectName("another"));

        Files.delete(folder().resolve("data"));

        engine.deployments().requireRoomFor(name);
        engine.deploy(PROJECT);
    }

    @Test
    void oldReleasesAreRemovedBeforeADeployIsRefused() throws Exception {
        for (int i = 0; i < 4; i++) {
            Path release = engine.home().resolve("releases/shop").resolve(engine.deploy(PROJECT));
            Files.write(release.resolve("classes/large"), new byte[6 * MIB]);
        }
        assertEquals(4, engine.keptReleases(PROJECT).size());

        String last = engine.deploy(PROJECT);

        assertEquals(3, engine.keptReleases(PROJECT).size());
        assertTrue(engine.keptReleases(PROJECT).contains(last));
    }

    @Test
    void releasesAreKeptWhereTheyAreNotWhatIsTooMuch() throws Exception {
        engine.deploy(PROJECT);
        engine.deploy(PROJECT);
        engine.deploy(PROJECT);
        fill("data", 21);

        engine.awaitState(PROJECT, engine.upload(PROJECT).id(), DeploymentState.FAILED);

        assertEquals(3, engine.keptReleases(PROJECT).size());
    }

    @Test
    void whatCannotBeMeasuredIsAsItWasFoundLast() throws Exception {
        engine.deploy(PROJECT);
        fill("data", 21);
        look();
        DiskBound bound = engine.engine().diskBound();

        bound.look(PROJECT, trees -> {
            throw new IOException("too many open files");
        });

        assertFalse(bound.refusal(PROJECT).isEmpty());
        bound.retain(Set.of());
        assertNull(engine.overview().project(PROJECT).disk());
    }

    @Test
    void aBuildThatWritesWithoutEndIsEnded() throws Exception {
        String serving = engine.deploy(PROJECT);
        engine.onBuild(request -> {
            Path scratch =
                    Files.createDirectories(engine.home().resolve("builds").resolve(PROJECT));
            Files.write(request.workspace().resolve("large"), new byte[10 * MIB]);
            engine.time.advance(BuildDiskWatch.PAUSE);
            Files.write(scratch.resolve("large"), new byte[11 * MIB]);
            engine.time.advance(engine.time.awaitNext());
            new CountDownLatch(1).await();
        });

        Deployment.Failure failure = engine.failure(engine.upload(PROJECT));

        assertEquals("build", failure.step());
        assertTrue(failure.message().startsWith("The build was ended, since with its files"), failure.message());
        assertTrue(failure.message().contains("uploads and builds 21 MiB"), failure.message());
        assertEquals(serving, engine.get(PROJECT));
        engine.onBuild(request -> {});
        Trees.delete(engine.home().resolve("builds"));
        engine.deploy(PROJECT);
    }

    @Test
    void projectsAreLookedAtFromTimeToTime() throws Exception {
        engine.deploy(PROJECT);
        engine.deploy("todo");
        ManualScheduler time = new ManualScheduler();
        try (BackgroundWork background = new BackgroundWork(new ManualScheduler())) {
            new DiskWatch(engine.engine().diskBound(), new ProjectStore(engine.database()), background, time).start();
            assertEquals(DiskWatch.FIRST, time.awaitNext());

            fill("data", 5);
            passUntil(
                    time,
                    "the end of a round",
                    () -> used(PROJECT) > 5 * MIB && time.awaitNext().equals(DiskWatch.ROUND));
            fill("data", 21);
            passUntil(time, "it to be found full", () -> used(PROJECT) > LIMIT);
        }
    }

    private static void passUntil(ManualScheduler time, String what, Callable<Boolean> condition) throws Exception {
        EngineFixture.await(what, () -> {
            time.advance(time.awaitNext());
            return condition.call();
        });
    }

    private long used(String project) {
        Project.DiskSpace space = engine.overview().project(project).disk();
        return space == null ? 0 : space.used();
    }

    private void look() throws InterruptedException {
        engine.engine().diskBound().look(PROJECT, WALK);
    }

    private Path folder() {
        return engine.home().resolve("folders/shop/default");
    }

    private void fill(String file, int mebibytes) throws IOException {
        Files.createDirectories(folder());
        Files.write(folder().resolve(file), new byte[mebibytes * MIB]);
    }

    private String notices() throws IOException {
        return Files.readString(engine.home().resolve(DiskNotices.FILE));
    }

    private static int count(String text, String part) {
        return text.split(java.util.regex.Pattern.quote(part), -1).length - 1;
    }
}
