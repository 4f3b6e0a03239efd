package dev.shuttle.controlplane.resource;

import dev.shuttle.controlplane.fault.ConflictException;

/** A resource cannot be deleted, since what serves asks for it. */
public final class ResourceInUseException extends ConflictException {
    private static final long serialVersionUID = 1L;

    private ResourceInUseException(String detail) {
        super("In use", detail);
    }

    static ResourceInUseException attached(String project, String type, String name) {
        return new ResourceInUseException("The resource " + type + " " + name + " is attached to " + project
                + ", so that it is in use. First detach it, which keeps its data: `mvn shuttle:resources -Dshuttle.remove="
                + type + ":" + name + "`, or DELETE with ?detach=true.");
    }

    static ResourceInUseException asked(String project, String type, String name) {
        return new ResourceInUseException("The resource " + type + " " + name + " of " + project
                + " is in use. First deploy a version that does not use"
                + " it, or delete the project with its resources.");
    }
}
