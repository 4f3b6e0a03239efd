package dev.shuttle.controlplane.build;

import dev.shuttle.controlplane.jdk.JavaRequirement;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** A build made no artifact. The message tells its developer why and what to do next. */
public final class BuildFailedException extends Exception {
    private static final long serialVersionUID = 1L;

    private final boolean late;
    private final @Nullable JavaRequirement needed;

    public BuildFailedException(String message) {
        this(message, false, null);
    }

    private BuildFailedException(String message, boolean late, @Nullable JavaRequirement needed) {
        super(message);
        this.late = late;
        this.needed = needed;
    }

    /** It asked for a newer Java than it ran on. */
    public static BuildFailedException onTooOldJava(String message, JavaRequirement needed) {
        return new BuildFailedException(message, false, needed);
    }

    /** The Java on which the same build may succeed, if that is what it lacked. */
    public Optional<JavaRequirement> needed() {
        return Optional.ofNullable(needed);
    }

    /**
     * The build was ended since its time was over. What it printed last may say what it was doing.
     *
     * @param message as above
     * @return a failure that {@link #isLate()}
     */
    public static BuildFailedException late(String message) {
        return new BuildFailedException(message, true, null);
    }

    /**
     * Whether its time was over.
     *
     * @return true if nothing else went wrong
     */
    public boolean isLate() {
        return late;
    }

    public BuildFailedException(String message, Throwable cause) {
        super(message, cause);
        this.late = false;
        this.needed = null;
    }

    @Override
    public String getMessage() {
        return String.valueOf(super.getMessage());
    }
}
