package dev.shuttle.controlplane.deployment;

import dev.shuttle.controlplane.project.UnknownProjectException;
import dev.shuttle.controlplane.resource.Resources;
import dev.shuttle.controlplane.resource.Secrets;
import dev.shuttle.protocol.Deployment;
import dev.shuttle.protocol.Page;
import dev.shuttle.protocol.ProjectName;
import dev.shuttle.protocol.Resource;
import dev.shuttle.protocol.SecretName;
import dev.shuttle.resources.ProvisioningException;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** A project's secrets and resources, for the API. Thread-safe. */
public final class Configuration {
    private final Overview overview;
    private final Deployments deployments;
    private final Resources resources;
    private final Secrets secrets;

    Configuration(Overview overview, Deployments deployments, Resources resources, Secrets secrets) {
        this.overview = overview;
        this.deployments = deployments;
        this.resources = resources;
        this.secrets = secrets;
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
        return !names.isEmpty() && deployments.isToBeRestarted(project, names)
                ? Optional.of(deployments.restart(project))
                : Optional.empty();
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

    /** The data of a deleted project is still shown, so it can be deleted. */
    private void require(String project) {
        if (!overview.exists(project) && !resources.hasAny(project)) {
            throw new UnknownProjectException(project);
        }
    }
}
