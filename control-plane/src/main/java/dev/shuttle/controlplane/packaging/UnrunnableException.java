package dev.shuttle.controlplane.packaging;

/** A build packaged nothing that can be run. The message says why, and what to do, to its developer. */
public final class UnrunnableException extends Exception {
    private static final long serialVersionUID = 1L;

    public UnrunnableException(String message) {
        super(message);
    }
}
