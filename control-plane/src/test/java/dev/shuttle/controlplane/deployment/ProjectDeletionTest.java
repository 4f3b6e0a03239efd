package dev.shuttle.controlplane.deployment;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.shuttle.controlplane.project.DeletionStore;
import dev.shuttle.controlplane.project.UnknownProjectException;
import dev.shuttle.protocol.Deployment;
import dev.shuttle.protocol.DeploymentState;
import dev.shuttle.protocol.ProjectName;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The deletion of a project: what is gone when, what stays, and how a crash in it is made up for. */
@Timeout(60)
class ProjectDeletionTest {
    @RegisterExtension
    final EngineFixture engine = new EngineFixture();

    private Path deployWithData() throws Exception {
        engine.deploy("shop", CompiledApp.WITH_FOLDER);
        engine.engine().domains().add("shop", "shop.example.com", true);
        engine.engine().configuration().change(new ProjectName("shop"), Map.of("UNUSED", "a secret value"));
        Path folder = engine.home().resolve("folders/shop/default");
        assertTrue(Files.isDirectory(folder));
        Files.writeString(folder.resolve("order.txt"), "42");
        return folder;
    }

    private CompletableFuture<Void> delete(boolean withData) throws Exception {
        return engine.engine().deletion().delete("shop", withData);
    }

    private void deleteNow(boolean withData) throws Exception {
        delete(withData).get(20, TimeUnit.SECONDS);
    }

    private void assertGone() throws Exception {
        assertTrue(engine.overview().find("shop").isEmpty());
        assertNull(engine.route("shop"));
        assertTrue(engine.get("shop.example.com", "/").contains("404"));
        assertFalse(engine.hosts.running().stream()
                .anyMatch(id -> engine.store().find("shop", id).isPresent()));
        EngineFixture.await(
                "its releases to go", () -> engine.keptReleases("shop").isEmpty());
        EngineFixture.await(
                "its logs to go", () -> Files.notExists(engine.home().resolve("logs/shop")));
        EngineFixture.await(
                "the deletion to be over", () -> engine.deletions().list().isEmpty());
    }

    @Test
    void theDataStayAndTheNextProjectOfTheNameFindsThem() throws Exception {
        Path folder = deployWithData();

        deleteNow(false);

        assertGone();
        assertEquals("42", Files.readString(folder.resolve("order.txt")));
        engine.deploy("shop", CompiledApp.WITH_FOLDER);
        assertEquals("42", Files.readString(folder.resolve("order.txt")));
    }

    @Test
    void theDataGoWhereThatIsAskedFor() throws Exception {
        Path folder = deployWithData();

        deleteNow(true);

        assertGone();
        assertFalse(Files.exists(folder));
        assertFalse(engine.resources().hasAny("shop"));
    }

    @Test
    void dataThatWereLeftGoByASecondDeletion() throws Exception {
        Path folder = deployWithData();
        deleteNow(false);
        assertThrows(UnknownProjectException.class, () -> delete(false));

        deleteNow(true);

        assertFalse(Files.exists(folder));
        assertThrows(UnknownProjectException.class, () -> delete(true));
    }

    @Test
    void theRouteIsGoneWhenItReturnsAndTheLastRequestIsAnsweredAfterwards() throws Exception {
        String id = engine.deploy("shop");
        engine.get("shop");
        CompletableFuture<String> slow = CompletableFuture.supplyAsync(() -> {
            try {
                return engine.get("shop.localhost", "/slow");
            } catch (Exception e) {
                throw new IllegalStateException(e);
            }
        });
        assertTrue(engine.hosts.awaitSlowRequest());

        CompletableFuture<Void> gone = delete(false);

        assertNull(engine.route("shop"));
        assertTrue(engine.overview().find("shop").isEmpty());
        assertFalse(gone.isDone());
        assertEquals(Set.of(id), engine.hosts.running());
        engine.hosts.answerSlowRequests();
        assertEquals(id, slow.get(20, TimeUnit.SECONDS));
        gone.get(20, TimeUnit.SECONDS);
        assertEquals(Set.of(), engine.hosts.running());
    }

    @Test
    void whatIsInWorkIsCancelledFirst() throws Exception {
        CountDownLatch building = new CountDownLatch(1);
        engine.onBuild(request -> {
            building.countDown();
            new CountDownLatch(1).await();
        });
        engine.upload("shop");
        assertTrue(building.await(20, TimeUnit.SECONDS));
        engine.upload("shop");

        deleteNow(false);

        assertGone();
        engine.onBuild(request -> {});
        engine.deploy("shop");
    }

    @Test
    void dataThatCannotBeDestroyedStayWithTheNextProjectOfTheName() throws Exception {
        Path folder = deployWithData();
        engine.destroysNoData();

        assertThrows(ExecutionException.class, () -> deleteNow(true));

        assertEquals(List.of(), engine.deletions().list(), "a start would go on with the deletion");
        engine.deploy("shop", CompiledApp.WITH_FOLDER);
        assertEquals("42", Files.readString(folder.resolve("order.txt")));
    }

    @Test
    void theNameIsFreeAtOnce() throws Exception {
        engine.deploy("shop");
        CompletableFuture<Void> unused = delete(false);

        String next = engine.deploy("shop");

        assertEquals(next, engine.get("shop"));
        EngineFixture.await(
                "the deletion to be over", () -> engine.deletions().list().isEmpty());
        assertEquals(Set.of(next), engine.keptReleases("shop"));
        assertEquals(next, engine.get("shop"));
    }

    @Test
    void aDeploymentOfTheSameNameIsNotGivenWhatIsAboutToGo() throws Exception {
        Path folder = deployWithData();
        engine.get("shop");
        CompletableFuture<String> slow = CompletableFuture.supplyAsync(() -> {
            try {
                return engine.get("shop.localhost", "/slow");
            } catch (Exception e) {
                throw new IllegalStateException(e);
            }
        });
        assertTrue(engine.hosts.awaitSlowRequest());
        CompletableFuture<Void> gone = delete(true);
        Deployment next = engine.upload("shop", CompiledApp.WITH_FOLDER);
        engine.awaitState("shop", next.id(), DeploymentState.PROVISIONING);
        assertTrue(Files.exists(folder.resolve("order.txt")));

        engine.hosts.answerSlowRequests();

        engine.serving(next);
        gone.get(20, TimeUnit.SECONDS);
        slow.get(20, TimeUnit.SECONDS);
        assertTrue(Files.isDirectory(folder));
        assertFalse(Files.exists(folder.resolve("order.txt")));
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 2, 3, 4, 5, 6})
    void aCrashAfterAnyStepIsMadeUpForWithData(int steps) throws Exception {
        Path folder = deployWithData();

        crashAfter(steps, true);

        assertGone();
        assertFalse(Files.exists(folder));
        assertEquals(Set.of(), engine.hosts.running());
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 2, 3, 4, 5, 6})
    void aCrashAfterAnyStepIsMadeUpForWithoutData(int steps) throws Exception {
        Path folder = deployWithData();

        crashAfter(steps, false);

        assertGone();
        assertEquals("42", Files.readString(folder.resolve("order.txt")));
        assertEquals(Set.of(), engine.hosts.running());
    }

    /** As {@link ProjectDeletion#delete} does it, up to there. */
    private void crashAfter(int steps, boolean withData) throws Exception {
        ProjectDeletion deletion = engine.engine().deletion();
        DeletionRun run = new DeletionRun(engine.deletions().add("shop", withData));
        for (DeletionStep step : deletion.left(run).subList(0, steps)) {
            deletion.runStep(run, step);
        }
        engine.restart();
    }

    @Test
    void aCrashDoesNotDeleteAProjectThatHasTheNameByThen() throws Exception {
        engine.deploy("shop");
        crashAfter(3, false);
        EngineFixture.await(
                "the deletion to be over", () -> engine.deletions().list().isEmpty());
        DeletionStore.Row again = engine.deletions().add("shop", false);
        engine.deletions().done(again, "forget"); // the one before it is forgotten, and this one is another
        String next = engine.deploy("shop");

        engine.restart();

        assertEquals(next, engine.get("shop"));
        EngineFixture.await(
                "the deletion to be over", () -> engine.deletions().list().isEmpty());
        assertEquals(Set.of(next), engine.keptReleases("shop"));
    }

    @Test
    void theStepsAreInThisOrder() {
        assertEquals(
                List.of("cancel", "repository", "forget", "service", "files", "data"),
                engine.engine().deletion().left(new DeletionRun(new DeletionStore.Row(0, "shop", true, null))).stream()
                        .map(DeletionStep::name)
                        .toList());
        assertEquals(
                List.of("data"),
                engine
                        .engine()
                        .deletion()
                        .left(new DeletionRun(new DeletionStore.Row(0, "shop", true, "files")))
                        .stream()
                        .map(DeletionStep::name)
                        .toList());
    }

    @Test
    void otherProjectsAreLeftAlone() throws Exception {
        String blog = engine.deploy("blog", CompiledApp.WITH_FOLDER);
        deployWithData();

        deleteNow(true);

        assertEquals(blog, engine.get("blog"));
        assertEquals(Set.of(blog), engine.keptReleases("blog"));
        assertTrue(Files.isDirectory(engine.home().resolve("folders/blog/default")));
    }
}
