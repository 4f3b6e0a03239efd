package dev.shuttle.controlplane.auth;

/** The requested key is not valid. */
public final class BadKeyException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    BadKeyException(String message) {
        super(message);
    }
}
