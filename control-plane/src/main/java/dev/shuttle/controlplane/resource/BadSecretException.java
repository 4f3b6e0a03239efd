package dev.shuttle.controlplane.resource;

/** A secret cannot be kept. Says why; never holds a value. */
public final class BadSecretException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    BadSecretException(String message) {
        super(message);
    }
}
