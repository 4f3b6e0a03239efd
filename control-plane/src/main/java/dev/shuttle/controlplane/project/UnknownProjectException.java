package dev.shuttle.controlplane.project;

import dev.shuttle.controlplane.fault.NotFoundException;

/** There is no project of that name, or none that the caller may know of. */
public final class UnknownProjectException extends NotFoundException {
    private static final long serialVersionUID = 1L;

    public UnknownProjectException(String name) {
        super(
                "project",
                "There is no project " + name + ". `mvn shuttle:list` lists all projects; a deploy creates one.");
    }
}
