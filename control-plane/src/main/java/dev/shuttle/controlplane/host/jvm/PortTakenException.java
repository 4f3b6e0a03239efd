package dev.shuttle.controlplane.host.jvm;

/** Another process was faster to take the port that a service was given: it can be started on another. */
final class PortTakenException extends Exception {
    private static final long serialVersionUID = 1L;

    PortTakenException(String message) {
        super(message);
    }
}
