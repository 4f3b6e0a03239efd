package dev.shuttle.protocol.client;

import dev.shuttle.protocol.ProjectName;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * Which lines of a log.
 *
 * @param project the project
 * @param deployment its deployment; null for all of them, by time
 * @param source only {@code build}, {@code service} or {@code shuttle}; null for all
 * @param lines only so many of the last ones of those that are there; null for all
 * @param since only those of this time and later: a duration until now or an instant, as ISO-8601 has them; null for all
 * @param search only those that contain this text; null for all
 * @param follow waits for lines to come, until the server ends it
 */
public record LogRequest(
        ProjectName project,
        @Nullable String deployment,
        @Nullable String source,
        @Nullable Integer lines,
        @Nullable String since,
        @Nullable String search,
        boolean follow) {

    /**
     * All lines of a deployment that are there.
     *
     * @param project the project
     * @param deployment its deployment
     * @return the request
     */
    public static LogRequest of(ProjectName project, String deployment) {
        return new LogRequest(project, deployment, null, null, null, null, false);
    }

    LogRequest following() {
        return new LogRequest(project, deployment, source, lines, since, search, true);
    }

    /** The same, with all lines of that time and later. */
    LogRequest since(Instant time) {
        return new LogRequest(project, deployment, source, null, time.toString(), search, follow);
    }

    String path() {
        String of = deployment == null ? "" : "/deployments/" + Query.encode(deployment);
        Query query = new Query()
                .add("source", source)
                .add("lines", lines == null ? null : lines.toString())
                .add("since", since)
                .add("search", search)
                .add("follow", follow);
        return "/projects/" + project + of + "/logs" + query;
    }
}
