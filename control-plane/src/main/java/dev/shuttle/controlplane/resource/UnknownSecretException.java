package dev.shuttle.controlplane.resource;

/** A project has no such secret. */
public final class UnknownSecretException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    UnknownSecretException(String project) {
        super("The project " + project + " has no secret of that name. `mvn shuttle:secrets` lists all secrets.");
    }
}
