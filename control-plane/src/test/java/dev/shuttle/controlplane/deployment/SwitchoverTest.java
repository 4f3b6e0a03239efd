package dev.shuttle.controlplane.deployment;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.shuttle.controlplane.fault.ConflictException;
import dev.shuttle.controlplane.host.ArtifactSource;
import dev.shuttle.controlplane.host.embedded.EmbeddedRunner;
import dev.shuttle.protocol.Deployment;
import dev.shuttle.protocol.DeploymentState;
import dev.shuttle.protocol.ProjectState;
import dev.shuttle.proxy.Route;
import dev.shuttle.runtime.service.HostLibraries;
import java.nio.file.Files;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Swap, then drain; rollback, restart, stop and start. */
@Timeout(60)
class SwitchoverTest {
    @RegisterExtension
    final EngineFixture engine = new EngineFixture().keeping(2);

    private CompletableFuture<String> slowRequest() throws Exception {
        engine.get("shop"); // the proxy runs
        CompletableFuture<String> answer = CompletableFuture.supplyAsync(() -> {
            try {
                return engine.get("shop.localhost", "/slow");
            } catch (Exception e) {
                throw new IllegalStateException(e);
            }
        });
        assertTrue(engine.hosts.awaitSlowRequest(), "the request did not reach the service");
        return answer;
    }

    @Test
    void theOldVersionAnswersItsLastRequestAndThenStops() throws Exception {
        String old = engine.deploy("shop");
        CompletableFuture<String> slow = slowRequest();
        Deployment next = engine.upload("shop");
        EngineFixture.await("the next one to serve", () -> engine.get("shop").equals(next.id()));

        assertEquals(DeploymentState.DRAINING, engine.deployment("shop", old).state());
        assertEquals(List.of(), engine.hosts.stopped());
        engine.hosts.answerSlowRequests();

        assertEquals(old, slow.get(20, TimeUnit.SECONDS));
        engine.awaitState("shop", old, DeploymentState.SUPERSEDED);
        assertEquals(List.of(old), engine.hosts.stopped());
    }

    @Test
    void oneThatIsRunningHasTheRequests() throws Exception {
        engine.deploy("shop");
        for (int i = 0; i < 30; i++) {
            String id = engine.upload("shop").id();
            while (engine.deployment("shop", id).state() != DeploymentState.RUNNING) {
                Thread.onSpinWait();
            }
            Route route = engine.route("shop");
            assertEquals(id, route instanceof Route.Serving to ? to.upstream().deployment() : route);
        }
    }

    @Test
    void aStopAnswersTheLastRequestToo() throws Exception {
        String id = engine.deploy("shop");
        CompletableFuture<String> slow = slowRequest();

        Deployment stopping = engine.deployments().stop("shop");

        assertEquals(DeploymentState.DRAINING, stopping.state());
        assertEquals(new Route.Unavailable(Route.Unavailable.Reason.STOPPED), engine.route("shop"));
        engine.hosts.answerSlowRequests();
        assertEquals(id, slow.get(20, TimeUnit.SECONDS));
        engine.awaitState("shop", id, DeploymentState.STOPPED);
        assertEquals(Set.of(), engine.hosts.running());
        assertEquals(ProjectState.STOPPED, engine.state("shop"));
    }

    @Test
    void aStoppedProjectIsStartedFromItsRelease() throws Exception {
        String id = engine.deploy("shop");
        engine.deployments().stop("shop");
        engine.awaitState("shop", id, DeploymentState.STOPPED);

        String again = engine.serving(engine.deployments().start("shop"));

        assertEquals(again, engine.get("shop"));
        assertEquals(id, engine.store().find("shop", again).orElseThrow().release());
        assertEquals(ProjectState.RUNNING, engine.state("shop"));
    }

    @Test
    void aStoppedProjectStaysStoppedAfterARestartOfTheControlPlane() throws Exception {
        String id = engine.deploy("shop");
        engine.deployments().stop("shop");
        engine.awaitState("shop", id, DeploymentState.STOPPED);

        engine.restart();

        assertEquals(new Route.Unavailable(Route.Unavailable.Reason.STOPPED), engine.route("shop"));
        assertEquals(List.of(id), engine.hosts.startedIds());
    }

    @Test
    void aStopCancelsWhatWouldComeToServe() throws Exception {
        String id = engine.deploy("shop");
        engine.onBuild(request -> new java.util.concurrent.CountDownLatch(1).await());
        Deployment building = engine.upload("shop");
        EngineFixture.await(
                "the build", () -> engine.deployment("shop", building.id()).state() == DeploymentState.BUILDING);
        Deployment waiting = engine.upload("shop");

        engine.deployments().stop("shop");

        assertEquals(
                DeploymentState.CANCELLED,
                engine.deployment("shop", waiting.id()).state());
        assertEquals(
                DeploymentState.CANCELLED,
                engine.deployment("shop", building.id()).state());
        engine.awaitState("shop", id, DeploymentState.STOPPED);
    }

    @Test
    void theOneThatServesIsStoppedByACancel() throws Exception {
        String id = engine.deploy("shop");

        engine.deployments().cancel("shop", id);

        engine.awaitState("shop", id, DeploymentState.STOPPED);
        assertEquals(ProjectState.STOPPED, engine.state("shop"));
    }

    @Test
    void whatDoesNotFitTheStateIsRefused() throws Exception {
        String id = engine.deploy("shop");
        assertThrows(ConflictException.class, () -> engine.deployments().start("shop"));
        assertThrows(ConflictException.class, () -> engine.deployments().rollback("shop", null));
        engine.deployments().stop("shop");
        engine.awaitState("shop", id, DeploymentState.STOPPED);
        assertThrows(ConflictException.class, () -> engine.deployments().stop("shop"));
        assertThrows(ConflictException.class, () -> engine.deployments().restart("shop"));
    }

    @Test
    void aRollbackBringsTheVersionBeforeWithoutABuild() throws Exception {
        String first = engine.deploy("shop");
        engine.deploy("shop");
        engine.onBuild(request -> {
            throw new AssertionError("a rollback builds nothing");
        });

        Deployment back = engine.deployments().rollback("shop", null);

        assertEquals(engine.serving(back), engine.get("shop"));
        assertEquals(first, engine.deployment("shop", back.id()).rollbackOf());
        assertEquals(first, engine.store().find("shop", back.id()).orElseThrow().release());
        assertEquals(
                List.of("queue", "provision", "start", "switch"),
                engine.deployment("shop", back.id()).steps().stream()
                        .map(Deployment.Step::name)
                        .toList());
    }

    @Test
    void aRollbackNamesAnyVersionThatServed() throws Exception {
        String first = engine.deploy("shop");
        String second = engine.deploy("shop");
        String back = engine.serving(engine.deployments().rollback("shop", first));

        String forth = engine.serving(engine.deployments().rollback("shop", second));

        assertEquals(first, engine.store().find("shop", back).orElseThrow().release());
        assertEquals(second, engine.store().find("shop", forth).orElseThrow().release());
    }

    @Test
    void aRollbackToWhatNeverServedIsRefused() throws Exception {
        engine.deploy("shop");
        engine.hosts.beforeStart(request -> {
            throw new dev.shuttle.controlplane.host.ServiceFailedException("no");
        });
        Deployment failed = engine.upload("shop");
        engine.failure(failed);

        assertThrows(ConflictException.class, () -> engine.deployments().rollback("shop", failed.id()));
    }

    @Test
    void aRollbackWhoseReleaseIsGoneFailsAndSaysSo() throws Exception {
        String first = engine.deploy("shop");
        String second = engine.deploy("shop");
        engine.releases().delete("shop", first);

        Deployment.Failure failure = engine.failure(engine.deployments().rollback("shop", null));

        assertEquals("provision", failure.step());
        assertTrue(failure.message().contains("no longer kept"), failure::message);
        assertEquals(second, engine.get("shop"));
    }

    @Test
    void aRestartServesTheSameReleaseFromANewProcess() throws Exception {
        String id = engine.deploy("shop");

        String again = engine.serving(engine.deployments().restart("shop"));

        assertEquals(id, engine.store().find("shop", again).orElseThrow().release());
        assertEquals(List.of(id, again), engine.hosts.startedIds());
        assertEquals(List.of(id), engine.hosts.stopped());
    }

    @Test
    void aRestartThatFailsLeavesTheOldProcessServing() throws Exception {
        String id = engine.deploy("shop");
        engine.hosts.beforeStart(request -> {
            throw new dev.shuttle.controlplane.host.ServiceFailedException("no");
        });

        engine.failure(engine.deployments().restart("shop"));

        assertEquals(id, engine.get("shop"));
        assertEquals(List.of(), engine.hosts.stopped());
        assertEquals(Set.of(id), engine.keptReleases("shop"));
    }

    @Test
    void aRestartDoesNotWaitForABuild() throws Exception {
        engine.deploy("shop");
        java.util.concurrent.CountDownLatch go = new java.util.concurrent.CountDownLatch(1);
        engine.onBuild(request -> go.await());
        engine.upload("blog");

        engine.serving(engine.deployments().restart("shop"));
        go.countDown();
    }

    @Test
    void releasesBeyondTheBoundGoWhenTheyNoLongerServe() throws Exception {
        String first = engine.deploy("shop");
        String second = engine.deploy("shop");
        String third = engine.deploy("shop");

        EngineFixture.await("the first to go", () -> engine.keptReleases("shop").equals(Set.of(second, third)));
        assertThrows(ConflictException.class, () -> engine.deployments().rollback("shop", first));
    }

    @Test
    void whatNeverServedPushesNoReleaseOut() throws Exception {
        String first = engine.deploy("shop");
        String second = engine.deploy("shop");
        engine.hosts.beforeStart(request -> {
            throw new dev.shuttle.controlplane.host.ServiceFailedException("no");
        });
        for (int i = 0; i < 3; i++) {
            engine.failure(engine.upload("shop"));
        }

        assertEquals(Set.of(first, second), engine.keptReleases("shop"));
    }

    @Test
    void librariesOfAnotherProjectStayWhenAReleaseGoes() throws Exception {
        String other = engine.deploy("blog");
        for (int i = 0; i < 4; i++) {
            engine.deploy("shop");
        }
        EngineFixture.await("two to be kept", () -> engine.keptReleases("shop").size() == 2);

        assertEquals(Set.of(other), engine.keptReleases("blog"));
        assertFalse(engine.releases().read("blog", other).classPath().isEmpty());
    }

    @Test
    void aRealServiceIsLoadedStartedAndSwitched() throws Exception {
        EngineFixture embedded = new EngineFixture();
        ArtifactSource artifacts = ref -> new ReleaseArtifacts(embedded.releases()).files(ref);
        embedded.with(new EmbeddedRunner(HostLibraries.of(List.of()), artifacts));
        embedded.open(Files.createTempDirectory("engine").toRealPath(), null);
        try {
            embedded.start();
            embedded.deploy("shop");
            assertEquals("hello from bytecode", embedded.get("shop"));
            embedded.deploy("shop");
            assertEquals("hello from bytecode", embedded.get("shop"));
        } finally {
            embedded.close();
        }
    }
}
