package dev.shuttle.controlplane.console;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.shuttle.protocol.Deployment;
import dev.shuttle.protocol.DeploymentState;
import dev.shuttle.protocol.Project;
import dev.shuttle.protocol.ProjectState;
import java.net.URI;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

class ProjectHeadTest {
    private static final URI SHOP = URI.create("http://shop.localhost:8000");

    @Test
    void aServiceWhoseProcessHasEndedDoesNotRun() {
        assertEquals("running", state(ProjectState.RUNNING, DeploymentState.RUNNING));
        assertEquals("restarting", state(ProjectState.RUNNING, DeploymentState.RESTARTING));
        assertEquals("deploying", state(ProjectState.DEPLOYING, DeploymentState.RESTARTING));
        assertEquals(
                "new", ProjectHead.of(project(ProjectState.NEW), null, true).state());
    }

    private static String state(ProjectState project, DeploymentState current) {
        Deployment deployment = new Deployment(
                "1",
                "shop",
                current,
                SHOP,
                Instant.EPOCH,
                Instant.EPOCH,
                null,
                List.of(),
                null,
                null,
                null,
                null,
                null);
        return ProjectHead.of(project(project), deployment, true).state();
    }

    private static Project project(ProjectState state) {
        return new Project("shop", SHOP, state, "1", "dedicated", Instant.EPOCH, null, null, null);
    }
}
