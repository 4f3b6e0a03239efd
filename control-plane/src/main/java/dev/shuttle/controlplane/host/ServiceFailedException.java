package dev.shuttle.controlplane.host;

/** A service did not come up. The message tells its developer why and what to do next. */
public final class ServiceFailedException extends Exception {
    private static final long serialVersionUID = 1L;

    private enum Why {
        FAULT,
        LATE,
        PORT_HELD
    }

    private final Why why;

    public ServiceFailedException(String message) {
        this(message, Why.FAULT);
    }

    private ServiceFailedException(String message, Why why) {
        super(message);
        this.why = why;
    }

    /**
     * The service was ended since its time was over. What it printed last may say what it was doing.
     *
     * @param message as above
     * @return a failure that {@link #isLate()}
     */
    public static ServiceFailedException late(String message) {
        return new ServiceFailedException(message, Why.LATE);
    }

    /**
     * The service opens a port of its own, which another version of its project holds: started alone, it may come up.
     *
     * @param message as above
     * @return a failure that {@link #isPortHeld()}
     */
    public static ServiceFailedException portHeld(String message) {
        return new ServiceFailedException(message, Why.PORT_HELD);
    }

    /**
     * Whether its time was over.
     *
     * @return true if nothing else went wrong
     */
    public boolean isLate() {
        return why == Why.LATE;
    }

    /**
     * Whether the version before is in its way.
     *
     * @return true if that one holds a port which this one opens
     */
    public boolean isPortHeld() {
        return why == Why.PORT_HELD;
    }
}
