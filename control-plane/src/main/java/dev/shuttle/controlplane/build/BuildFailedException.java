package dev.shuttle.controlplane.build;

/** A build made no artifact. The message tells its developer why and what to do next. */
public final class BuildFailedException extends Exception {
    private static final long serialVersionUID = 1L;

    public BuildFailedException(String message) {
        super(message);
    }

    public BuildFailedException(String message, Throwable cause) {
        super(message, cause);
    }

    @Override
    public String getMessage() {
        return String.valueOf(super.getMessage());
    }
}
