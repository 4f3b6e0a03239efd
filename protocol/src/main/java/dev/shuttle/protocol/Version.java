package dev.shuttle.protocol;

import java.net.URI;
import org.jspecify.annotations.Nullable;

/**
 * The version of a server.
 *
 * @param version of the control plane
 * @param java that it runs on
 * @param maven that it builds with
 * @param projectUrl where a project answers, with {@code {project}} in place of its name
 * @param isolation where services run, unless their code asks for something else
 * @param protocol the version of the API that it speaks; 0 from a server that does not say
 * @param oldestProtocol the oldest one of a client's that it still serves
 */
public record Version(
        String version,
        String java,
        String maven,
        @Nullable String projectUrl,
        @Nullable String isolation,
        int protocol,
        int oldestProtocol) {

    /** The version of the API that this code speaks; grows when a client or a server of before can no longer be served. */
    public static final int PROTOCOL = 1;

    /** The oldest one of a client's that a server of this version serves. */
    public static final int OLDEST_PROTOCOL = 1;

    /** In requests and answers: the version of the API that who sends it speaks. */
    public static final String PROTOCOL_HEADER = "Shuttle-Protocol";

    /** In answers: the server's version. */
    public static final String VERSION_HEADER = "Shuttle-Version";

    /**
     * Where a project answers, or would.
     *
     * @param project its name
     * @return null from a server that does not say
     */
    public @Nullable URI url(ProjectName project) {
        return projectUrl == null ? null : URI.create(projectUrl.replace("{project}", project.value()));
    }
}
