package dev.shuttle.controlplane.resource;

import dev.shuttle.controlplane.fault.NotFoundException;

/** A project has no such resource. */
public final class UnknownResourceException extends NotFoundException {
    private static final long serialVersionUID = 1L;

    UnknownResourceException(String project, String type, String name) {
        super(
                "resource",
                "The project " + project + " has no resource " + type + " " + name
                        + ". `mvn shuttle:resources` lists all resources.");
    }
}
