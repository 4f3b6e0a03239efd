package dev.shuttle.controlplane.deployment;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.shuttle.controlplane.database.Database;
import dev.shuttle.controlplane.project.Addresses;
import dev.shuttle.controlplane.project.DeletionStore;
import dev.shuttle.controlplane.project.ProjectStore;
import dev.shuttle.controlplane.webhook.NoticeStore;
import dev.shuttle.protocol.Deployment.Failure;
import dev.shuttle.protocol.DeploymentState;
import dev.shuttle.protocol.ProjectState;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DeploymentStoreTest {
    @TempDir
    Path folder;

    private Database database;
    private ProjectStore projects;
    private DeploymentStore store;

    @BeforeEach
    void open() {
        database = Database.open(Database.urlIn(folder));
        projects = new ProjectStore(database);
        store = new DeploymentStore(database, projects, new NoticeStore(new Addresses("localhost", false, 8000)));
        projects.create("todo");
        projects.create("blog");
    }

    @AfterEach
    void close() {
        database.close();
    }

    @Test
    void theOldestIsTakenFirstAndNeverTwoOfOneProject() {
        store.queue().enqueue(row("a", "todo", null));
        store.queue().enqueue(row("b", "blog", null));
        assertEquals("a", claim(Lane.BUILD).id());
        store.queue().enqueue(row("c", "todo", null));
        assertEquals("b", claim(Lane.BUILD).id());
        assertEquals(Optional.empty(), store.queue().claim(Lane.BUILD));
        store.fail("a", new Failure("build", "it did not compile"));
        assertEquals("c", claim(Lane.BUILD).id());
    }

    @Test
    void aNewerUploadOvertakesTheOneThatWaits() {
        store.queue().enqueue(row("a", "todo", null));
        assertEquals(List.of("a"), store.queue().enqueue(row("b", "todo", null)));
        assertEquals(DeploymentState.CANCELLED, find("a").state());
        assertNotNull(find("a").finishedAt());
        assertEquals("b", claim(Lane.BUILD).id());
    }

    @Test
    void rollbacksAreTakenByTheirOwnWorkers() {
        store.queue().enqueue(row("a", "todo", "older"));
        assertEquals(Optional.empty(), store.queue().claim(Lane.BUILD));
        assertEquals(DeploymentState.QUEUED, claim(Lane.RELEASE).state());
        assertEquals(DeploymentState.PROVISIONING, find("a").state());
    }

    @Test
    void aRestartBringsWhatServesWhenItIsItsTurn() {
        serve("a");
        store.queue().enqueue(row("restart", "todo", "a", null));
        serve("b");

        DeploymentRow taken = claim(Lane.RELEASE);

        assertEquals("restart", taken.id());
        assertEquals("b", taken.release());
        assertEquals("sha256:b", taken.digest());
    }

    @Test
    void aRestartOvertakesRestartsAndNoUpload() {
        serve("a");
        store.queue().enqueue(row("upload", "todo", null));
        store.queue().enqueue(row("one", "todo", "a", null));

        assertEquals(List.of("one"), store.queue().enqueue(row("two", "todo", "a", null)));
        assertEquals(DeploymentState.QUEUED, find("upload").state());
        assertEquals(List.of("upload"), store.queue().enqueue(row("newer", "todo", null)));
        assertEquals(DeploymentState.QUEUED, find("two").state());
    }

    @Test
    void aRollbackOvertakesAllThatWaits() {
        serve("a");
        store.queue().enqueue(row("upload", "todo", null));
        store.queue().enqueue(row("restart", "todo", "a", null));

        assertEquals(List.of("upload", "restart"), store.queue().enqueue(row("rollback", "todo", "a", "a")));
    }

    @Test
    void theQueueOutlivesTheControlPlane() {
        store.queue().enqueue(row("a", "todo", null));
        close();
        open();
        assertEquals("a", claim(Lane.BUILD).id());
    }

    @Test
    void theSwitchIsOneCommit() {
        serve("a");
        DeploymentRow next = started("b");
        store.serve(next, "a");
        assertEquals(DeploymentState.DRAINING, find("a").state());
        assertEquals(DeploymentState.RUNNING, find("b").state());
        assertEquals("b", projects.find("todo").orElseThrow().current());
        assertEquals(ProjectState.RUNNING, projects.find("todo").orElseThrow().state());
        assertNotNull(find("b").startedAt());
    }

    @Test
    void aStateThatCannotFollowIsRefused() {
        store.queue().enqueue(row("a", "todo", null));
        assertThrows(IllegalStateException.class, () -> store.move("a", DeploymentState.RUNNING));
        assertEquals(DeploymentState.QUEUED, find("a").state());
    }

    @Test
    void stepsAreTimedAndClosedByTheEnd() {
        store.queue().enqueue(row("a", "todo", null));
        claim(Lane.BUILD);
        store.steps().begin("a", "unpack");
        store.steps().begin("a", "build");
        store.fail("a", new Failure("build", "no"));
        assertEquals(
                List.of("queue", "unpack", "build"),
                store.steps().of("a").stream().map(step -> step.name()).toList());
        assertTrue(store.steps().of("a").stream().allMatch(step -> step.millis() != null));
        assertEquals(new Failure("build", "no"), find("a").error());
    }

    @Test
    void theVersionBeforeIsTheLastThatServedAnotherRelease() {
        serve("a");
        serve("b");
        assertEquals("a", store.servedBefore(find("b")).orElseThrow().id());
        store.queue().enqueue(row("c", "todo", "a"));
        claim(Lane.RELEASE);
        store.move("c", DeploymentState.STARTING);
        store.serve(find("c"), "b");
        assertEquals("b", store.servedBefore(find("c")).orElseThrow().id());
    }

    @Test
    void aDeletedProjectTakesItsDeploymentsAlong() {
        serve("a");
        DeletionStore deletions = new DeletionStore(database);
        deletions.forget(deletions.add("todo", false), "forget");
        assertEquals(Optional.empty(), store.find("todo", "a"));
        assertEquals(List.of(), store.steps().of("a"));
    }

    private void serve(String id) {
        String before = projects.find("todo").orElseThrow().current();
        store.serve(started(id), before);
    }

    private DeploymentRow started(String id) {
        store.queue().enqueue(row(id, "todo", null));
        DeploymentRow row = claim(Lane.BUILD);
        store.setRelease(id);
        store.move(id, DeploymentState.PROVISIONING);
        store.move(id, DeploymentState.STARTING);
        return row;
    }

    private DeploymentRow claim(Lane lane) {
        return store.queue().claim(lane).orElseThrow();
    }

    private DeploymentRow find(String id) {
        return store.find("todo", id).orElseThrow();
    }

    private static DeploymentRow row(String id, String project, @Nullable String rollbackOf) {
        return row(id, project, rollbackOf, rollbackOf);
    }

    private static DeploymentRow row(String id, String project, @Nullable String release, @Nullable String rollbackOf) {
        return new DeploymentRow(
                0,
                id,
                project,
                DeploymentState.QUEUED,
                release,
                new Upload.Options(false, null, null, null, null, null),
                "sha256:" + id,
                null,
                rollbackOf,
                Instant.now(),
                null,
                null,
                null);
    }
}
