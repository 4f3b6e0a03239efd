package dev.shuttle.runtime.health;

/** A service answers in a way that no wait will change. The message says why and what to do. */
public final class NeverReadyException extends Exception {
    private static final long serialVersionUID = 1L;

    NeverReadyException(String message) {
        super(message);
    }
}
