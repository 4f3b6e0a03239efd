package dev.shuttle.controlplane.deployment;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.shuttle.controlplane.host.ServiceFailedException;
import dev.shuttle.protocol.Deployment;
import dev.shuttle.protocol.DeploymentState;
import dev.shuttle.protocol.ProjectState;
import dev.shuttle.proxy.Route;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;

/** A start picks up where the last run stopped, after an orderly end or none. */
@Timeout(60)
class AdoptionTest {
    @RegisterExtension
    final EngineFixture engine = new EngineFixture();

    @Test
    void aServiceThatStillRunsIsAdoptedAndNotStartedAgain() throws Exception {
        String id = engine.deploy("shop");

        engine.restart();

        assertInstanceOf(Route.Serving.class, engine.route("shop"));
        assertEquals(id, engine.get("shop"));
        assertEquals(List.of(id), engine.hosts.startedIds());
    }

    @Test
    void anAdoptedServiceIsSupervised() throws Exception {
        String id = engine.deploy("shop");
        engine.restart();

        engine.hosts.crash(id);

        EngineFixture.await("it to be back", () -> engine.hosts.running().contains(id) && engine.isRouted("shop"));
        assertEquals(id, engine.get("shop"));
    }

    @Test
    void anAdoptedServiceIsDrainedByTheNextDeploy() throws Exception {
        String id = engine.deploy("shop");
        engine.restart();

        String next = engine.deploy("shop");

        assertEquals(next, engine.get("shop"));
        assertEquals(Set.of(next), engine.hosts.running());
        assertEquals(DeploymentState.SUPERSEDED, engine.deployment("shop", id).state());
    }

    @Test
    void aServiceThatEndedMeanwhileIsStartedAgain() throws Exception {
        String id = engine.deploy("shop");
        engine.end();
        engine.hosts.crash(id);

        engine.start();

        EngineFixture.await("it to be back", () -> engine.isRouted("shop"));
        assertEquals(0, engine.restarts("shop"), "it may have ended with the server");
        assertEquals(id, engine.get("shop"));
        engine.awaitState("shop", id, DeploymentState.RUNNING);
    }

    @Test
    void aServiceThatDoesNotComeBackIsTriedAgainWithTheSamePauses() throws Exception {
        String id = engine.deploy("shop");
        engine.end();
        engine.hosts.crash(id);
        engine.hosts.beforeStart(request -> {
            throw new ServiceFailedException("not yet");
        });

        engine.start();

        assertEquals(Duration.ofSeconds(1), engine.time.awaitNext());
        engine.hosts.beforeStart(request -> {});
        engine.time.advance(Duration.ofSeconds(1));
        EngineFixture.await("it to be back", () -> engine.isRouted("shop"));
    }

    @Test
    void aServiceThatNoRowWantsIsEnded() throws Exception {
        String id = engine.deploy("shop");
        engine.end();
        engine.database().jdbi().useHandle(handle -> handle.execute("delete from project where name = 'shop'"));

        engine.start();

        assertEquals(List.of(id), engine.hosts.stopped());
        assertNull(engine.route("shop"));
    }

    @Test
    void whatWasInWorkHasFailedAndSaysSo() throws Exception {
        engine.deploy("shop");
        engine.end();
        for (DeploymentState state :
                List.of(DeploymentState.BUILDING, DeploymentState.PROVISIONING, DeploymentState.STARTING)) {
            String project = state.json();
            interrupted(project, state, null);
        }

        engine.start();

        for (String project : List.of("building", "provisioning", "starting")) {
            Deployment failed = engine.deployment(project, "of-" + project);
            assertEquals(DeploymentState.FAILED, failed.state());
            assertTrue(Objects.requireNonNull(failed.error()).message().contains("Deploy again"), failed::toString);
            assertTrue(engine.log(project, failed.id()).contains("Failed in step"));
            engine.deploy(project);
        }
    }

    @Test
    void theReleaseOfWhatWasInWorkIsForgotten() throws Exception {
        String id = engine.deploy("shop");
        engine.end();
        String left = "of-shop2";
        interrupted("shop2", DeploymentState.STARTING, left);
        Path release = engine.home().resolve("releases/shop2/" + left);
        Files.createDirectories(release);

        engine.start();

        assertNull(engine.store().find("shop2", left).orElseThrow().release());
        assertEquals(Set.of(), engine.keptReleases("shop2"));
        assertEquals(Set.of(id), engine.keptReleases("shop"));
    }

    private void interrupted(String project, DeploymentState state, @Nullable String release) {
        new dev.shuttle.controlplane.project.ProjectStore(engine.database()).create(project);
        DeploymentStore store = engine.store();
        String id = "of-" + project;
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
        engine.database()
                .jdbi()
                .useHandle(handle -> handle.execute(
                        "update deployment set state = ?, release_id = ? where id = ?", state.json(), release, id));
        store.steps().begin(id, "build");
    }

    @Test
    void whatWasDrainingIsOver() throws Exception {
        String old = engine.deploy("shop");
        String id = engine.deploy("shop");
        engine.end();
        engine.database()
                .jdbi()
                .useHandle(handle -> handle.execute("update deployment set state = 'draining' where id = ?", old));

        engine.start();

        assertEquals(DeploymentState.SUPERSEDED, engine.deployment("shop", old).state());
        assertEquals(id, engine.get("shop"));
    }

    @Test
    void whatWasBeingStoppedIsStopped() throws Exception {
        String id = engine.deploy("shop");
        engine.end();
        engine.store().stop("shop", id);

        engine.start();

        assertEquals(DeploymentState.STOPPED, engine.deployment("shop", id).state());
        assertEquals(ProjectState.STOPPED, engine.state("shop"));
        assertEquals(List.of(id), engine.hosts.stopped());
    }

    @Test
    void aDeployInWorkFailsWithTheEndOfTheControlPlane() throws Exception {
        engine.onBuild(request -> new java.util.concurrent.CountDownLatch(1).await());
        Deployment building = engine.upload("shop");
        EngineFixture.await(
                "the build", () -> engine.deployment("shop", building.id()).state() == DeploymentState.BUILDING);

        engine.restart();

        assertTrue(engine.failure(building).message().contains("was stopped"));
    }

    @Test
    void filesThatNoRowNamesAreRemoved() throws Exception {
        String id = engine.deploy("shop");
        engine.end();
        Path release = Files.createDirectories(engine.home().resolve("releases/shop/left"));
        Path log = Files.createDirectories(engine.home().resolve("logs/shop/left"));
        Path workspace = Files.createDirectories(engine.home().resolve("workspaces/left"));
        Path archive = Files.createFile(engine.home().resolve("uploads/left.tar.gz"));

        engine.start();

        for (Path left : List.of(release, log, workspace, archive)) {
            assertTrue(Files.notExists(left), left::toString);
        }
        assertEquals(Set.of(id), engine.keptReleases("shop"));
    }

    @Test
    void domainsLeadToTheirProjectsAgain() throws Exception {
        String id = engine.deploy("shop");
        engine.engine().domains().add("shop", "shop.example.com", true);

        engine.restart();

        assertEquals(id, engine.get("shop.example.com", "/"));
    }
}
