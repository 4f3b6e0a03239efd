package dev.shuttle.controlplane.deployment;

import dev.shuttle.controlplane.project.Addresses;
import dev.shuttle.protocol.ProjectState;
import dev.shuttle.proxy.Route;
import dev.shuttle.proxy.RoutingTable;
import dev.shuttle.proxy.Upstream;
import java.time.Duration;

/** Where the proxy leads the requests for a project. Thread-safe. */
final class ProjectTraffic {
    private final RoutingTable table;
    private final Addresses addresses;
    private final Duration startTimeout;

    ProjectTraffic(RoutingTable table, Addresses addresses, Duration startTimeout) {
        this.table = table;
        this.addresses = addresses;
        this.startTimeout = startTimeout;
    }

    void serve(String project, Upstream upstream) {
        put(project, new Route.Serving(upstream));
    }

    /** Requests wait for the next route, up to the start timeout. */
    void hold(String project) {
        put(project, new Route.Waiting(startTimeout));
    }

    /** The same, unless they are led to that deployment already, as by the control plane before this one. */
    void holdUnlessServed(String project, String deployment) {
        boolean served = table.find(addresses.host(project))
                .filter(route -> route instanceof Route.Serving serving
                        && serving.upstream().deployment().equals(deployment))
                .isPresent();
        if (!served) {
            hold(project);
        }
    }

    /** Requests are answered with the reason why nothing serves. */
    void refuse(String project, ProjectState state) {
        put(
                project,
                new Route.Unavailable(
                        state == ProjectState.CRASHED
                                ? Route.Unavailable.Reason.CRASHED
                                : Route.Unavailable.Reason.STOPPED));
    }

    void remove(String project) {
        table.remove(addresses.host(project));
    }

    private void put(String project, Route route) {
        table.put(addresses.host(project), route);
    }
}
