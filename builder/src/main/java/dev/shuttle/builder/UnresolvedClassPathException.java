package dev.shuttle.builder;

/** A module's runtime class path could not be resolved. The message names module and dependencies, for people. */
final class UnresolvedClassPathException extends Exception {
    private static final long serialVersionUID = 1L;

    UnresolvedClassPathException(String message, Throwable cause) {
        super(message, cause);
    }

    @Override
    public String getMessage() {
        return String.valueOf(super.getMessage());
    }
}
