package dev.shuttle.runtime.service;

/** The service's own code kept it from starting. The message is for its developer. */
public final class ServiceStartException extends Exception {
    private static final long serialVersionUID = 1L;

    public ServiceStartException(String message) {
        super(message);
    }
}
