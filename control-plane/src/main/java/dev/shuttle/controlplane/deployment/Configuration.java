package dev.shuttle.controlplane.deployment;

import dev.shuttle.controlplane.egress.Reach;
import dev.shuttle.controlplane.project.UnknownProjectException;
import dev.shuttle.controlplane.resource.Environment;
import dev.shuttle.controlplane.resource.Resources;
import dev.shuttle.controlplane.resource.Secrets;
import dev.shuttle.controlplane.webhook.Webhooks;
import dev.shuttle.protocol.Deployment;
import dev.shuttle.protocol.EdgeSetting;
import dev.shuttle.protocol.EnvironmentVariable;
import dev.shuttle.protocol.NewWebhook;
import dev.shuttle.protocol.Page;
import dev.shuttle.protocol.ProjectName;
import dev.shuttle.protocol.Resource;
import dev.shuttle.protocol.SecretName;
import dev.shuttle.protocol.Webhook;
import dev.shuttle.resources.ProvisioningException;
import dev.shuttle.resources.ResourceStatistics;
import dev.shuttle.runtime.plan.ResourceRequest;
import java.net.InetSocketAddress;
import java.util.Collections;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A project's variables, secrets and resources, for the API. Thread-safe. */
public final class Configuration {
    private static final Logger LOG = LoggerFactory.getLogger(Configuration.class);

    private final Overview overview;
    private final Deployments deployments;
    private final ProjectDeletion deletion;
    private final Resources resources;
    private final Secrets secrets;
    private final Environment environment;
    private final Webhooks webhooks;
    private final Edge edge;

    Configuration(
            Overview overview,
            Deployments deployments,
            ProjectDeletion deletion,
            Resources resources,
            Secrets secrets,
            Webhooks webhooks,
            Edge edge) {
        this.overview = overview;
        this.deployments = deployments;
        this.deletion = deletion;
        this.resources = resources;
        this.secrets = secrets;
        this.environment = resources.environment();
        this.webhooks = webhooks;
        this.edge = edge;
    }

    /**
     * The secrets of a project.
     *
     * @param project the project
     * @return their names
     */
    public Page<SecretName> secrets(String project) {
        require(project);
        return new Page<>(secrets.names(project), null);
    }

    /**
     * Sets and removes secrets, all or none, and restarts what serves if it asks for one that is different then. A
     * project that does not exist is made.
     *
     * @param name the project
     * @param changes values by name; null removes
     * @return the restart; empty if there is nothing to restart
     */
    public Optional<Deployment> change(ProjectName name, Map<String, @Nullable String> changes) {
        String project = name.value();
        secrets.check(changes);
        deployments.create(name);
        return apply(project, changes);
    }

    /** Also what is set already is made felt, where what serves has another: a crash may have come between the two. */
    private Optional<Deployment> apply(String project, Map<String, @Nullable String> changes) {
        boolean changed = secrets.change(project, changes);
        Set<String> names = changed ? changes.keySet() : notYetFelt(project, changes);
        return names.isEmpty() ? Optional.empty() : deployments.restartWith(project, names);
    }

    private Set<String> notYetFelt(String project, Map<String, @Nullable String> secrets) {
        return overview.current(project)
                .map(row -> resources.differing(project, row.id(), secrets))
                .orElse(Set.of());
    }

    /**
     * Removes a secret, and restarts what serves with it.
     *
     * @param project the project
     * @param secret its name
     * @return the restart; empty if there is nothing to restart
     */
    public Optional<Deployment> remove(String project, String secret) {
        require(project);
        secrets.require(project, secret);
        Map<String, @Nullable String> change = new HashMap<>();
        change.put(secret, null);
        return apply(project, change);
    }

    /** The environment variables of a project. */
    public Page<EnvironmentVariable> environment(String project) {
        require(project);
        return new Page<>(environment.list(project), null);
    }

    /**
     * Sets and removes variables, all or none, and restarts what serves if it runs with others then. A project that does
     * not exist is made.
     *
     * @param name the project
     * @param changes values by name; null removes
     * @return the restart; empty if there is nothing to restart
     */
    public Optional<Deployment> changeEnvironment(ProjectName name, Map<String, @Nullable String> changes) {
        environment.check(changes);
        deployments.create(name);
        return applyEnvironment(name.value(), changes);
    }

    private Optional<Deployment> applyEnvironment(String project, Map<String, @Nullable String> changes) {
        environment.change(project, changes);
        return deployments.restartWith(project, row -> !environment.isCurrent(project, row.id()));
    }

    /** Removes a variable, and restarts what serves with it. Empty if there is nothing to restart. */
    public Optional<Deployment> removeVariable(String project, String variable) {
        require(project);
        environment.require(project, variable);
        return applyEnvironment(project, Collections.singletonMap(variable, null));
    }

    /**
     * Copies variables and secrets of another project over those of the same names, and restarts what serves, once, if it
     * is concerned. A project that does not exist is made.
     *
     * @param from the project to copy from
     * @param name the project to copy to
     * @param withEnvironment whether variables are copied
     * @param withSecrets whether secrets are copied
     * @return the restart; empty if there is nothing to restart
     */
    public Optional<Deployment> copy(ProjectName from, ProjectName name, boolean withEnvironment, boolean withSecrets) {
        require(from.value());
        String project = name.value();
        Map<String, String> copied = withSecrets ? secrets.values(from.value()) : Map.of();
        deployments.create(name);
        if (withEnvironment) {
            environment.change(project, new HashMap<>(environment.values(from.value())));
        }
        boolean changed = secrets.change(project, new HashMap<>(copied));
        Set<String> concerned = changed ? copied.keySet() : notYetFelt(project, new HashMap<>(copied));
        return deployments.restartWith(
                project, row -> !environment.isCurrent(project, row.id()) || deployments.asksFor(row, concerned));
    }

    /** How the proxy treats a project's requests. */
    public Page<EdgeSetting> edge(String project) {
        require(project);
        return edge.of(project);
    }

    /** Changes it, all or none; null removes. A project that does not exist is made; nothing is restarted. */
    public Page<EdgeSetting> changeEdge(ProjectName name, Map<String, @Nullable String> changes) {
        return edge.change(name.value(), changes, () -> deployments.create(name));
    }

    /** The receiver of a project's notices, if it has one. */
    public Page<Webhook> webhooks(String project) {
        require(project);
        return webhooks.list(project);
    }

    /** The receiver of all notices, if the server has one. */
    public Page<Webhook> webhooksOfServer() {
        return webhooks.listServer();
    }

    /** Sets the receiver of a project, which is made if it does not exist; an administrator's may be in a private network. */
    public NewWebhook setWebhook(ProjectName name, String url, @Nullable String secret, boolean administrator) {
        Reach reach = administrator ? Reach.ANYWHERE : Reach.PUBLIC;
        webhooks.check(url, secret, reach);
        deployments.create(name);
        return webhooks.set(name.value(), url, secret, reach);
    }

    /** With the log of what it got. */
    public void removeWebhook(String project) {
        require(project);
        webhooks.remove(project);
    }

    /**
     * Copies the databases and folders of another project, and attaches those that are attached to it. A project that does not exist is
     * made, and deleted again if the copy fails; what serves is not restarted.
     *
     * @param from the project to copy from
     * @param name the project to copy to
     * @param replace whether data that it has may be replaced
     * @throws ProvisioningException if a server does not obey
     * @throws InterruptedException if interrupted
     */
    public void copyData(ProjectName from, ProjectName name, boolean replace)
            throws ProvisioningException, InterruptedException {
        require(from.value());
        String project = name.value();
        boolean made = deployments.create(name);
        boolean hadData = !made || resources.hasAny(project);
        try {
            deletion.awaitDataGone(project);
            resources.copying().copy(from.value(), project, replace);
            for (ResourceRequest attached : resources.attachments().of(from.value())) {
                if (attached.type().equals(ResourceRequest.POSTGRES)
                        || attached.type().equals(ResourceRequest.FOLDER)) {
                    resources.attachments().attach(project, attached);
                }
            }
        } catch (ProvisioningException | InterruptedException | RuntimeException e) {
            if (made) {
                withdraw(project, !hadData, e);
            }
            throw e;
        }
    }

    /** Leaves nothing of a project that only a failed copy had made, unless somebody has begun to use it meanwhile. */
    private void withdraw(String project, boolean withData, Exception failure) {
        boolean inUse = !overview.list(project, null, 1).items().isEmpty()
                || !environment.values(project).isEmpty()
                || !secrets.names(project).isEmpty();
        if (inUse) {
            return;
        }
        try {
            var unused = deletion.delete(project, withData);
            LOG.warn("project {} is deleted, since the copy that had made it failed: {}", project, failure.toString());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            failure.addSuppressed(e);
        } catch (RuntimeException e) {
            failure.addSuppressed(e);
        }
    }

    /**
     * The resources of a project.
     *
     * @param project the project
     * @param reveal whether passwords are told too
     * @return by type and name
     */
    public Page<Resource> resources(String project, boolean reveal) {
        require(project);
        return new Page<>(resources.list(project, reveal), null);
    }

    /**
     * Attaches a resource to a project, which is made if it does not exist, and restarts what serves with it.
     *
     * @param name the project
     * @param request of one of the platform's own kinds
     * @return the restart; empty if there is nothing to restart
     * @throws ProvisioningException if it cannot be made
     * @throws InterruptedException if interrupted
     */
    public Optional<Deployment> attach(ProjectName name, ResourceRequest request)
            throws ProvisioningException, InterruptedException {
        String project = name.value();
        deployments.create(name);
        deletion.awaitDataGone(project);
        boolean attached = resources.attachments().attach(project, request);
        return deployments.restartWith(
                project, row -> attached || !resources.attachments().isGiven(row.id(), request));
    }

    /**
     * Detaches a resource, whose data stay, and restarts what serves with it.
     *
     * @param project the project
     * @param request as attached
     * @return the restart; empty if there is nothing to restart
     * @throws InterruptedException if interrupted
     */
    public Optional<Deployment> detach(String project, ResourceRequest request) throws InterruptedException {
        require(project);
        resources.attachments().detach(project, request);
        return deployments.restartWith(project, row -> resources.attachments().isGiven(row.id(), request));
    }

    /**
     * Destroys a resource and its data.
     *
     * @param project the project
     * @param type as in the list
     * @param name as in the list
     * @throws ProvisioningException if its server does not obey
     * @throws InterruptedException if interrupted
     */
    public void delete(String project, String type, String name) throws ProvisioningException, InterruptedException {
        resources.delete(project, type, name);
    }

    /**
     * Where a database or a Redis of a project is reached as of now.
     *
     * @param project the project
     * @param type as in the list
     * @param name as in the list
     * @return host and port
     * @throws ProvisioningException if its server cannot be reached
     * @throws InterruptedException if interrupted
     */
    public InetSocketAddress address(String project, String type, String name)
            throws ProvisioningException, InterruptedException {
        require(project);
        return resources.address(project, type, name);
    }

    /**
     * How a database or a Redis is used now.
     *
     * @param project the project
     * @param type as in the list
     * @param name as in the list
     * @return told by its server
     * @throws ProvisioningException if its server does not run, or does not answer
     * @throws InterruptedException if interrupted
     */
    public ResourceStatistics statistics(String project, String type, String name)
            throws ProvisioningException, InterruptedException {
        require(project);
        return resources.statistics(project, type, name);
    }

    /** The data of a deleted project is still shown, so it can be deleted. */
    private void require(String project) {
        if (!overview.exists(project) && !resources.hasAny(project)) {
            throw new UnknownProjectException(project);
        }
    }
}
