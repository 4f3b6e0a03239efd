package dev.shuttle.controlplane.deployment;

import dev.shuttle.controlplane.database.Database;
import dev.shuttle.controlplane.edge.AccessLog;
import dev.shuttle.controlplane.edge.EdgeSettingStore;
import dev.shuttle.controlplane.edge.EdgeSettings;
import dev.shuttle.controlplane.edge.PasswordChecks;
import dev.shuttle.controlplane.log.DeploymentLogs;
import dev.shuttle.controlplane.project.Addresses;
import dev.shuttle.controlplane.project.DomainStore;
import dev.shuttle.protocol.EdgeSetting;
import dev.shuttle.protocol.Page;
import dev.shuttle.proxy.HostRules;
import dev.shuttle.proxy.RoutingTable;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * How the proxy treats the requests of each project, as its owner has set it; of the project, and not of a release. A change
 * is felt by the next request, and no request is lost by it. Thread-safe.
 */
final class Edge implements AutoCloseable {
    private final EdgeSettingStore store;
    private final DomainStore domains;
    private final RoutingTable routes;
    private final Addresses addresses;
    private final PasswordChecks passwords = new PasswordChecks();
    private final AccessLog log;

    Edge(Database database, RoutingTable routes, Addresses addresses, DeploymentLogs logs, ActiveDeployments active) {
        this.store = new EdgeSettingStore(database);
        this.domains = new DomainStore(database);
        this.routes = routes;
        this.addresses = addresses;
        this.log = new AccessLog(logs, project -> {
            ActiveDeployment serving = active.get(project);
            return serving == null ? null : serving.row().id();
        });
    }

    /** Tells the proxy of all, before it has routes. */
    void restore() {
        store.all().forEach(this::apply);
    }

    /** Tells the proxy of a project's. */
    synchronized void restore(String project) {
        apply(project, store.of(project));
    }

    Page<EdgeSetting> of(String project) {
        return view(store.of(project));
    }

    /** All or none; null removes. {@code create} makes the project, if there is none, once they are known to be good. */
    synchronized Page<EdgeSetting> change(String project, Map<String, @Nullable String> changes, Runnable create) {
        EdgeSettings next = store.of(project).with(changes, hosts(project));
        create.run();
        store.put(project, next);
        apply(project, next);
        return view(next);
    }

    private Set<String> hosts(String project) {
        Set<String> hosts = new HashSet<>(Set.of(addresses.host(project)));
        domains.of(project).forEach(row -> hosts.add(row.host()));
        return hosts;
    }

    private void apply(String project, EdgeSettings settings) {
        routes.rule(addresses.host(project), settings.rules(users -> passwords.of(project, users), log.of(project)));
    }

    private static Page<EdgeSetting> view(EdgeSettings settings) {
        return new Page<>(
                settings.shown().entrySet().stream()
                        .map(each -> new EdgeSetting(each.getKey(), each.getValue()))
                        .toList(),
                null);
    }

    /** The project has no route, and no row. */
    synchronized void forget(String project) {
        routes.rule(addresses.host(project), HostRules.NONE);
    }

    @Override
    public void close() {
        passwords.close();
        log.close();
    }
}
