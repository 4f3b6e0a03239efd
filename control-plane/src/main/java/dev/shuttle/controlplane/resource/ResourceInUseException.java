package dev.shuttle.controlplane.resource;

/** A resource cannot be deleted, since what serves asks for it. */
public final class ResourceInUseException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    ResourceInUseException(String project, String type, String name) {
        super("The resource " + type + " " + name + " of " + project
                + " is in use. First deploy a version that does not use"
                + " it, or delete the project with its resources.");
    }
}
