package dev.shuttle.controlplane.console;

import dev.shuttle.protocol.Project;
import java.net.URI;

/**
 * A project, as the head of its pages shows it.
 *
 * @param name its name
 * @param url where it answers
 * @param state how it is
 * @param mayChange whether the key may change it
 */
public record ProjectHead(String name, URI url, String state, boolean mayChange) {

    static ProjectHead of(Project project, boolean mayChange) {
        return new ProjectHead(project.name(), project.url(), project.state().json(), mayChange);
    }

    /** The address of one of its pages; empty for the first. */
    public String page(String name) {
        return ConsoleRoutes.ROOT + "/projects/" + this.name + (name.isEmpty() ? "" : "/" + name);
    }
}
