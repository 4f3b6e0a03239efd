package dev.shuttle.controlplane.deployment;

import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** A step failed for a reason that somebody can mend: the message says what was tried, why it failed, what to do. */
final class StepFailedException extends Exception {
    private static final long serialVersionUID = 1L;

    StepFailedException(@Nullable String message) {
        super(message);
    }

    @Override
    public String getMessage() {
        return Objects.requireNonNullElse(super.getMessage(), "no reason was given");
    }
}
