package dev.shuttle.protocol;

import java.net.URI;
import org.jspecify.annotations.Nullable;

/**
 * What a server says of itself.
 *
 * @param version of the control plane
 * @param java that it runs on
 * @param maven that it builds with
 * @param projectUrl where a project answers, with {@code {project}} in place of its name
 * @param isolation where services run, unless their code asks for something else
 */
public record Version(
        String version, String java, String maven, @Nullable String projectUrl, @Nullable String isolation) {

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
