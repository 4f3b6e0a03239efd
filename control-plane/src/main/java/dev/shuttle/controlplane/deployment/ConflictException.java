package dev.shuttle.controlplane.deployment;

/** The request conflicts with the state of a project or deployment. */
public final class ConflictException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    public ConflictException(String message) {
        super(message);
    }
}
