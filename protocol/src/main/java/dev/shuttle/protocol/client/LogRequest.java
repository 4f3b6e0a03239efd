package dev.shuttle.protocol.client;

import dev.shuttle.protocol.ProjectName;
import org.jspecify.annotations.Nullable;

/**
 * Which lines of a log.
 *
 * @param project the project
 * @param deployment its deployment; null for the one that serves
 * @param source only {@code build}, {@code service} or {@code shuttle}; null for all
 * @param follow waits for lines to come, until the server ends it
 */
public record LogRequest(ProjectName project, @Nullable String deployment, @Nullable String source, boolean follow) {

    String path() {
        String of = deployment == null ? "" : "/deployments/" + Query.encode(deployment);
        return "/projects/" + project + of + "/logs"
                + new Query().add("source", source).add("follow", follow);
    }
}
