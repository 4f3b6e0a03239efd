package dev.shuttle.controlplane.auth;

/** There is no such key. */
public final class UnknownKeyException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    UnknownKeyException(String id) {
        super("There is no key " + id + "; GET /keys, or mvn shuttle:keys, lists all keys.");
    }
}
