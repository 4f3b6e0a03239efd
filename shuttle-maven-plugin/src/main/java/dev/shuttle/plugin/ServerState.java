package dev.shuttle.plugin;

import dev.shuttle.protocol.Project;
import dev.shuttle.protocol.ProjectName;
import dev.shuttle.protocol.Resource;
import dev.shuttle.protocol.SecretName;
import dev.shuttle.protocol.Version;
import dev.shuttle.protocol.client.ApiException;
import dev.shuttle.protocol.client.ClientException;
import dev.shuttle.protocol.client.ShuttleClient;
import dev.shuttle.runtime.plan.ResourceRequest;
import java.net.URI;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * A project's resources on the control plane.
 *
 * @param url where it answers, or would; null if the server does not say
 * @param isolation where it runs, or would; null if the server does not say
 * @param resources its resources
 * @param attached those of them that the project has whatever its code asks for
 * @param secrets the names of its secrets
 */
record ServerState(
        @Nullable URI url,
        @Nullable String isolation,
        List<ResourceRequest> resources,
        List<ResourceRequest> attached,
        Set<String> secrets) {

    static ServerState of(ShuttleClient client, ProjectName name) throws ClientException {
        Version server = client.version();
        Optional<Project> project = client.project(name);
        List<Resource> all = orNone(() -> client.resources(name).list(false));
        Set<String> secrets = orNone(() -> client.secrets(name).names()).stream()
                .map(SecretName::name)
                .collect(Collectors.toSet());
        return new ServerState(
                project.map(Project::url).orElse(server.url(name)),
                project.map(Project::isolation).orElse(server.isolation()),
                all.stream().map(ServerState::request).toList(),
                all.stream()
                        .filter(Resource::attached)
                        .map(ServerState::request)
                        .toList(),
                secrets);
    }

    /** An attached secret need not be set. */
    private static ResourceRequest request(Resource resource) {
        boolean required = !resource.type().equals(ResourceRequest.SECRET);
        return new ResourceRequest(resource.type(), resource.name(), required, "");
    }

    private interface Call<T> {
        List<T> list() throws ClientException;
    }

    private static <T> List<T> orNone(Call<T> call) throws ClientException {
        try {
            return call.list();
        } catch (ApiException refused) {
            if (refused.status() == 404) {
                return List.of();
            }
            throw refused;
        }
    }
}
