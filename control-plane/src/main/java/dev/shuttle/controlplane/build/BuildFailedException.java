package dev.shuttle.controlplane.build;

/** A build made no artifact. The message tells its developer why and what to do next. */
public final class BuildFailedException extends Exception {
    private static final long serialVersionUID = 1L;

    private final boolean late;

    public BuildFailedException(String message) {
        this(message, false);
    }

    private BuildFailedException(String message, boolean late) {
        super(message);
        this.late = late;
    }

    /**
     * The build was ended since its time was over. What it printed last may say what it was doing.
     *
     * @param message as above
     * @return a failure that {@link #isLate()}
     */
    public static BuildFailedException late(String message) {
        return new BuildFailedException(message, true);
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
    }

    @Override
    public String getMessage() {
        return String.valueOf(super.getMessage());
    }
}
