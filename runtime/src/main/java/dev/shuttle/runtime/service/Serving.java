package dev.shuttle.runtime.service;

/** Closing it ends the serving. */
@FunctionalInterface
interface Serving {

    /** For a program that listens on its own: it offers no way to close it. */
    Serving ON_ITS_OWN = () -> {};

    void close() throws Exception;
}
