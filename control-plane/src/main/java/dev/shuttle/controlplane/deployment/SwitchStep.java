package dev.shuttle.controlplane.deployment;

import dev.shuttle.protocol.DeploymentState;

/** Hands the traffic over. */
final class SwitchStep implements Step {
    private final Switchover switchover;

    SwitchStep(Switchover switchover) {
        this.switchover = switchover;
    }

    @Override
    public String name() {
        return "switch";
    }

    @Override
    public DeploymentState state() {
        return DeploymentState.STARTING;
    }

    @Override
    public void run(DeploymentRun run) {
        switchover.switchTo(run.row(), run.host());
    }
}
