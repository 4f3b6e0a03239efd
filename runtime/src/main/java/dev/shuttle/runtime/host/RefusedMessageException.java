package dev.shuttle.runtime.host;

import java.io.IOException;

/** A peer sent what its {@link MessageLimits} forbid, or what is not a message. It is not read any further. */
public final class RefusedMessageException extends IOException {
    private static final long serialVersionUID = 1L;

    RefusedMessageException(String message) {
        super(message);
    }
}
