package dev.shuttle.controlplane.auth;

/** What is asked for is no key that can be made. */
public final class BadKeyException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    BadKeyException(String message) {
        super(message);
    }
}
