package dev.shuttle.controlplane.fault;

/** There is no such thing, or none that the caller may know of. */
public abstract class NotFoundException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final String noun;

    /** {@code noun} is what was looked for, such as "project". */
    protected NotFoundException(String noun, String message) {
        super(message);
        this.noun = noun;
    }

    public final String title() {
        return "Unknown " + noun;
    }
}
