package dev.shuttle.controlplane.resource;

import dev.shuttle.controlplane.fault.ConflictException;

/** A resource cannot be deleted, since what serves asks for it. */
public final class ResourceInUseException extends ConflictException {
    private static final long serialVersionUID = 1L;

    ResourceInUseException(String project, String type, String name) {
        super(
                "In use",
                "The resource " + type + " " + name + " of " + project
                        + " is in use. First deploy a version that does not use"
                        + " it, or delete the project with its resources.");
    }
}
