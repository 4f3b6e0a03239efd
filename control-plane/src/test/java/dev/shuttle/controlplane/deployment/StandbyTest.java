package dev.shuttle.controlplane.deployment;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.shuttle.protocol.Deployment;
import dev.shuttle.protocol.DeploymentState;
import dev.shuttle.protocol.ProjectState;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;

/** A version that was replaced runs on for a while, and serves again if the new one ends meanwhile. */
@Timeout(60)
class StandbyTest {
    private static final Duration STANDBY = Duration.ofSeconds(10);

    @RegisterExtension
    final EngineFixture engine = new EngineFixture().standby(STANDBY);

    /** Does not wait until the version before has ended. */
    private String deploy() throws Exception {
        return routed(engine.upload("shop"));
    }

    private String routed(Deployment deployment) throws Exception {
        engine.awaitState("shop", deployment.id(), DeploymentState.RUNNING);
        EngineFixture.await("its route", () -> engine.get("shop").equals(deployment.id()));
        return deployment.id();
    }

    private DeploymentState stateOf(String id) {
        return engine.deployment("shop", id).state();
    }

    @Test
    void theVersionBeforeEndsWhenItsTimeIsOver() throws Exception {
        String before = deploy();
        String next = deploy();
        engine.time.advance(STANDBY.minusSeconds(1));

        assertEquals(DeploymentState.DRAINING, stateOf(before));
        assertEquals(Set.of(before, next), engine.hosts.running());
        engine.time.advance(Duration.ofSeconds(1));

        engine.awaitState("shop", before, DeploymentState.SUPERSEDED);
        assertEquals(Set.of(next), engine.hosts.running());
        assertEquals(next, engine.get("shop"));
    }

    @Test
    void theVersionBeforeServesAgainIfTheNewOneEnds() throws Exception {
        String before = deploy();
        String next = deploy();

        engine.hosts.crash(next);

        Deployment crashed = engine.awaitState("shop", next, DeploymentState.CRASHED);
        assertEquals(before, engine.get("shop"));
        assertEquals(before, engine.overview().project("shop").current());
        assertEquals(ProjectState.RUNNING, engine.state("shop"));
        assertEquals(DeploymentState.RUNNING, stateOf(before));
        assertEquals(List.of(before, next), engine.hosts.startedIds());
        String error = Objects.requireNonNull(crashed.error()).message();
        assertTrue(error.contains("exit code 1"), error);
        assertTrue(error.contains("Deployment " + before + ", the version before, serves again"), error);
        assertTrue(engine.log("shop", next).contains("serves again"));
        assertTrue(engine.log("shop", before).contains("This version serves again"));
    }

    @Test
    void noRequestIsLostWhenTheVersionBeforeServesAgain() throws Exception {
        String before = deploy();
        String next = deploy();

        engine.hosts.crash(next);

        for (int i = 0; i < 50; i++) {
            assertEquals(before, engine.get("shop"));
        }
    }

    @Test
    void theOneThatServesAgainIsSupervisedAndItsTimeDoesNotEndIt() throws Exception {
        String before = deploy();
        engine.hosts.crash(deploy());
        EngineFixture.await("the one before", () -> engine.get("shop").equals(before));
        engine.time.advance(STANDBY);
        assertEquals(before, engine.get("shop"));
        assertEquals(List.of(), engine.hosts.stopped());

        engine.hosts.crash(before);

        EngineFixture.await("it to be back", () -> engine.hosts.running().equals(Set.of(before)));
        engine.awaitState("shop", before, DeploymentState.RUNNING);
    }

    @Test
    void aNewVersionThatEndsLaterIsStartedAgain() throws Exception {
        String before = deploy();
        String next = deploy();
        engine.time.advance(STANDBY);
        engine.awaitState("shop", before, DeploymentState.SUPERSEDED);

        engine.hosts.crash(next);

        EngineFixture.await("it to be back", () -> engine.hosts.running().equals(Set.of(next)));
        engine.awaitState("shop", next, DeploymentState.RUNNING);
    }

    @Test
    void aVersionBeforeThatHasEndedItselfDoesNotServeAgain() throws Exception {
        String before = deploy();
        String next = deploy();
        engine.hosts.crash(before);

        engine.hosts.crash(next);

        EngineFixture.await("it to be back", () -> engine.hosts.running().equals(Set.of(next)));
        engine.time.advance(STANDBY);
        engine.awaitState("shop", before, DeploymentState.SUPERSEDED);
        assertEquals(next, engine.get("shop"));
    }

    @Test
    void onlyOneVersionStandsBy() throws Exception {
        String first = deploy();
        String second = deploy();

        String third = deploy();

        engine.awaitState("shop", first, DeploymentState.SUPERSEDED);
        assertEquals(Set.of(second, third), engine.hosts.running());
        engine.time.advance(STANDBY);
        engine.awaitState("shop", second, DeploymentState.SUPERSEDED);
        assertEquals(Set.of(third), engine.hosts.running());
    }

    @Test
    void theVersionBeforeDrainsWhileItStandsBy() throws Exception {
        String before = deploy();
        var slow = java.util.concurrent.CompletableFuture.supplyAsync(() -> {
            try {
                return engine.get("shop.localhost", "/slow");
            } catch (Exception e) {
                throw new IllegalStateException(e);
            }
        });
        assertTrue(engine.hosts.awaitSlowRequest(), "the request did not reach the service");
        deploy();
        engine.hosts.answerSlowRequests();

        assertEquals(before, slow.get(20, TimeUnit.SECONDS));
        assertEquals(DeploymentState.DRAINING, stateOf(before));
    }

    @Test
    void aRollbackToTheVersionBeforeStartsIt() throws Exception {
        String before = deploy();
        String next = deploy();

        String back = routed(engine.deployments().rollback("shop", null));

        assertEquals(before, engine.deployment("shop", back).rollbackOf());
        engine.awaitState("shop", before, DeploymentState.SUPERSEDED);
        assertEquals(Set.of(next, back), engine.hosts.running());
    }

    @Test
    void aRollbackPassesOverAVersionThatEndedAtOnce() throws Exception {
        String first = deploy();
        engine.hosts.crash(deploy());
        EngineFixture.await("the one before", () -> engine.get("shop").equals(first));
        String third = deploy();

        Deployment back = engine.deployments().rollback("shop", null);

        assertEquals(first, back.rollbackOf());
        assertNotEquals(third, routed(back));
    }

    @Test
    void aStopEndsBoth() throws Exception {
        String before = deploy();
        String next = deploy();

        engine.deployments().stop("shop");

        engine.awaitState("shop", next, DeploymentState.STOPPED);
        engine.awaitState("shop", before, DeploymentState.SUPERSEDED);
        assertEquals(Set.of(), engine.hosts.running());
    }

    @Test
    void aDeletionEndsBoth() throws Exception {
        deploy();
        deploy();

        engine.engine().deletion().delete("shop", true).get(20, TimeUnit.SECONDS);

        assertEquals(Set.of(), engine.hosts.running());
        assertEquals(Set.of(), engine.keptReleases("shop"));
    }

    @Test
    void aNewControlPlaneGoesOnWithTheNewVersion() throws Exception {
        String before = deploy();
        String next = deploy();

        engine.restart();

        assertEquals(DeploymentState.SUPERSEDED, stateOf(before));
        assertEquals(Set.of(next), engine.hosts.running());
        assertEquals(next, engine.get("shop"));
        engine.hosts.crash(next);
        EngineFixture.await("it to be back", () -> engine.hosts.running().equals(Set.of(next)));
        engine.awaitState("shop", next, DeploymentState.RUNNING);
    }

    @Test
    void aNewControlPlaneAdoptsTheOneThatServesAgain() throws Exception {
        String before = deploy();
        String next = deploy();
        engine.hosts.crash(next);
        engine.awaitState("shop", next, DeploymentState.CRASHED);

        engine.restart();

        assertEquals(before, engine.get("shop"));
        assertEquals(DeploymentState.CRASHED, stateOf(next));
    }
}
