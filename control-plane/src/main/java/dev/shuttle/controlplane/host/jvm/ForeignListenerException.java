package dev.shuttle.controlplane.host.jvm;

import java.io.IOException;

/** Another user listens on a host's socket than the host's own. It is told nothing, and not waited for. */
final class ForeignListenerException extends IOException {
    private static final long serialVersionUID = 1L;

    ForeignListenerException(String listener, int expected) {
        super("the user " + listener + " listens on its control socket, and not its own, " + expected);
    }
}
