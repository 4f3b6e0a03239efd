package dev.shuttle.controlplane.resource;

import dev.shuttle.controlplane.fault.NotFoundException;
import dev.shuttle.runtime.plan.ResourceRequest;

/** A project has no such resource. */
public final class UnknownResourceException extends NotFoundException {
    private static final long serialVersionUID = 1L;

    UnknownResourceException(String project, String type, String name) {
        this("The project " + project + " has no resource " + type + " " + name);
    }

    private UnknownResourceException(String detail) {
        super("resource", detail + ". `mvn shuttle:resources` lists all resources.");
    }

    static UnknownResourceException notAttached(String project, ResourceRequest request) {
        return new UnknownResourceException("The resource " + request + " is not attached to the project " + project);
    }
}
