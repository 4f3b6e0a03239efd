package dev.shuttle.controlplane.resource;

import dev.shuttle.controlplane.fault.NotFoundException;

/** A project has no such environment variable. */
public final class UnknownVariableException extends NotFoundException {
    private static final long serialVersionUID = 1L;

    UnknownVariableException(String project) {
        super(
                "variable",
                "The project " + project + " has no environment variable of that name. `mvn shuttle:env` lists all of"
                        + " them.");
    }
}
