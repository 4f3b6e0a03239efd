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
import java.util.Objects;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Services that end by themselves: back-off, giving up, and what resets it. */
@Timeout(60)
class SupervisorTest {
    private static final RestartPolicy POLICY = new RestartPolicy(
            List.of(Duration.ZERO, Duration.ofSeconds(1), Duration.ofSeconds(9)), Duration.ofMinutes(1));

    @RegisterExtension
    final EngineFixture engine = new EngineFixture().with(POLICY);

    private void awaitStarts(int number) throws Exception {
        EngineFixture.await(
                number + " starts",
                () -> engine.hosts.started().size() == number
                        && engine.overview().project("shop").state() != ProjectState.NEW
                        && engine.isRouted("shop")
                        && engine.hosts.running().size() == 1);
    }

    private void awaitRoute(Class<? extends Route> type) throws Exception {
        EngineFixture.await("the route to be " + type, () -> type.isInstance(engine.route("shop")));
    }

    @Test
    void isStartedAgainAtOnceAndServes() throws Exception {
        String id = engine.deploy("shop");

        engine.hosts.crash(id);

        awaitStarts(2);
        engine.awaitState("shop", id, DeploymentState.RUNNING);
        assertEquals(id, engine.get("shop"));
        assertTrue(engine.log("shop", id).contains("ended with exit code 1"));
        assertEquals(1, engine.restarts("shop"));
    }

    @Test
    void eachFurtherStartWaitsLonger() throws Exception {
        String id = engine.deploy("shop");
        engine.hosts.crash(id);
        awaitStarts(2);

        engine.hosts.crash(id);
        assertEquals(Duration.ofSeconds(1), engine.time.awaitNext());
        engine.awaitState("shop", id, DeploymentState.RESTARTING);
        assertInstanceOf(Route.Waiting.class, engine.route("shop"));
        assertEquals(2, engine.hosts.started().size());
        engine.time.advance(Duration.ofSeconds(1));
        awaitStarts(3);

        engine.hosts.crash(id);
        assertEquals(Duration.ofSeconds(9), engine.time.awaitNext());
        engine.time.advance(Duration.ofSeconds(8));
        assertEquals(3, engine.hosts.started().size());
        engine.time.advance(Duration.ofSeconds(1));
        awaitStarts(4);
    }

    @Test
    void isGivenUpWhenThePausesAreUsedUp() throws Exception {
        String id = crashUntilGivenUp();

        engine.awaitProject("shop", ProjectState.CRASHED);
        assertEquals(DeploymentState.CRASHED, engine.deployment("shop", id).state());
        awaitRoute(Route.Unavailable.class);
        assertEquals(
                new Route.Unavailable(Route.Unavailable.Reason.CRASHED), Objects.requireNonNull(engine.route("shop")));
        assertTrue(engine.log("shop", id).contains("is given up"));
        assertEquals(
                List.of(id),
                engine.overview().crashed().stream().map(Deployment::id).toList());
        Deployment.Failure error =
                Objects.requireNonNull(engine.overview().project("shop").error());
        assertTrue(error.message().contains("is given up. See its log (mvn shuttle:logs"), error::message);
        assertTrue(engine.time.isIdle());
    }

    private String crashUntilGivenUp() throws Exception {
        String id = engine.deploy("shop");
        engine.hosts.crash(id);
        awaitStarts(2);
        for (int starts = 3; starts <= 4; starts++) {
            engine.hosts.crash(id);
            engine.time.advance(engine.time.awaitNext());
            awaitStarts(starts);
        }
        engine.hosts.crash(id);
        engine.awaitState("shop", id, DeploymentState.CRASHED);
        return id;
    }

    @Test
    void whatWasGivenUpStaysDownAfterARestartOfTheControlPlane() throws Exception {
        crashUntilGivenUp();

        engine.restart();

        assertEquals(new Route.Unavailable(Route.Unavailable.Reason.CRASHED), engine.route("shop"));
        assertEquals(ProjectState.CRASHED, engine.state("shop"));
    }

    @Test
    void whatWasGivenUpIsBroughtBackByTheNextDeploy() throws Exception {
        crashUntilGivenUp();

        String next = engine.deploy("shop");

        assertEquals(next, engine.get("shop"));
        assertEquals(ProjectState.RUNNING, engine.state("shop"));
    }

    @Test
    void whatWasGivenUpIsBroughtBackByAStart() throws Exception {
        crashUntilGivenUp();

        String next = engine.serving(engine.deployments().start("shop"));

        assertEquals(next, engine.get("shop"));
    }

    @Test
    void aServiceThatWasStableBeginsWithTheFirstPauseAgain() throws Exception {
        String id = engine.deploy("shop");
        engine.hosts.crash(id);
        awaitStarts(2);
        engine.time.advance(Duration.ofSeconds(61));

        engine.hosts.crash(id);

        awaitStarts(3); // at once: nothing has advanced the time
        assertTrue(engine.time.isIdle());
    }

    @Test
    void aServiceThatWasNotStableDoesNot() throws Exception {
        String id = engine.deploy("shop");
        engine.hosts.crash(id);
        awaitStarts(2);
        engine.time.advance(Duration.ofSeconds(59));

        engine.hosts.crash(id);

        assertEquals(Duration.ofSeconds(1), engine.time.awaitNext());
    }

    @Test
    void aStartThatFailsCountsAsAnEnd() throws Exception {
        String id = engine.deploy("shop");
        engine.hosts.beforeStart(request -> {
            throw new ServiceFailedException("It did not become ready.");
        });

        engine.hosts.crash(id);
        assertEquals(Duration.ofSeconds(1), engine.time.awaitNext());
        engine.time.advance(Duration.ofSeconds(1));
        assertEquals(Duration.ofSeconds(9), engine.time.awaitNext());
        engine.time.advance(Duration.ofSeconds(9));

        engine.awaitProject("shop", ProjectState.CRASHED);
        assertTrue(engine.log("shop", id).contains("It did not become ready."));
    }

    @Test
    void anErrorInAStartCountsAsAnEndToo() throws Exception {
        String id = engine.deploy("shop");
        engine.hosts.beforeStart(request -> {
            throw new NoClassDefFoundError("app/Gone");
        });

        engine.hosts.crash(id);

        assertEquals(Duration.ofSeconds(1), engine.time.awaitNext());
        engine.hosts.beforeStart(request -> {});
        engine.time.advance(Duration.ofSeconds(1));
        awaitStarts(2);
    }

    @Test
    void aReleaseThatIsGoneIsGivenUpWithItsReason() throws Exception {
        String id = engine.deploy("shop");
        engine.releases().delete("shop", id);

        engine.hosts.crash(id);
        for (int i = 0; i < 2; i++) {
            engine.time.advance(engine.time.awaitNext());
        }

        engine.awaitProject("shop", ProjectState.CRASHED);
    }

    @Test
    void aDeployDuringAPauseTakesOver() throws Exception {
        String id = engine.deploy("shop");
        engine.hosts.crash(id);
        awaitStarts(2);
        engine.hosts.crash(id);
        engine.time.awaitNext();

        String next = engine.deploy("shop");
        engine.time.advance(Duration.ofSeconds(1));

        assertEquals(next, engine.get("shop"));
        engine.awaitState("shop", id, DeploymentState.SUPERSEDED);
        assertEquals(List.of(id, id, next), engine.hosts.startedIds());
    }

    @Test
    void aStopDuringAPauseEndsIt() throws Exception {
        String id = engine.deploy("shop");
        engine.hosts.crash(id);
        awaitStarts(2);
        engine.hosts.crash(id);
        engine.time.awaitNext();

        engine.deployments().stop("shop");
        engine.time.advance(Duration.ofSeconds(1));

        engine.awaitState("shop", id, DeploymentState.STOPPED);
        assertEquals(List.of(id, id), engine.hosts.startedIds());
    }

    @Test
    void aStartThatIsOvertakenIsStopped() throws Exception {
        String id = engine.deploy("shop");
        CountDownLatch starting = new CountDownLatch(1);
        CountDownLatch go = new CountDownLatch(1);
        engine.hosts.beforeStart(request -> {
            if (request.deployment().equals(id)) {
                starting.countDown();
                go.await();
            }
        });
        engine.hosts.crash(id);
        assertTrue(starting.await(20, TimeUnit.SECONDS));
        String next = engine.deploy("shop");
        go.countDown();

        EngineFixture.await(
                "the late start to be stopped", () -> engine.hosts.stopped().contains(id));
        assertEquals(next, engine.get("shop"));
    }

    @Test
    void aPauseOfOneProjectDelaysNoOther() throws Exception {
        for (String project : List.of("a", "b", "c", "d")) {
            String id = engine.deploy(project);
            engine.hosts.crash(id);
            EngineFixture.await("a start", () -> engine.hosts.running().contains(id) && engine.isRouted(project));
            engine.hosts.crash(id); // each waits a second that does not pass
        }
        String id = engine.deploy("shop");

        engine.hosts.crash(id);

        EngineFixture.await(
                "the start of another project", () -> engine.hosts.running().contains(id));
    }

    @Test
    void aProjectWhoseChangeIsStuckDelaysNoOther() throws Exception {
        String stuck = engine.deploy("stuck");
        String id = engine.deploy("shop");
        CountDownLatch locked = new CountDownLatch(1);
        CountDownLatch go = new CountDownLatch(1);
        Thread slowDisk = new Thread(() -> engine.database().jdbi().useTransaction(handle -> {
            handle.execute("update deployment set digest = 'x' where id = ?", stuck); // the row is locked
            locked.countDown();
            boolean ignored = dev.shuttle.os.Uninterruptibles.await(() -> go.await(60, TimeUnit.SECONDS));
        }));
        slowDisk.start();
        assertTrue(locked.await(20, TimeUnit.SECONDS));
        try {
            engine.hosts.crash(stuck); // its change of state waits for the row, under the lock of its project
            EngineFixture.await("its change to begin", () -> engine.route("stuck") instanceof Route.Waiting);
            engine.hosts.crash(id);

            EngineFixture.await(
                    "the other project to be up again",
                    () -> engine.hosts.running().contains(id));
        } finally {
            go.countDown();
            slowDisk.join();
        }
    }

    @Test
    void thePolicyGivesThePausesInOrder() {
        assertEquals(Duration.ZERO, POLICY.pauseAfter(0).orElseThrow());
        assertEquals(Duration.ofSeconds(9), POLICY.pauseAfter(2).orElseThrow());
        assertTrue(POLICY.pauseAfter(3).isEmpty());
        assertEquals(5, RestartPolicy.DEFAULT.pauses().size());
    }
}
