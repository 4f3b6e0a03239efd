package dev.shuttle.controlplane.deployment;

import dev.shuttle.controlplane.build.BuildFailedException;
import dev.shuttle.controlplane.host.ServiceFailedException;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** A step failed for a reason that can be fixed: the message says what was tried, why it failed, what to do. */
final class StepFailedException extends Exception {
    private static final long serialVersionUID = 1L;

    /** Whose last lines are to be told too: {@code build} or {@code service}. */
    private final @Nullable String source;

    StepFailedException(@Nullable String message) {
        this(message, null);
    }

    private StepFailedException(@Nullable String message, @Nullable String source) {
        super(message);
        this.source = source;
    }

    static StepFailedException of(BuildFailedException e) {
        return new StepFailedException(e.getMessage(), e.isLate() ? "build" : null);
    }

    static StepFailedException of(ServiceFailedException e) {
        return new StepFailedException(e.getMessage(), e.isLate() ? "service" : null);
    }

    @Nullable
    String source() {
        return source;
    }

    @Override
    public String getMessage() {
        return Objects.requireNonNullElse(super.getMessage(), "no reason given");
    }
}
