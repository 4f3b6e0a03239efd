package dev.shuttle.controlplane.fault;

/** A request conflicts with the present state. The message says with what, and what to do first. */
public class ConflictException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final String title;

    public ConflictException(String message) {
        this("Conflict", message);
    }

    protected ConflictException(String title, String message) {
        super(message);
        this.title = title;
    }

    public final String title() {
        return title;
    }
}
