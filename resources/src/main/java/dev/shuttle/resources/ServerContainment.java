package dev.shuttle.resources;

/** Told of each server that is up, started or adopted, before a service uses it: its processes and its port can be bounded. */
@FunctionalInterface
public interface ServerContainment {
    /** Leaves servers as they are. */
    ServerContainment NONE = (pid, port) -> {};

    /**
     * Bounds a server.
     *
     * @param pid of its first process
     * @param port on the loopback
     */
    void contain(long pid, int port);
}
