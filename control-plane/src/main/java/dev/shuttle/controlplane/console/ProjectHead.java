package dev.shuttle.controlplane.console;

import dev.shuttle.protocol.Deployment;
import dev.shuttle.protocol.DeploymentState;
import dev.shuttle.protocol.Project;
import dev.shuttle.protocol.ProjectState;
import java.net.URI;
import org.jspecify.annotations.Nullable;

/**
 * A project, as the head of its pages shows it.
 *
 * @param name its name
 * @param url where it answers
 * @param state how it is
 * @param mayChange whether the key may change it
 */
public record ProjectHead(String name, URI url, String state, boolean mayChange) {

    /** Of a project and the deployment that serves, which tells more: whether its process has just ended. */
    static ProjectHead of(Project project, @Nullable Deployment current, boolean mayChange) {
        boolean restarting = project.state() == ProjectState.RUNNING
                && current != null
                && current.state() == DeploymentState.RESTARTING;
        String state = restarting ? "restarting" : project.state().json();
        return new ProjectHead(project.name(), project.url(), state, mayChange);
    }

    /** The address of one of its pages; empty for the first. */
    public String page(String name) {
        return ConsoleRoutes.ROOT + "/projects/" + this.name + (name.isEmpty() ? "" : "/" + name);
    }
}
