package dev.shuttle.runtime.service;

/**
 * Keeps the timer thread of the PostgreSQL driver one of the host's. It would otherwise be started by the first service
 * that sets a query timeout, belong to it, and be ended with it, while the pools of others still need it.
 *
 * @param timer the driver's, which counts its users
 */
record DriverTimer(Object timer) implements AutoCloseable {

    /** Starts the timer if it does not run: on a thread of the host. */
    static DriverTimer hold(Class<?> driver) throws ReflectiveOperationException {
        Object timer = driver.getMethod("getSharedTimer").invoke(null);
        timer.getClass().getMethod("getTimer").invoke(timer);
        return new DriverTimer(timer);
    }

    @Override
    public void close() throws ReflectiveOperationException {
        timer.getClass().getMethod("releaseTimer").invoke(timer);
    }
}
