package dev.shuttle.controlplane.deployment;

/** A step failed for a reason that somebody can mend: the message says what was tried, why it failed, what to do. */
final class StepFailedException extends Exception {
    private static final long serialVersionUID = 1L;

    StepFailedException(String message) {
        super(message);
    }
}
