package dev.shuttle.controlplane.fault;

import org.jspecify.annotations.Nullable;

/** A value that was given is not valid. The message says what would be, and holds no secret. */
public class InvalidException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final String noun;

    /** {@code noun} is what was given, such as "domain". */
    public InvalidException(String noun, String message) {
        this(noun, message, null);
    }

    protected InvalidException(String noun, String message, @Nullable Throwable cause) {
        super(message, cause);
        this.noun = noun;
    }

    public final String title() {
        return "Bad " + noun;
    }
}
