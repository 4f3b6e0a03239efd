package dev.shuttle.controlplane.restore;

import java.io.IOException;

/** A project cannot be restored so. The message says what to do; nothing was changed. */
final class RestoreRefusedException extends IOException {
    private static final long serialVersionUID = 1L;

    RestoreRefusedException(String message) {
        super(message + " Nothing was changed.");
    }
}
