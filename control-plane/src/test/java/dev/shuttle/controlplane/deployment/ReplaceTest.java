package dev.shuttle.controlplane.deployment;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.shuttle.controlplane.host.ServiceFailedException;
import dev.shuttle.protocol.Deployment;
import dev.shuttle.protocol.DeploymentState;
import dev.shuttle.protocol.ProjectState;
import dev.shuttle.proxy.Route;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;

/** {@code @ShuttleService(replace = true)}: one version at a time. */
@Timeout(60)
class ReplaceTest {
    @RegisterExtension
    final EngineFixture engine = new EngineFixture().standby(Duration.ofSeconds(10));

    private Deployment upload() throws Exception {
        return engine.upload("shop", CompiledApp.REPLACING);
    }

    @Test
    void theOldVersionIsStoppedBeforeTheNewOneStarts() throws Exception {
        String old = engine.deploy("shop", CompiledApp.REPLACING);
        engine.hosts.beforeStart(request -> {
            assertEquals(List.of(old), engine.hosts.stopped());
            assertInstanceOf(Route.Waiting.class, engine.route("shop"));
            assertEquals(
                    DeploymentState.RESTARTING, engine.deployment("shop", old).state());
        });

        String next = engine.serving(upload());

        engine.awaitState("shop", old, DeploymentState.SUPERSEDED);
        assertEquals(next, engine.get("shop"));
        assertTrue(engine.log("shop", next).contains("Deployment " + old + " was stopped first"));
    }

    @Test
    void requestsWaitForTheNewVersion() throws Exception {
        engine.deploy("shop", CompiledApp.REPLACING);
        CountDownLatch go = new CountDownLatch(1);
        engine.get("shop"); // the proxy runs
        engine.hosts.beforeStart(request -> go.await());
        Deployment next = upload();
        EngineFixture.await("the route to wait", () -> engine.route("shop") instanceof Route.Waiting);
        var answer = java.util.concurrent.CompletableFuture.supplyAsync(() -> {
            try {
                return engine.get("shop");
            } catch (Exception e) {
                throw new IllegalStateException(e);
            }
        });
        go.countDown();

        assertEquals(next.id(), answer.get(20, TimeUnit.SECONDS));
    }

    @Test
    void theOldVersionIsStartedAgainIfTheNewOneFails() throws Exception {
        String old = engine.deploy("shop", CompiledApp.REPLACING);
        engine.hosts.beforeStart(request -> {
            if (!request.deployment().equals(old)) {
                throw new ServiceFailedException("no");
            }
        });

        Deployment failed = upload();

        assertEquals("start", engine.failure(failed).step());
        engine.awaitState("shop", old, DeploymentState.RUNNING);
        EngineFixture.await("the route", () -> engine.isRouted("shop"));
        assertEquals(old, engine.get("shop"));
        assertEquals(List.of(old, old), engine.hosts.startedIds());
        assertTrue(engine.log("shop", failed.id()).contains("Deployment " + old + " is started again."));
    }

    @Test
    void theOldVersionIsStoppedIfItHoldsAPortOfTheNewOne() throws Exception {
        String old = engine.deploy("shop");
        engine.hosts.beforeStart(request -> {
            if (engine.hosts.running().contains(old)) {
                throw ServiceFailedException.portHeld("The port 4567 is in use.");
            }
            assertInstanceOf(Route.Waiting.class, engine.route("shop"));
        });

        String next = engine.serving(engine.upload("shop"));

        engine.awaitState("shop", old, DeploymentState.SUPERSEDED);
        assertEquals(next, engine.get("shop"));
        String log = engine.log("shop", next);
        assertTrue(log.contains("The port 4567 is in use."), log);
        assertTrue(log.contains("Deployment " + old + " was stopped first, since it holds that port"), log);
    }

    @Test
    void theOldVersionServesAgainIfTheNewOneFailsAlone() throws Exception {
        String old = engine.deploy("shop");
        engine.hosts.beforeStart(request -> {
            if (!request.deployment().equals(old)) {
                throw ServiceFailedException.portHeld("The port 4567 is in use.");
            }
        });

        Deployment failed = engine.upload("shop");

        assertEquals("start", engine.failure(failed).step());
        engine.awaitState("shop", old, DeploymentState.RUNNING);
        EngineFixture.await("the route", () -> engine.isRouted("shop"));
        assertEquals(old, engine.get("shop"));
    }

    @Test
    void aCancelBringsTheOldVersionBack() throws Exception {
        String old = engine.deploy("shop", CompiledApp.REPLACING);
        engine.hosts.beforeStart(request -> {
            if (!request.deployment().equals(old)) {
                new CountDownLatch(1).await();
            }
        });
        Deployment next = upload();
        EngineFixture.await(
                "the old one to be stopped", () -> engine.hosts.stopped().contains(old));

        engine.deployments().cancel("shop", next.id());

        engine.awaitState("shop", next.id(), DeploymentState.CANCELLED);
        engine.awaitState("shop", old, DeploymentState.RUNNING);
        EngineFixture.await("the route", () -> engine.isRouted("shop"));
        assertEquals(old, engine.get("shop"));
    }

    @Test
    void aNewControlPlaneBringsTheOldVersionBack() throws Exception {
        String old = engine.deploy("shop", CompiledApp.REPLACING);
        engine.hosts.beforeStart(request -> {
            if (!request.deployment().equals(old)) {
                new CountDownLatch(1).await();
            }
        });
        upload();
        EngineFixture.await(
                "the old one to be stopped", () -> engine.hosts.stopped().contains(old));

        engine.restart();

        engine.awaitState("shop", old, DeploymentState.RUNNING);
        EngineFixture.await("the route", () -> engine.isRouted("shop"));
        assertEquals(old, engine.get("shop"));
        assertEquals(Set.of(old), engine.hosts.running());
    }

    @Test
    void aStopMeanwhileStopsTheProject() throws Exception {
        String old = engine.deploy("shop", CompiledApp.REPLACING);
        engine.hosts.beforeStart(request -> {
            if (!request.deployment().equals(old)) {
                new CountDownLatch(1).await();
            }
        });
        upload();
        EngineFixture.await(
                "the old one to be stopped", () -> engine.hosts.stopped().contains(old));

        engine.deployments().stop("shop");

        engine.awaitState("shop", old, DeploymentState.STOPPED);
        assertEquals(ProjectState.STOPPED, engine.state("shop"));
        EngineFixture.await("nothing to run", () -> engine.hosts.running().isEmpty());
    }

    @Test
    void aVersionThatStandsByEndsToo() throws Exception {
        String first = engine.serving(engine.upload("shop"), false);
        String second = engine.serving(engine.upload("shop"), false);

        String third = engine.serving(upload());

        engine.awaitState("shop", first, DeploymentState.SUPERSEDED);
        engine.awaitState("shop", second, DeploymentState.SUPERSEDED);
        assertEquals(Set.of(third), engine.hosts.running());
    }
}
