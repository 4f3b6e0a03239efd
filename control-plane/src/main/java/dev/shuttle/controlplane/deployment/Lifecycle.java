package dev.shuttle.controlplane.deployment;

import static dev.shuttle.protocol.DeploymentState.BUILDING;
import static dev.shuttle.protocol.DeploymentState.CANCELLED;
import static dev.shuttle.protocol.DeploymentState.CRASHED;
import static dev.shuttle.protocol.DeploymentState.DRAINING;
import static dev.shuttle.protocol.DeploymentState.FAILED;
import static dev.shuttle.protocol.DeploymentState.PROVISIONING;
import static dev.shuttle.protocol.DeploymentState.QUEUED;
import static dev.shuttle.protocol.DeploymentState.RESTARTING;
import static dev.shuttle.protocol.DeploymentState.RUNNING;
import static dev.shuttle.protocol.DeploymentState.SLEEPING;
import static dev.shuttle.protocol.DeploymentState.STARTING;
import static dev.shuttle.protocol.DeploymentState.STOPPED;
import static dev.shuttle.protocol.DeploymentState.SUPERSEDED;

import dev.shuttle.protocol.DeploymentState;
import java.util.Map;
import java.util.Set;

/** Which state may follow which: the one place that says so. */
final class Lifecycle {
    private static final Map<DeploymentState, Set<DeploymentState>> NEXT = Map.of(
            QUEUED, Set.of(BUILDING, PROVISIONING, FAILED, CANCELLED),
            BUILDING, Set.of(PROVISIONING, FAILED, CANCELLED),
            PROVISIONING, Set.of(STARTING, FAILED, CANCELLED),
            STARTING, Set.of(RUNNING, FAILED, CANCELLED),
            RUNNING, Set.of(SLEEPING, RESTARTING, DRAINING, STOPPED, CRASHED),
            SLEEPING, Set.of(RESTARTING, DRAINING, STOPPED, SUPERSEDED),
            RESTARTING, Set.of(RUNNING, DRAINING, STOPPED, CRASHED, SUPERSEDED),
            DRAINING, Set.of(RUNNING, SUPERSEDED, STOPPED));

    private Lifecycle() {}

    static boolean allows(DeploymentState from, DeploymentState to) {
        return NEXT.getOrDefault(from, Set.of()).contains(to);
    }
}
