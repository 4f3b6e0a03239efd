package dev.shuttle.controlplane.deployment;

import dev.shuttle.controlplane.fault.NotFoundException;

/** A project has no such deployment. */
public final class UnknownDeploymentException extends NotFoundException {
    private static final long serialVersionUID = 1L;

    public UnknownDeploymentException(String project, String id) {
        super(
                "deployment",
                "The project " + project + " has no deployment " + id
                        + ". `mvn shuttle:deployments` lists all deployments.");
    }
}
