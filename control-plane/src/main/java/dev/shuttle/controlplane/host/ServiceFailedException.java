package dev.shuttle.controlplane.host;

/** A service did not come up. The message tells its developer why and what to do next. */
public final class ServiceFailedException extends Exception {
    private static final long serialVersionUID = 1L;

    private final boolean late;

    public ServiceFailedException(String message) {
        this(message, false);
    }

    private ServiceFailedException(String message, boolean late) {
        super(message);
        this.late = late;
    }

    /**
     * The service was ended since its time was over. What it printed last may say what it was doing.
     *
     * @param message as above
     * @return a failure that {@link #isLate()}
     */
    public static ServiceFailedException late(String message) {
        return new ServiceFailedException(message, true);
    }

    /**
     * Whether its time was over.
     *
     * @return true if nothing else went wrong
     */
    public boolean isLate() {
        return late;
    }
}
