package dev.shuttle.controlplane.deployment;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.shuttle.controlplane.build.LocalRepositories;
import dev.shuttle.controlplane.database.Database;
import dev.shuttle.controlplane.log.DeploymentLogs;
import dev.shuttle.controlplane.log.Masks;
import dev.shuttle.controlplane.project.Addresses;
import dev.shuttle.controlplane.project.ProjectStore;
import dev.shuttle.controlplane.release.Releases;
import dev.shuttle.controlplane.webhook.NoticeStore;
import dev.shuttle.protocol.DeploymentState;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Whatever a step throws, its deployment fails, and its worker and its project are free for the next. */
@Timeout(60)
class WorkersTest {
    private static final Duration DEADLINE = Duration.ofSeconds(20);

    private static Database database;

    @TempDir
    Path folder;

    private final List<String> undone = Collections.synchronizedList(new ArrayList<>());
    private final CountDownLatch entered = new CountDownLatch(1);
    private ProjectStore projects;
    private DeploymentStore store;
    private DeploymentLogs logs;
    private Workers workers;
    private volatile Body body = run -> {};

    /** The only step of a test. */
    private interface Body {
        void run(DeploymentRun run) throws StepFailedException, IOException, InterruptedException;
    }

    @BeforeAll
    static void openStore() {
        database = Database.open("jdbc:h2:mem:workers;DB_CLOSE_DELAY=-1");
    }

    @AfterAll
    static void closeStore() {
        database.close();
    }

    @BeforeEach
    void startOneWorker() throws Exception {
        projects = new ProjectStore(database);
        store = new DeploymentStore(database, projects, new NoticeStore(new Addresses("localhost", false, 8000)));
        logs = new DeploymentLogs(Files.createDirectory(folder.resolve("logs")), new Masks());
        workers = new Workers(store, logs);
        Workspaces workspaces = new Workspaces(
                Files.createDirectory(folder.resolve("uploads")), Files.createDirectory(folder.resolve("workspaces")));
        Retention retention = new Retention(
                new Releases(folder), new LocalRepositories(folder), new RetentionStore(database), logs, 10);
        workers.add(
                "test-worker",
                Lane.BUILD,
                new Pipeline(
                        List.of(step("first", run -> {}), step("second", run -> body.run(run))),
                        store,
                        logs,
                        workspaces,
                        retention));
        workers.start();
    }

    @AfterEach
    void close() {
        workers.close();
        logs.close();
        database.jdbi().useHandle(handle -> handle.execute("delete from project"));
    }

    @Test
    void anOutOfMemoryErrorFailsTheDeploymentAndTheNextOneRuns() throws Exception {
        assertFailsAndTheNextRuns(new OutOfMemoryError("Java heap space"));
    }

    @Test
    void aStackOverflowFailsTheDeploymentAndTheNextOneRuns() throws Exception {
        assertFailsAndTheNextRuns(new StackOverflowError());
    }

    @Test
    void aLinkageErrorFailsTheDeploymentAndTheNextOneRuns() throws Exception {
        assertFailsAndTheNextRuns(new NoClassDefFoundError("app/Gone"));
    }

    @Test
    void aRuntimeExceptionFailsTheDeploymentAndTheNextOneRuns() throws Exception {
        assertFailsAndTheNextRuns(new IllegalStateException("a defect"));
    }

    private void assertFailsAndTheNextRuns(Throwable thrown) throws Exception {
        body = run -> sneak(thrown);
        DeploymentRow failed = ended(submit("todo"));

        assertEquals(DeploymentState.FAILED, failed.state());
        assertEquals("second", Objects.requireNonNull(failed.error()).step());
        assertTrue(failed.error().message().contains(thrown.getClass().getSimpleName()), failed.error()::message);
        assertEquals(List.of("second", "first"), undone);

        body = run -> {
            throw new StepFailedException("in order");
        };
        assertEquals(
                "in order",
                Objects.requireNonNull(ended(submit("todo")).error()).message());
        assertEquals(
                "in order",
                Objects.requireNonNull(ended(submit("blog")).error()).message());
    }

    @Test
    void anErrorInAnUndoKeepsNoneOfTheOthersFromIt() throws Exception {
        body = run -> {
            undone.add("throw");
            throw new StepFailedException("no");
        };

        assertEquals(DeploymentState.FAILED, ended(submit("todo")).state());
        assertEquals(List.of("throw", "second", "first"), undone);
    }

    @Test
    void anErrorAfterACancelStillEndsTheDeployment() throws Exception {
        body = run -> {
            entered.countDown();
            try {
                var ignored = run.<Boolean, IOException>interruptibly(() -> {
                    new CountDownLatch(1).await();
                    return true;
                });
            } catch (InterruptedException e) {
                throw new AssertionError("it did not take the cancel well", e);
            }
        };
        String id = submit("todo");
        assertTrue(entered.await(20, TimeUnit.SECONDS));

        assertTrue(workers.cancel(id));
        assertEquals(DeploymentState.FAILED, find(id).state());
    }

    @Test
    void aCancelInterruptsTheStepAndReturnsWhenTheWorkerIsFree() throws Exception {
        body = run -> {
            entered.countDown();
            var ignored = run.<Boolean, IOException>interruptibly(() -> {
                new CountDownLatch(1).await();
                return true;
            });
        };
        String id = submit("todo");
        assertTrue(entered.await(20, TimeUnit.SECONDS));

        assertTrue(workers.cancel(id));

        assertEquals(DeploymentState.CANCELLED, find(id).state());
        assertNull(find(id).error());
        assertEquals(List.of("second", "first"), undone);
    }

    @Test
    void whatIsNotInWorkIsNotCancelled() throws Exception {
        assertFalse(workers.cancel("unknown"));
    }

    private Step step(String name, Body what) {
        return new Step() {
            @Override
            public String name() {
                return name;
            }

            @Override
            public DeploymentState state() {
                return DeploymentState.BUILDING;
            }

            @Override
            public void run(DeploymentRun run) throws StepFailedException, IOException, InterruptedException {
                what.run(run);
            }

            @Override
            public void undo(DeploymentRun run) {
                undone.add(name);
                if (undone.contains("throw")) {
                    throw new StackOverflowError();
                }
            }
        };
    }

    @SuppressWarnings("unchecked")
    private static <T extends Throwable> void sneak(Throwable thrown) throws T {
        throw (T) thrown;
    }

    private String submit(String project) {
        projects.create(project);
        String id = DeploymentId.next();
        store.queue()
                .enqueue(new DeploymentRow(
                        0,
                        id,
                        project,
                        DeploymentState.QUEUED,
                        null,
                        new Upload.Options(false, null, null, null, null, null),
                        null,
                        null,
                        null,
                        Instant.now(),
                        null,
                        null,
                        null));
        workers.wake();
        return id;
    }

    private DeploymentRow ended(String id) throws InterruptedException {
        long end = System.nanoTime() + DEADLINE.toNanos();
        while (!find(id).state().isFinal()) {
            assertTrue(System.nanoTime() < end, () -> "still " + find(id).state());
            Thread.sleep(5);
        }
        return find(id);
    }

    private DeploymentRow find(String id) {
        return store.find("todo", id).or(() -> store.find("blog", id)).orElseThrow();
    }
}
