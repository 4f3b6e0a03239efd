package dev.shuttle.controlplane.resource;

import dev.shuttle.runtime.plan.ResourceRequest;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The resources that a deployment requests.
 *
 * @param project its project
 * @param deployment its id
 * @param wanted what its code asks for
 * @param source the deployment whose configuration it takes over, or null: what providers of the app's own returned is
 *     then taken from there and they do not run again
 * @param withSecrets whether it takes over the secrets of its source too, as a rollback does
 */
public record ProvisionRequest(
        String project, String deployment, List<ResourceRequest> wanted, @Nullable String source, boolean withSecrets) {

    public ProvisionRequest {
        wanted = List.copyOf(wanted);
    }
}
