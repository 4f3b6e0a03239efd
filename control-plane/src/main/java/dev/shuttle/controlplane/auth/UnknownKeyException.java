package dev.shuttle.controlplane.auth;

import dev.shuttle.controlplane.fault.NotFoundException;

/** There is no such key. */
public final class UnknownKeyException extends NotFoundException {
    private static final long serialVersionUID = 1L;

    UnknownKeyException(String id) {
        super("key", "There is no key " + id + "; GET /keys, or mvn shuttle:keys, lists all keys.");
    }
}
