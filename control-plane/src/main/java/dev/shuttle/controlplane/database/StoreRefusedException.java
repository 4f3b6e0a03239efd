package dev.shuttle.controlplane.database;

import java.io.IOException;

/** The store that was found is not the one that belongs to the home, or cannot be opened. The message says what to do. */
public final class StoreRefusedException extends IOException {
    private static final long serialVersionUID = 1L;

    StoreRefusedException(String message) {
        super(message);
    }

    StoreRefusedException(String message, Throwable cause) {
        super(message, cause);
    }
}
