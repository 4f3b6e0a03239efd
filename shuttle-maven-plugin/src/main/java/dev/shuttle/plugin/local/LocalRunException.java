package dev.shuttle.plugin.local;

/** The service cannot be run on this machine. Says what was tried, why it failed, and what to do next. */
public final class LocalRunException extends Exception {
    private static final long serialVersionUID = 1L;

    public LocalRunException(String message) {
        super(message);
    }
}
