package dev.shuttle.controlplane.deployment;

import dev.shuttle.protocol.DeploymentState;

/** Hands the traffic over. */
final class SwitchStep implements Step {
    private final Serving serving;

    SwitchStep(Serving serving) {
        this.serving = serving;
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
    public void run(Attempt attempt) {
        serving.switchTo(attempt.row(), attempt.host());
    }
}
