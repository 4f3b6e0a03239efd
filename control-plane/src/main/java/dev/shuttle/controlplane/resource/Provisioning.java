package dev.shuttle.controlplane.resource;

import dev.shuttle.resources.Provisioner;
import dev.shuttle.resources.ProvisioningException;
import dev.shuttle.runtime.plan.ResourceRequest;
import dev.shuttle.runtime.service.ResourceOutput;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * The resources of deployments. A row is written before a resource is created, so a crash leaves no unknown resource. Its caller holds the project's lock.
 */
final class Provisioning {
    private final ResourceStore store;
    private final Secrets secrets;
    private final Kinds kinds;

    Provisioning(ResourceStore store, Secrets secrets, Kinds kinds) {
        this.store = store;
        this.secrets = secrets;
        this.kinds = kinds;
    }

    /** Makes and finds all that is wanted, and stores it with the deployment. Secrets first: they may be missing. */
    List<ResourceOutput> provision(ProvisionRequest request)
            throws MissingSecretsException, ProvisioningException, InterruptedException {
        List<ResourceOutput> source = request.source() == null ? List.of() : store.outputs(request.source());
        Map<String, String> values =
                request.withSecrets() && !source.isEmpty() ? secretsOf(source) : secrets.values(request.project());
        requireSecrets(request.wanted(), values);
        List<ResourceOutput> outputs = new ArrayList<>();
        for (ResourceRequest wanted : request.wanted()) {
            String secret = values.get(wanted.name());
            if (!wanted.isSecret()) {
                outputs.add(output(request.project(), wanted, source));
            } else if (secret != null) {
                outputs.add(new ResourceOutput(wanted.type(), wanted.name(), Map.of("value", secret)));
            }
        }
        store.give(request.deployment(), outputs);
        return outputs;
    }

    /** Makes one, or finds it. */
    void make(String project, ResourceRequest request) throws ProvisioningException, InterruptedException {
        var unused = ensure(project, request.type(), request.name());
    }

    /** The stored outputs of a deployment, with its servers running, at their current addresses. */
    List<ResourceOutput> refreshed(String project, List<ResourceOutput> stored)
            throws ProvisioningException, InterruptedException {
        List<ResourceOutput> outputs = new ArrayList<>();
        for (ResourceOutput output : stored) {
            outputs.add(
                    output.type().equals(ResourceRequest.SECRET)
                            ? output
                            : kinds.isCustom(output.type())
                                    ? moved(project, output)
                                    : new ResourceOutput(
                                            output.type(),
                                            output.name(),
                                            ensure(project, output.type(), output.name())));
        }
        return outputs;
    }

    /** The result of a provider is kept; its folder is the current one: the home may have been restored elsewhere. */
    private ResourceOutput moved(String project, ResourceOutput output)
            throws ProvisioningException, InterruptedException {
        Map<String, String> values = new HashMap<>(output.values());
        values.putAll(kinds.of(output.type()).ensure(project, output.name(), output.values()));
        return new ResourceOutput(output.type(), output.name(), values);
    }

    private static Map<String, String> secretsOf(List<ResourceOutput> source) {
        Map<String, String> values = new HashMap<>();
        source.stream()
                .filter(output -> output.type().equals(ResourceRequest.SECRET))
                .forEach(output -> values.put(output.name(), output.get("value")));
        return values;
    }

    private static void requireSecrets(List<ResourceRequest> wanted, Map<String, String> values)
            throws MissingSecretsException {
        List<String> missing = wanted.stream()
                .filter(request -> request.isSecret() && request.required() && !values.containsKey(request.name()))
                .map(ResourceRequest::name)
                .toList();
        if (!missing.isEmpty()) {
            List<String> asked = wanted.stream().map(ResourceRequest::name).toList();
            throw new MissingSecretsException(
                    missing,
                    values.keySet().stream()
                            .filter(name -> !asked.contains(name))
                            .sorted()
                            .toList());
        }
    }

    private ResourceOutput output(String project, ResourceRequest request, List<ResourceOutput> source)
            throws ProvisioningException, InterruptedException {
        Map<String, String> ensured = ensure(project, request.type(), request.name());
        return request.isCustom()
                ? moved(project, CustomOutputs.forDeployment(request, ensured, source))
                : new ResourceOutput(request.type(), request.name(), ensured);
    }

    private Map<String, String> ensure(String project, String type, String name)
            throws ProvisioningException, InterruptedException {
        ResourceRow row = store.find(project, type, name).orElse(null);
        if (row == null) {
            row = draft(project, type, name);
            store.insert(project, row);
        }
        Map<String, String> values = new HashMap<>(row.values());
        values.putAll(kinds.of(type).ensure(project, name, row.values()));
        if (!row.ready() || !values.equals(row.values())) {
            store.update(project, new ResourceRow(type, name, values, true));
        }
        return values;
    }

    private ResourceRow draft(String project, String type, String name) {
        Provisioner kind = kinds.of(type);
        List<Map<String, String>> siblings = store.list(project).stream()
                .filter(other -> other.type().equals(type))
                .map(ResourceRow::values)
                .toList();
        return new ResourceRow(type, name, kind.draft(project, name, siblings), false);
    }
}
