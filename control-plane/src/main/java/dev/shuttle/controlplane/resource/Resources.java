package dev.shuttle.controlplane.resource;

import dev.shuttle.controlplane.database.Database;
import dev.shuttle.controlplane.log.Masks;
import dev.shuttle.controlplane.vault.Vault;
import dev.shuttle.protocol.Resource;
import dev.shuttle.resources.Provisioner;
import dev.shuttle.resources.ProvisioningException;
import dev.shuttle.runtime.plan.PlanDifference;
import dev.shuttle.runtime.plan.ResourceRequest;
import dev.shuttle.runtime.service.ResourceOutput;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * The resources of all projects: made on request, found again, listed, destroyed. A row is written before anything is
 * made, so that a crash leaves nothing that nobody knows of; what a deployment is given is stored with it, so that it can
 * be started again from there. Thread-safe: one change of a project's resources at a time.
 */
public final class Resources implements AutoCloseable {
    private static final long POLL_MILLIS = 100;

    /** For an old version to drain and stop, before what it used is destroyed. */
    private static final long LONGEST_FAREWELL_SECONDS = 60;

    private final ResourceStore store;
    private final Secrets secrets;
    private final Kinds kinds;
    private final Masks masks;
    private final Map<String, ReentrantLock> locks = new ConcurrentHashMap<>();
    private final Map<String, CompletableFuture<Void>> doomed = new ConcurrentHashMap<>();

    /**
     * The resources of a store.
     *
     * @param parts what they are made of
     */
    public Resources(Parts parts) {
        this.store = new ResourceStore(parts.database(), parts.vault());
        this.secrets = parts.secrets();
        this.kinds = new Kinds(parts.kinds(), parts.own());
        this.masks = parts.masks();
    }

    /**
     * What the resources are made of.
     *
     * @param database where they are listed
     * @param vault what encrypts their passwords
     * @param secrets the projects' secrets
     * @param masks what keeps passwords out of logs
     * @param kinds who makes the platform's kinds, by type; closed with this
     * @param own what is made for annotations of apps' own, by type
     */
    public record Parts(
            Database database,
            Vault vault,
            Secrets secrets,
            Masks masks,
            Map<String, Provisioner> kinds,
            Function<String, Provisioner> own) {}

    private interface Change<T> {
        T make() throws ProvisioningException, InterruptedException;
    }

    private <T> T alone(String project, Change<T> change) throws ProvisioningException, InterruptedException {
        ReentrantLock lock = locks.computeIfAbsent(project, ignored -> new ReentrantLock());
        lock.lockInterruptibly();
        try {
            return change.make();
        } finally {
            lock.unlock();
        }
    }

    /**
     * What a deploy would change.
     *
     * @param project the project
     * @param wanted what its code asks for
     * @return beside what exists
     */
    public PlanDifference difference(String project, List<ResourceRequest> wanted) {
        List<ResourceRequest> existing = store.list(project).stream()
                .map(row -> ResourceRequest.of(row.type(), row.name()))
                .toList();
        Set<String> set = secrets.names(project).stream().map(secret -> secret.name()).collect(Collectors.toSet());
        return PlanDifference.between(wanted, existing, set);
    }

    /**
     * Makes what a deployment needs, or finds it, and stores what it is given.
     *
     * @param grant what it is to be given
     * @return what it was given
     * @throws MissingSecretsException if secrets are not set; nothing was made then
     * @throws ProvisioningException if a resource cannot be made; what was made before it stays the project's
     * @throws InterruptedException if interrupted
     */
    public List<ResourceOutput> provision(Grant grant)
            throws MissingSecretsException, ProvisioningException, InterruptedException {
        awaitEndOf(grant.project());
        List<ResourceOutput> source = grant.source() == null ? List.of() : store.outputs(grant.source());
        Map<String, String> values = new HashMap<>(secrets.values(grant.project()));
        if (grant.withSecrets() && !source.isEmpty()) {
            values.clear();
            source.stream()
                    .filter(output -> output.type().equals(ResourceRequest.SECRET))
                    .forEach(output -> values.put(output.name(), output.get("value")));
        }
        requireSecrets(grant.wanted(), values);
        return alone(grant.project(), () -> {
            List<ResourceOutput> outputs = new ArrayList<>();
            for (ResourceRequest request : grant.wanted()) {
                if (!request.isSecret()) {
                    outputs.add(output(grant, request, source));
                } else if (values.containsKey(request.name())) {
                    outputs.add(new ResourceOutput(
                            request.type(), request.name(), Map.of("value", values.get(request.name()))));
                }
            }
            store.give(grant.deployment(), outputs);
            mask(grant.project(), outputs);
            return outputs;
        });
    }

    private static void requireSecrets(List<ResourceRequest> wanted, Map<String, String> values)
            throws MissingSecretsException {
        List<String> missing = wanted.stream()
                .filter(request -> request.isSecret() && request.required() && !values.containsKey(request.name()))
                .map(ResourceRequest::name)
                .toList();
        if (!missing.isEmpty()) {
            throw new MissingSecretsException(missing);
        }
    }

    private ResourceOutput output(Grant grant, ResourceRequest request, List<ResourceOutput> source)
            throws ProvisioningException, InterruptedException {
        Map<String, String> ensured = ensure(grant.project(), request.type(), request.name());
        return request.isOwn()
                ? OwnOutputs.forDeployment(request, ensured, source)
                : new ResourceOutput(request.type(), request.name(), ensured);
    }

    private Map<String, String> ensure(String project, String type, String name)
            throws ProvisioningException, InterruptedException {
        Provisioner kind = kinds.of(type);
        ResourceRow row = store.find(project, type, name).orElse(null);
        if (row == null) {
            List<Map<String, String>> siblings = store.list(project).stream()
                    .filter(other -> other.type().equals(type))
                    .map(ResourceRow::values)
                    .toList();
            row = new ResourceRow(type, name, kind.draft(project, name, siblings), false);
            store.insert(project, row);
        }
        Map<String, String> values = new HashMap<>(row.values());
        values.putAll(kind.ensure(project, name, row.values()));
        if (!row.ready() || !values.equals(row.values())) {
            store.update(project, new ResourceRow(type, name, values, true));
        }
        return values;
    }

    /**
     * What a deployment was given, as it was stored; what is secret in it is masked in the project's logs from now on.
     *
     * @param project its project
     * @param deployment its id
     * @return in order
     */
    public List<ResourceOutput> given(String project, String deployment) {
        List<ResourceOutput> outputs = store.outputs(deployment);
        mask(project, outputs);
        return outputs;
    }

    /**
     * What a deployment was given, with the servers behind it running, and with their addresses as of now.
     *
     * @param project its project
     * @param deployment its id
     * @return in order
     * @throws ProvisioningException if a server cannot be reached
     * @throws InterruptedException if interrupted
     */
    public List<ResourceOutput> current(String project, String deployment)
            throws ProvisioningException, InterruptedException {
        return alone(project, () -> {
            List<ResourceOutput> outputs = new ArrayList<>();
            for (ResourceOutput output : given(project, deployment)) {
                if (output.type().equals(ResourceRequest.SECRET) || kinds.isOwn(output.type())) {
                    outputs.add(output);
                } else {
                    outputs.add(new ResourceOutput(
                            output.type(), output.name(), ensure(project, output.type(), output.name())));
                }
            }
            return outputs;
        });
    }

    /**
     * Stores what providers of the app's own have returned.
     *
     * @param project the project
     * @param deployment for which they ran
     * @param provisioned their outputs; may be empty
     */
    public void provisioned(String project, String deployment, List<ResourceOutput> provisioned) {
        if (provisioned.isEmpty()) {
            return;
        }
        mask(project, provisioned);
        List<ResourceOutput> outputs = store.outputs(deployment).stream()
                .map(output -> provisioned.stream()
                        .filter(own -> own.type().equals(output.type()) && own.name().equals(output.name()))
                        .findFirst()
                        .orElse(output))
                .toList();
        store.give(deployment, outputs);
        for (ResourceOutput own : provisioned) {
            store.find(project, own.type(), own.name())
                    .ifPresent(row ->
                            store.update(project, new ResourceRow(row.type(), row.name(), own.values(), true)));
        }
    }

    /**
     * The resources of a project.
     *
     * @param project the project
     * @param reveal whether passwords are told too
     * @return by type and name; secrets are not among them
     */
    public List<Resource> list(String project, boolean reveal) {
        return store.list(project).stream()
                .map(row -> new Resource(row.type(), row.name(), state(project, row), Details.of(row, reveal)))
                .toList();
    }

    private String state(String project, ResourceRow row) {
        if (!row.ready()) {
            return "provisioning";
        }
        return store.isUsed(project, row.type(), row.name()) ? "ready" : "unused";
    }

    /**
     * Whether a project has left data, or secrets.
     *
     * @param project the project; need not exist any more
     * @return true if {@link #deleteAll} would delete something
     */
    public boolean hasAny(String project) {
        return !store.list(project).isEmpty() || !secrets.names(project).isEmpty();
    }

    /**
     * Destroys a resource and its data.
     *
     * @param project the project
     * @param type as in the list
     * @param name as in the list
     * @throws UnknownResourceException if there is none
     * @throws ResourceInUseException if what serves, or is about to, asks for it
     * @throws ProvisioningException if its server does not obey; the resource is still listed then
     * @throws InterruptedException if interrupted
     */
    public void delete(String project, String type, String name) throws ProvisioningException, InterruptedException {
        @Nullable Void nothing = this.<@Nullable Void>alone(project, () -> {
            ResourceRow row = store.find(project, type, name)
                    .orElseThrow(() -> new UnknownResourceException(project, type, name));
            awaitFarewell(project, row);
            destroy(project, row);
            return null;
        });
    }

    /** An old version may still answer its last requests. */
    private void awaitFarewell(String project, ResourceRow row) throws InterruptedException {
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(LONGEST_FAREWELL_SECONDS);
        while (!store.isUsed(project, row.type(), row.name())) {
            if (!store.isHeld(project, row.type(), row.name())) {
                return;
            }
            if (System.nanoTime() > end) {
                break;
            }
            Thread.sleep(POLL_MILLIS);
        }
        throw new ResourceInUseException(project, row.type(), row.name());
    }

    /**
     * Says that all that a project owns is about to be destroyed, behind somebody's back: a deployment of the same name
     * waits for that, so that it does not get what is about to go.
     *
     * @param project the project
     * @param end completes when it is over, however
     */
    public void doom(String project, CompletableFuture<Void> end) {
        doomed.put(project, end);
        var unused = end.whenComplete((nothing, thrown) -> doomed.remove(project, end));
    }

    private void awaitEndOf(String project) throws ProvisioningException, InterruptedException {
        CompletableFuture<Void> end = doomed.get(project);
        if (end == null) {
            return;
        }
        try {
            end.get(LONGEST_FAREWELL_SECONDS, TimeUnit.SECONDS);
        } catch (TimeoutException e) {
            throw new ProvisioningException("The data of the project " + project
                    + " that was deleted before is still being removed. Deploy again in a minute.");
        } catch (ExecutionException e) {
            // What could not be destroyed is still listed, and found again.
        }
    }

    /**
     * Destroys all that a project owns, its secrets too. Nothing of it may run any more.
     *
     * @param project the project
     * @throws ProvisioningException if a server does not obey; what is left is still listed then
     * @throws InterruptedException if interrupted
     */
    public void deleteAll(String project) throws ProvisioningException, InterruptedException {
        @Nullable Void nothing = this.<@Nullable Void>alone(project, () -> {
            for (ResourceRow row : store.list(project)) {
                destroy(project, row);
            }
            secrets.deleteAll(project);
            return null;
        });
    }

    private void destroy(String project, ResourceRow row) throws ProvisioningException, InterruptedException {
        kinds.of(row.type()).destroy(project, row.name(), row.values());
        store.delete(project, row.type(), row.name());
    }

    /** Stops the servers that were started here; their data stays. */
    @Override
    public void close() {
        kinds.close();
    }

    private void mask(String project, List<ResourceOutput> outputs) {
        masks.add(
                project,
                outputs.stream()
                        .flatMap(output -> output.values().entrySet().stream())
                        .filter(value -> ResourceOutput.isSecret(value.getKey()))
                        .map(Map.Entry::getValue)
                        .toList());
    }
}
