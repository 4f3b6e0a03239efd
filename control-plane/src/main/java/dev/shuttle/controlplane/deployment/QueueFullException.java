package dev.shuttle.controlplane.deployment;

/** More waits to be built than the server takes. */
public final class QueueFullException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    QueueFullException(String what) {
        super("The server's queue is full: " + what + " are waiting. Deploy again later.");
    }
}
