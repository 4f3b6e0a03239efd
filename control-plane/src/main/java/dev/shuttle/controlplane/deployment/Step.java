package dev.shuttle.controlplane.deployment;

import dev.shuttle.protocol.DeploymentState;
import java.io.IOException;

/** A step of the way. Reads what the one before it left, does its part, and on failure undoes only its own. */
interface Step {

    /** The name in the API. */
    String name();

    /** The state that a deployment is in while the step runs. */
    DeploymentState state();

    /**
     * Does the step.
     *
     * @throws StepFailedException for faults that the developer or operator can fix
     */
    void run(DeploymentRun run) throws StepFailedException, IOException, InterruptedException;

    /** Takes back what the step did, because a later one failed. */
    default void undo(DeploymentRun run) {}
}
