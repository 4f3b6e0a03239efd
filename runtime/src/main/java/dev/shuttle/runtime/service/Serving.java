package dev.shuttle.runtime.service;

/** What has to be closed so that a service no longer serves. */
@FunctionalInterface
interface Serving {

    /** For a program that listens on its own: it offers no way to close it. */
    Serving ON_ITS_OWN = () -> {};

    void close() throws Exception;
}
