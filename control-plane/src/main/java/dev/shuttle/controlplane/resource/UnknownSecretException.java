package dev.shuttle.controlplane.resource;

import dev.shuttle.controlplane.fault.NotFoundException;

/** A project has no such secret. */
public final class UnknownSecretException extends NotFoundException {
    private static final long serialVersionUID = 1L;

    UnknownSecretException(String project) {
        super(
                "secret",
                "The project " + project + " has no secret of that name. `mvn shuttle:secrets` lists all secrets.");
    }
}
