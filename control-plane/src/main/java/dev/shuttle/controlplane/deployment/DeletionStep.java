package dev.shuttle.controlplane.deployment;

import dev.shuttle.resources.ProvisioningException;

/**
 * A step of a project's deletion. Repeatable: a crash may come between its work and the commit that it is done.
 *
 * @param name as it is stored
 * @param answered whether a deletion is answered only when it is done
 */
record DeletionStep(String name, boolean answered, Action action) {

    /** The step's work. */
    interface Action {
        void run(DeletionRun run) throws ProvisioningException, InterruptedException;
    }
}
