package dev.shuttle.controlplane.deployment;

/** What was asked for does not fit the state that a project or deployment is in. */
public final class ConflictException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    public ConflictException(String message) {
        super(message);
    }
}
