package dev.shuttle.controlplane.resource;

import dev.shuttle.controlplane.database.Database;
import dev.shuttle.controlplane.fault.InvalidException;
import dev.shuttle.controlplane.log.Masks;
import dev.shuttle.controlplane.vault.Vault;
import dev.shuttle.protocol.Resource;
import dev.shuttle.protocol.SecretName;
import dev.shuttle.resources.Provisioner;
import dev.shuttle.resources.ProvisioningException;
import dev.shuttle.resources.ResourceStatistics;
import dev.shuttle.runtime.plan.PlanDifference;
import dev.shuttle.runtime.plan.ResourceRequest;
import dev.shuttle.runtime.service.ResourceOutput;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.OptionalLong;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The resources of all projects: made on request, found again, listed, destroyed. What a deployment is given is stored
 * with it, so that it can be started again from there. Thread-safe: one change of a project's resources at a time.
 */
public final class Resources implements AutoCloseable {
    private static final long POLL_MILLIS = 100;

    /** For an old version to drain and stop, before what it used is destroyed. */
    private static final long LONGEST_FAREWELL_SECONDS = 60;

    private final ResourceStore store;
    private final Secrets secrets;
    private final Kinds kinds;
    private final Masks masks;
    private final Provisioning provisioning;
    private final Attachments attachments;
    private final DataCopy copying;
    private final Environment environment;
    private final ProjectLocks locks = new ProjectLocks();

    /**
     * The resources of a store.
     *
     * @param parts what they are made of
     */
    public Resources(Parts parts) {
        this.store = new ResourceStore(parts.database(), parts.vault());
        this.secrets = parts.secrets();
        this.kinds = new Kinds(parts.kinds(), parts.custom());
        this.masks = parts.masks();
        this.provisioning = new Provisioning(store, secrets, kinds);
        this.environment = new Environment(parts.database(), parts.vault());
        this.copying = new DataCopy(store, provisioning, kinds, locks);
        this.attachments = new Attachments(new AttachmentStore(parts.database()), store, provisioning, locks);
    }

    /**
     * The parts of this class.
     *
     * @param database where they are listed
     * @param vault what encrypts their passwords
     * @param secrets the projects' secrets
     * @param masks what keeps passwords out of logs
     * @param kinds who makes the platform's kinds, by type; closed with this
     * @param custom what is made for custom annotations, by type
     */
    public record Parts(
            Database database,
            Vault vault,
            Secrets secrets,
            Masks masks,
            Map<String, Provisioner> kinds,
            Function<String, Provisioner> custom) {}

    /**
     * The changes that a deploy would make.
     *
     * @param project the project
     * @param wanted what its code asks for
     * @return beside what exists
     */
    public PlanDifference difference(String project, List<ResourceRequest> wanted) {
        List<ResourceRequest> existing = store.list(project).stream()
                .map(row -> ResourceRequest.of(row.type(), row.name()))
                .toList();
        Set<String> set = secrets.names(project).stream().map(SecretName::name).collect(Collectors.toSet());
        return PlanDifference.between(wanted, existing, set);
    }

    /** Copies databases from project to project. */
    public DataCopy copying() {
        return copying;
    }

    /** The resources that projects have whatever their code asks for. */
    public Attachments attachments() {
        return attachments;
    }

    /** The environment variables of projects. */
    public Environment environment() {
        return environment;
    }

    /**
     * Makes what a deployment needs, or finds it, and stores what it is given.
     *
     * @param request what it is to be given
     * @return what it was given
     * @throws MissingSecretsException if secrets are not set; nothing was made then
     * @throws ProvisioningException if a resource cannot be made; what was made before it stays the project's
     * @throws InterruptedException if interrupted
     */
    public List<ResourceOutput> provision(ProvisionRequest request)
            throws MissingSecretsException, ProvisioningException, InterruptedException {
        try (ProjectLocks.Held held = locks.take(request.project())) {
            return masked(request.project(), provisioning.provision(request));
        }
    }

    /**
     * The stored outputs of a deployment; secret values in it are masked in the project's logs from now on.
     *
     * @param project its project
     * @param deployment its id
     * @return in order
     */
    public List<ResourceOutput> given(String project, String deployment) {
        return masked(project, store.outputs(deployment));
    }

    /**
     * The outputs of a deployment, with their servers running, and with their addresses as of now.
     *
     * @param project its project
     * @param deployment its id
     * @return in order
     * @throws ProvisioningException if a server cannot be reached
     * @throws InterruptedException if interrupted
     */
    public List<ResourceOutput> current(String project, String deployment)
            throws ProvisioningException, InterruptedException {
        try (ProjectLocks.Held held = locks.take(project)) {
            return masked(project, provisioning.refreshed(project, store.outputs(deployment)));
        }
    }

    /**
     * Stores what providers of the app's own have returned.
     *
     * @param project the project
     * @param deployment for which they ran
     * @param returned their outputs; may be empty
     */
    public void provisioned(String project, String deployment, List<ResourceOutput> returned) {
        if (returned.isEmpty()) {
            return;
        }
        List<ResourceOutput> own = masked(project, returned);
        store.give(
                deployment,
                store.outputs(deployment).stream()
                        .map(output -> CustomOutputs.newest(output, own))
                        .toList());
        own.forEach(
                output -> store.update(project, new ResourceRow(output.type(), output.name(), output.values(), true)));
    }

    /**
     * The resources of a project.
     *
     * @param project the project
     * @param reveal whether passwords are told too
     * @return by type and name; of secrets, only those that are attached
     */
    public List<Resource> list(String project, boolean reveal) {
        List<ResourceRequest> attached = attachments.of(project);
        Stream<Resource> made = store.list(project).stream().map(row -> {
            boolean isAttached = attached.contains(ResourceRequest.of(row.type(), row.name()));
            Map<String, String> details = Details.of(row, kinds.of(row.type()), reveal);
            return new Resource(row.type(), row.name(), state(project, row, isAttached), details, isAttached);
        });
        return Stream.concat(
                        made,
                        attached.stream()
                                .filter(ResourceRequest::isSecret)
                                .map(each -> new Resource(each.type(), each.name(), "ready", Map.of(), true)))
                .toList();
    }

    /**
     * Where a database or a Redis is reached as of now. Its server is started if it does not run.
     *
     * @param project the project
     * @param type as in the list
     * @param name as in the list
     * @return host and port
     * @throws UnknownResourceException if there is none
     * @throws InvalidException if it has no address, as a folder
     * @throws ProvisioningException if its server cannot be reached
     * @throws InterruptedException if interrupted
     */
    public InetSocketAddress address(String project, String type, String name)
            throws ProvisioningException, InterruptedException {
        try (ProjectLocks.Held held = locks.take(project)) {
            ResourceRow row = store.find(project, type, name)
                    .orElseThrow(() -> new UnknownResourceException(project, type, name));
            if (!Details.hasUrl(type)) {
                throw new InvalidException(
                        "resource", type + ":" + name + " has no address: connect to a postgres or a redis.");
            }
            ResourceOutput stored = new ResourceOutput(type, name, row.values());
            ResourceOutput now =
                    provisioning.refreshed(project, List.of(stored)).get(0);
            return new InetSocketAddress(now.get("host"), Integer.parseInt(now.get("port")));
        }
    }

    /**
     * How a database or a Redis is used now.
     *
     * @param project the project
     * @param type as in the list
     * @param name as in the list
     * @return told by its server
     * @throws UnknownResourceException if there is none
     * @throws InvalidException if its kind does not tell
     * @throws ProvisioningException if its server does not run, or does not answer
     * @throws InterruptedException if interrupted
     */
    public ResourceStatistics statistics(String project, String type, String name)
            throws ProvisioningException, InterruptedException {
        ResourceRow row = store.find(project, type, name)
                .filter(ResourceRow::ready)
                .orElseThrow(() -> new UnknownResourceException(project, type, name));
        return kinds.of(type)
                .statistics(project, row.values())
                .orElseThrow(() -> new InvalidException(
                        "resource",
                        type + ":" + name
                                + " has no statistics: ask for a postgres, or for a redis of the platform's."));
    }

    private String state(String project, ResourceRow row, boolean attached) {
        if (!row.ready()) {
            return "provisioning";
        }
        return attached || store.isUsed(project, row.type(), row.name()) ? "ready" : "unused";
    }

    /**
     * How many connections a project has open of how many, for the message of a service that got no more of them.
     *
     * @param project the project
     * @return for each of its databases, to be read after "What is running of the project has"
     * @throws InterruptedException if interrupted
     */
    public List<String> usage(String project) throws InterruptedException {
        List<String> usage = new ArrayList<>();
        for (ResourceRow row : store.list(project)) {
            if (row.ready() && !kinds.isCustom(row.type())) {
                kinds.of(row.type()).usage(project, row.values()).ifPresent(usage::add);
            }
        }
        return usage;
    }

    /**
     * The bytes that a project's resources take within servers of ours whose files do not tell whose they are.
     *
     * @return empty if one of them is not known, since its server does not run
     * @throws ProvisioningException if a server does not answer
     */
    public OptionalLong bytes(String project) throws ProvisioningException, InterruptedException {
        long sum = 0;
        for (ResourceRow row : inServers(project)) {
            OptionalLong bytes = kinds.of(row.type()).bytes(project, row.values());
            if (bytes.isEmpty()) {
                return bytes;
            }
            sum += bytes.getAsLong();
        }
        return OptionalLong.of(sum);
    }

    /**
     * Keeps a project's large databases from growing: they can be read, and not be written to. All others are given back.
     *
     * @param large in bytes, from which on a database is held
     * @return the names of those that are held now
     * @throws ProvisioningException if a server does not obey
     */
    public List<String> holdAbove(String project, long large) throws ProvisioningException, InterruptedException {
        List<String> held = new ArrayList<>();
        for (ResourceRow row : inServers(project)) {
            Provisioner kind = kinds.of(row.type());
            boolean wanted =
                    large < Long.MAX_VALUE && kind.bytes(project, row.values()).orElse(0) >= large;
            if (kind.readOnly(project, row.values(), wanted)) {
                held.add(row.name());
            }
        }
        return held;
    }

    private List<ResourceRow> inServers(String project) {
        return store.list(project).stream()
                .filter(row -> row.ready() && row.type().equals(ResourceRequest.POSTGRES))
                .toList();
    }

    /**
     * Whether a project has left data, secrets, or variables.
     *
     * @param project the project; need not exist any more
     * @return true if {@link #deleteAll} would delete something
     */
    public boolean hasAny(String project) {
        return !store.list(project).isEmpty()
                || !secrets.names(project).isEmpty()
                || !environment.values(project).isEmpty();
    }

    /**
     * Destroys a resource and its data.
     *
     * @param project the project
     * @param type as in the list
     * @param name as in the list
     * @throws UnknownResourceException if there is none
     * @throws ResourceInUseException if what serves, or is about to, was given it, or if it is attached
     * @throws ProvisioningException if its server does not obey; the resource is still listed then
     * @throws InterruptedException if interrupted
     */
    public void delete(String project, String type, String name) throws ProvisioningException, InterruptedException {
        try (ProjectLocks.Held held = locks.take(project)) {
            if (attachments.contain(project, type, name)) {
                throw ResourceInUseException.attached(project, type, name);
            }
            ResourceRow row = store.find(project, type, name)
                    .orElseThrow(() -> new UnknownResourceException(project, type, name));
            awaitFarewell(project, row);
            destroy(project, row);
        }
    }

    /** An old version may still answer its last requests. */
    private void awaitFarewell(String project, ResourceRow row) throws InterruptedException {
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(LONGEST_FAREWELL_SECONDS);
        while (store.isHeld(project, row.type(), row.name())) {
            if (store.isUsed(project, row.type(), row.name()) || System.nanoTime() > end) {
                throw ResourceInUseException.asked(project, row.type(), row.name());
            }
            Thread.sleep(POLL_MILLIS);
        }
    }

    /**
     * Which secrets a deployment was given otherwise, or not at all.
     *
     * @param project its project
     * @param deployment its id
     * @param secrets values by name; null for none
     * @return the names of those
     */
    public Set<String> differing(String project, String deployment, Map<String, @Nullable String> secrets) {
        Map<String, String> has = new HashMap<>();
        store.outputs(deployment).stream()
                .filter(output -> output.type().equals(ResourceRequest.SECRET))
                .forEach(output -> has.put(output.name(), output.get("value")));
        return secrets.entrySet().stream()
                .filter(secret -> !Objects.equals(secret.getValue(), has.get(secret.getKey())))
                .map(Map.Entry::getKey)
                .collect(Collectors.toSet());
    }

    /**
     * Destroys all that a project owns, but its secrets. Nothing of it may run any more.
     *
     * @param project the project
     * @throws ProvisioningException if a server does not obey; what is left is still listed then
     * @throws InterruptedException if interrupted
     */
    public void deleteAll(String project) throws ProvisioningException, InterruptedException {
        try (ProjectLocks.Held held = locks.take(project)) {
            for (ResourceRow row : store.list(project)) {
                destroy(project, row);
            }
        }
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

    /** As {@link #close}, but the platform's servers run on, for the next control plane to adopt. */
    public void detach() {
        kinds.detach();
    }

    private List<ResourceOutput> masked(String project, List<ResourceOutput> outputs) {
        masks.add(
                project,
                outputs.stream()
                        .flatMap(output -> output.values().entrySet().stream()
                                .filter(value -> kinds.isSecret(output.type(), value.getKey()))
                                .map(Map.Entry::getValue))
                        .toList());
        return outputs;
    }
}
