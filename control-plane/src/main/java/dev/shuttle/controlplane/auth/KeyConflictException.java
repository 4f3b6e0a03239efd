package dev.shuttle.controlplane.auth;

/** The keys that there are stand in the way. */
public final class KeyConflictException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    KeyConflictException(String message) {
        super(message);
    }
}
