package dev.shuttle.controlplane.mavenproxy;

/** An upstream repository did not give what was asked; the message is for the build's log and holds nothing secret. */
final class FetchFailedException extends Exception {
    private static final long serialVersionUID = 1L;

    static final int NOT_FOUND = 404;

    private final int status;
    private final boolean transientFault;

    FetchFailedException(int status, boolean transientFault, String message) {
        super(message);
        this.status = status;
        this.transientFault = transientFault;
    }

    /** The status for the build. */
    int status() {
        return status;
    }

    /** Whether a second try may go better. */
    boolean isTransient() {
        return transientFault;
    }
}
