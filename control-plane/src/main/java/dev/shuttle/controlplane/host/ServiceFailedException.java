package dev.shuttle.controlplane.host;

/** A service did not come up. The message tells its developer why and what to do next. */
public final class ServiceFailedException extends Exception {
    private static final long serialVersionUID = 1L;

    public ServiceFailedException(String message) {
        super(message);
    }
}
