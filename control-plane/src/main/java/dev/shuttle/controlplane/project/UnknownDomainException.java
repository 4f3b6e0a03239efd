package dev.shuttle.controlplane.project;

import dev.shuttle.controlplane.fault.NotFoundException;

/** The project does not have that host name. */
public final class UnknownDomainException extends NotFoundException {
    private static final long serialVersionUID = 1L;

    public UnknownDomainException(String project, String host) {
        super(
                "domain",
                "The project " + project + " has no domain " + host + "; mvn shuttle:domains lists its domains.");
    }
}
