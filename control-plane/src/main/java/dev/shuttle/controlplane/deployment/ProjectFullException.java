package dev.shuttle.controlplane.deployment;

/** A project keeps as much on disk as it may, so it gets no new deployment. */
public final class ProjectFullException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    ProjectFullException(String message) {
        super(message);
    }
}
