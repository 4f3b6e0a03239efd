package dev.shuttle.runtime.service;

/** Closing it ends the serving. */
@FunctionalInterface
interface Closing {

    /** For a program that listens on its own: it offers no way to close it. */
    Closing ON_ITS_OWN = () -> {};

    void close() throws Exception;

    /** Whether it serves at a Unix socket beside its port. */
    default boolean isAtSocket() {
        return false;
    }
}
