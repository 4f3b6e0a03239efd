package dev.shuttle.controlplane.resource;

/** A project has no such resource. */
public final class UnknownResourceException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    UnknownResourceException(String project, String type, String name) {
        super("The project " + project + " has no resource " + type + " " + name
                + ". `mvn shuttle:resources` lists all resources.");
    }
}
