package dev.shuttle.protocol.client;

import dev.shuttle.protocol.ProjectName;
import org.jspecify.annotations.Nullable;

/**
 * How to deploy an archive.
 *
 * @param project the project
 * @param derived whether the name was guessed from the sources, so that the server compares it with the bytecode
 * @param module which module of the reactor is the service; null lets the server find it
 * @param mavenArgs more arguments for the build, as on a command line
 * @param force builds and starts even what serves already
 */
public record DeployRequest(
        ProjectName project, boolean derived, @Nullable String module, @Nullable String mavenArgs, boolean force) {

    String query() {
        return new Query()
                .add("project", project.value())
                .add("derived", derived)
                .add("module", module)
                .add("mavenArgs", mavenArgs)
                .add("force", force)
                .toString();
    }
}
