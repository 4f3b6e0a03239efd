package dev.shuttle.runtime.service;

/**
 * How a service in this JVM stands.
 *
 * @param state where it is in its life
 * @param port where it is to listen
 * @param socket whether it serves at its Unix socket too
 */
public record ServiceStatus(ServiceState state, int port, boolean socket) {

    /** One without a socket. */
    public ServiceStatus(ServiceState state, int port) {
        this(state, port, false);
    }
}
