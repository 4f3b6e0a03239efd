package dev.shuttle.plugin.watch;

import dev.shuttle.protocol.ProjectName;

/** The watched project was deleted on the server, and a further deploy would create it again. */
public final class ProjectGoneException extends Exception {
    private static final long serialVersionUID = 1L;

    public ProjectGoneException(ProjectName project) {
        super("Project " + project + " was deleted on the server, so the change was not deployed. mvn shuttle:deploy"
                + " creates it again.");
    }
}
