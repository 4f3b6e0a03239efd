package dev.shuttle.controlplane.deployment;

/** A project has no such deployment. */
public final class UnknownDeploymentException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    public UnknownDeploymentException(String project, String id) {
        super("The project " + project + " has no deployment " + id
                + ". `mvn shuttle:deployments` lists all deployments.");
    }
}
