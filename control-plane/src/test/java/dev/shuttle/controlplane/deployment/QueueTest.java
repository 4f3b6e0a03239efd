package dev.shuttle.controlplane.deployment;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.shuttle.controlplane.build.BuildFailedException;
import dev.shuttle.controlplane.fault.ConflictException;
import dev.shuttle.controlplane.host.ServiceFailedException;
import dev.shuttle.controlplane.project.UnknownProjectException;
import dev.shuttle.protocol.Deployment;
import dev.shuttle.protocol.DeploymentState;
import dev.shuttle.protocol.ProjectState;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;

/** From an upload to traffic: who waits for whom, who overtakes whom, and what a failure leaves. */
@Timeout(60)
class QueueTest {
    @RegisterExtension
    final EngineFixture engine = new EngineFixture().builders(2);

    private final Semaphore gate = new Semaphore(0);
    private final CountDownLatch building = new CountDownLatch(1);

    /** Each build waits at the gate. */
    private void closeGate() {
        engine.onBuild(request -> {
            building.countDown();
            gate.acquire();
        });
    }

    private void awaitBuild() throws InterruptedException {
        assertTrue(building.await(20, TimeUnit.SECONDS), "no build began");
    }

    @Test
    void anUploadServesThroughTheProxy() throws Exception {
        String id = engine.deploy("shop");

        assertEquals(id, engine.get("shop"));
        assertEquals(ProjectState.RUNNING, engine.state("shop"));
        assertEquals(id, engine.overview().project("shop").current());
    }

    @Test
    void theStepsAreNamedAndTimed() throws Exception {
        String id = engine.deploy("shop");

        List<Deployment.Step> steps = engine.deployment("shop", id).steps();
        assertEquals(
                List.of("queue", "unpack", "build", "plan", "provision", "start", "switch"),
                steps.stream().map(Deployment.Step::name).toList());
        assertTrue(steps.stream().allMatch(step -> step.millis() != null), steps::toString);
    }

    @Test
    void nothingOfTheUploadIsLeftWhenItServes() throws Exception {
        String id = engine.deploy("shop");

        EngineFixture.await(
                "the workspace to go",
                () -> Files.notExists(engine.home().resolve("workspaces").resolve(id)));
        EngineFixture.await("the upload to go", () -> engine.filesIn("uploads").isEmpty());
    }

    /** By one builder: which of two that took theirs goes on first is open. */
    @Test
    void deploymentsAreTakenInTheOrderOfTheirUploads() throws Exception {
        engine.builders(1).restart();
        List<String> built = Collections.synchronizedList(new ArrayList<>());
        engine.onBuild(request -> {
            building.countDown();
            gate.acquire();
            built.add(request.project());
        });
        List<String> projects = List.of("d", "a", "c", "b");
        Deployment last = engine.upload("e");
        awaitBuild();
        for (String project : projects) {
            last = engine.upload(project);
        }
        gate.release(1 + projects.size());
        engine.serving(last);

        assertEquals(List.of("e", "d", "a", "c", "b"), built);
    }

    @Test
    void twoDeploymentsOfAProjectAreNeverInWorkTogether() throws Exception {
        Set<String> inWork = ConcurrentHashMap.newKeySet();
        AtomicInteger builds = new AtomicInteger();
        List<String> clashes = Collections.synchronizedList(new ArrayList<>());
        engine.onBuild(request -> {
            if (!inWork.add(request.project())) {
                clashes.add(request.deployment());
            }
            builds.incrementAndGet();
            building.countDown();
            gate.acquire();
            inWork.remove(request.project());
        });
        Deployment first = engine.upload("shop");
        awaitBuild();
        Deployment second = engine.upload("shop");
        engine.upload("blog");
        EngineFixture.await("both builders to be busy", () -> builds.get() == 2);
        assertEquals(
                DeploymentState.QUEUED, engine.deployment("shop", second.id()).state());

        gate.release(3);
        engine.serving(second);
        assertEquals(
                DeploymentState.SUPERSEDED,
                engine.deployment("shop", first.id()).state());
        assertEquals(List.of(), clashes);
    }

    @Test
    void aNewerUploadOvertakesTheOneThatWaits() throws Exception {
        closeGate();
        engine.upload("shop");
        awaitBuild();
        Deployment waits = engine.upload("shop");
        Deployment newer = engine.upload("shop");

        assertEquals(
                DeploymentState.CANCELLED, engine.deployment("shop", waits.id()).state());
        assertTrue(engine.log("shop", waits.id()).contains("Overtaken by deployment " + newer.id()));
        gate.release(2);
        engine.serving(newer);
    }

    @Test
    void theSameSourcesAreUnchangedAndNotDeployedAgain() throws Exception {
        String id = engine.serving(engine.upload("shop", CompiledApp.PLAIN, "one", false));

        Deployment again = engine.upload("shop", CompiledApp.PLAIN, "one", false);

        assertEquals(id, again.id());
        assertTrue(Objects.requireNonNull(again.unchanged()));
        assertEquals(List.of(id), engine.hosts.startedIds());
        EngineFixture.await("the uploads to go", () -> engine.filesIn("uploads").isEmpty());
    }

    @Test
    void theSameSourcesAreDeployedAgainWithForce() throws Exception {
        String id = engine.serving(engine.upload("shop", CompiledApp.PLAIN, "one", false));

        Deployment again = engine.upload("shop", CompiledApp.PLAIN, "one", true);

        assertNull(again.unchanged());
        assertEquals(engine.serving(again), engine.get("shop"));
        assertFalse(id.equals(again.id()));
    }

    @Test
    void theSameSourcesAreDeployedAfterAStop() throws Exception {
        engine.serving(engine.upload("shop", CompiledApp.PLAIN, "one", false));
        engine.deployments().stop("shop");

        assertNull(engine.upload("shop", CompiledApp.PLAIN, "one", false).unchanged());
    }

    @Test
    void whatWaitsIsCancelledAndItsArchiveGoes() throws Exception {
        closeGate();
        engine.upload("shop");
        awaitBuild();
        Deployment waits = engine.upload("shop");

        assertEquals(
                DeploymentState.CANCELLED,
                engine.deployments().cancel("shop", waits.id()).state());
        assertFalse(engine.home()
                .resolve("uploads/" + waits.id() + ".tar.gz")
                .toFile()
                .exists());
        gate.release();
    }

    @Test
    void whatIsBuiltIsCancelledAtOnceAndTheOldVersionServesOn() throws Exception {
        String old = engine.deploy("shop");
        closeGate();
        Deployment next = engine.upload("shop");
        awaitBuild();

        Deployment cancelled = engine.deployments().cancel("shop", next.id());

        assertEquals(DeploymentState.CANCELLED, cancelled.state());
        assertEquals(old, engine.get("shop"));
        engine.onBuild(request -> {});
        engine.deploy("shop");
    }

    @Test
    void whatIsStartingIsCancelledAndLeavesNoProcessAndNoRelease() throws Exception {
        engine.hosts.beforeStart(request -> {
            building.countDown();
            gate.acquire();
        });
        Deployment next = engine.upload("shop");
        awaitBuild();

        engine.deployments().cancel("shop", next.id());

        assertEquals(Set.of(), engine.hosts.running());
        assertEquals(Set.of(), engine.keptReleases("shop"));
        assertEquals(ProjectState.NEW, engine.state("shop"));
    }

    @Test
    void whatIsOverCannotBeCancelled() throws Exception {
        String old = engine.deploy("shop");
        engine.deploy("shop");

        assertThrows(ConflictException.class, () -> engine.deployments().cancel("shop", old));
    }

    @Test
    void aBuildThatFailsSaysSoAndTheNextOneServes() throws Exception {
        engine.onBuild(request -> {
            throw new BuildFailedException("It does not compile.");
        });
        Deployment.Failure failure = engine.failure(engine.upload("shop"));

        assertEquals("build", failure.step());
        assertEquals("It does not compile.", failure.message());
        engine.onBuild(request -> {});
        engine.deploy("shop");
    }

    @Test
    void codeThatCannotBePlannedFailsAtThatStep() throws Exception {
        assertEquals(
                "plan",
                engine.failure(engine.upload("shop", CompiledApp.WITHOUT_MAIN)).step());
    }

    @Test
    void aMissingSecretFailsBeforeAnythingIsStarted() throws Exception {
        Deployment.Failure failure = engine.failure(engine.upload("shop", CompiledApp.WITH_SECRET));

        assertEquals("provision", failure.step());
        assertTrue(failure.message().contains("TOKEN"), failure::message);
        assertEquals(List.of(), engine.hosts.started());
    }

    @Test
    void aStartThatTakesTooLongTellsTheLastFiftyLinesOfTheService() throws Exception {
        engine.hosts.beforeStart(request -> {
            for (int i = 1; i <= 90; i++) {
                request.output().line("out", "counted " + i);
            }
            throw ServiceFailedException.late("It never listened.");
        });
        Deployment.Failure failure = engine.failure(engine.upload("shop"));

        assertEquals("start", failure.step());
        String lines =
                IntStream.rangeClosed(41, 90).mapToObj(i -> "counted " + i).collect(Collectors.joining("\n"));
        assertEquals("It never listened.\n" + Deployment.Failure.LAST_LINES + "\n" + lines, failure.message());
    }

    @Test
    void anErrorInAStartFailsTheDeploymentAndTheOldVersionServesOn() throws Exception {
        String old = engine.deploy("shop");
        engine.hosts.beforeStart(request -> {
            throw new OutOfMemoryError("Metaspace");
        });
        Deployment.Failure failure = engine.failure(engine.upload("shop"));

        assertEquals("start", failure.step());
        assertTrue(failure.message().contains("Metaspace"), failure::message);
        assertEquals(old, engine.get("shop"));
        engine.hosts.beforeStart(request -> {});
        engine.deploy("shop");
    }

    @Test
    void anErrorInABuildLeavesTheBuilderForTheNextProject() throws Exception {
        engine.onBuild(request -> {
            throw new StackOverflowError();
        });
        for (String project : List.of("a", "b", "c", "d")) {
            assertEquals("build", engine.failure(engine.upload(project)).step());
        }
        engine.onBuild(request -> {});
        engine.deploy("a");
    }

    @Test
    void aFailureLeavesNoReleaseOfItsOwn() throws Exception {
        String old = engine.deploy("shop");
        engine.hosts.beforeStart(request -> {
            throw new dev.shuttle.controlplane.host.ServiceFailedException("It ended with exit code 1.");
        });

        engine.failure(engine.upload("shop"));

        assertEquals(Set.of(old), engine.keptReleases("shop"));
    }

    @Test
    void whatWaitsIsBuiltByTheNextControlPlane() throws Exception {
        closeGate();
        engine.upload("shop");
        awaitBuild();
        Deployment waits = engine.upload("shop");
        engine.onBuild(request -> {});

        engine.restart();

        engine.serving(waits);
    }

    @Test
    void unknownProjectsAreSaidToBeUnknown() {
        assertThrows(UnknownProjectException.class, () -> engine.deployments().rollback("none", null));
        assertThrows(UnknownProjectException.class, () -> engine.deployments().restart("none"));
        assertThrows(UnknownProjectException.class, () -> engine.deployments().stop("none"));
        assertThrows(
                UnknownProjectException.class, () -> engine.engine().deletion().delete("none", false));
    }
}
