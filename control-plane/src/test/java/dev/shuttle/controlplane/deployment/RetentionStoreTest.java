package dev.shuttle.controlplane.deployment;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.shuttle.controlplane.database.Database;
import dev.shuttle.controlplane.project.Addresses;
import dev.shuttle.controlplane.project.ProjectStore;
import dev.shuttle.controlplane.webhook.NoticeStore;
import dev.shuttle.protocol.Deployment.Failure;
import dev.shuttle.protocol.DeploymentState;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RetentionStoreTest {
    @TempDir
    Path folder;

    private Database database;
    private DeploymentStore deployments;
    private RetentionStore retention;

    @BeforeEach
    void open() {
        database = Database.open(Database.urlIn(folder));
        ProjectStore projects = new ProjectStore(database);
        projects.create("todo");
        deployments = new DeploymentStore(database, projects, new NoticeStore(new Addresses("localhost", false, 8000)));
        retention = new RetentionStore(database);
    }

    @AfterEach
    void close() {
        database.close();
    }

    @Test
    void theReleasesThatServedLastAreKept() {
        serve("a", null);
        serve("b", "a");
        serve("c", "b");

        assertEquals(List.of("a"), retention.forgetReleases("todo", 2));
        assertEquals(Set.of("b", "c"), retention.releases("todo"));
    }

    @Test
    void releasesThatNeverServedPushNoneOut() {
        serve("a", null);
        serve("b", "a");
        for (String id : List.of("c", "d", "e")) {
            build(id);
            deployments.fail(id, new Failure("start", "it did not listen"));
        }

        assertEquals(Set.of("c", "d", "e"), Set.copyOf(retention.forgetReleases("todo", 2)));
        assertEquals(Set.of("a", "b"), retention.releases("todo"));
    }

    @Test
    void whatDrainsAndWhatARollbackWaitsForIsKept() {
        serve("a", null);
        serve("b", "a");
        serve("c", "b");
        deployments.serve(built("d"), "c"); // c drains

        deployments.queue().enqueue(row("back", "a", "a"));

        assertEquals(List.of("b"), retention.forgetReleases("todo", 1));
        assertEquals(Set.of("a", "c", "d"), retention.releases("todo"));
    }

    @Test
    void deploymentsOfLongAgoAreForgottenButForThoseThatCanBeBroughtBack() {
        serve("a", null);
        serve("b", "a");
        for (int i = 0; i < 5; i++) {
            build("failed" + i);
            deployments.fail("failed" + i, new Failure("start", "it did not listen"));
            deployments.clearRelease("failed" + i);
        }

        assertEquals(List.of("failed0", "failed1"), retention.forgetDeployments("todo", 3));
        assertEquals(Set.of("a", "b", "failed2", "failed3", "failed4"), retention.deployments("todo"));
        assertEquals(List.of(), retention.forgetDeployments("todo", 100));
    }

    private void serve(String id, @Nullable String before) {
        deployments.serve(built(id), before);
        if (before != null) {
            deployments.move(before, DeploymentState.SUPERSEDED);
        }
    }

    private DeploymentRow built(String id) {
        build(id);
        return deployments.find("todo", id).orElseThrow();
    }

    private void build(String id) {
        deployments.queue().enqueue(row(id, null, null));
        assertEquals(id, deployments.queue().claim(Lane.BUILD).orElseThrow().id());
        deployments.setRelease(id);
        deployments.move(id, DeploymentState.PROVISIONING);
        deployments.move(id, DeploymentState.STARTING);
    }

    private static DeploymentRow row(String id, @Nullable String release, @Nullable String rollbackOf) {
        return new DeploymentRow(
                0,
                id,
                "todo",
                DeploymentState.QUEUED,
                release,
                new Upload.Options(false, null, null, null, null, null),
                null,
                null,
                rollbackOf,
                Instant.now(),
                null,
                null,
                null);
    }
}
