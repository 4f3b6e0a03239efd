package dev.shuttle.controlplane.project;

/** The project does not have that host name. */
public final class UnknownDomainException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    public UnknownDomainException(String project, String host) {
        super("The project " + project + " has no domain " + host + "; mvn shuttle:domains lists its domains.");
    }
}
