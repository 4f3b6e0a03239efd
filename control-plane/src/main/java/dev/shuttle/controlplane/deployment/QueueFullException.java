package dev.shuttle.controlplane.deployment;

/** More waits to be built than the server takes. */
public final class QueueFullException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    QueueFullException(String what) {
        super("The server has too much to build already: " + what + " wait. Deploy again when some of them are done.");
    }
}
