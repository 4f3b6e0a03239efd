package dev.shuttle;

import java.net.InetSocketAddress;

/**
 * A web app that is started and stopped by Shuttle: what {@code main} may return. Both methods are called once, on
 * threads of the host.
 */
public interface Service extends AutoCloseable {

    /**
     * Starts to listen.
     *
     * @param address the loopback address and port to listen on
     * @throws Exception if it cannot: the deployment then fails, and the version before it goes on serving
     */
    void start(InetSocketAddress address) throws Exception;

    /**
     * Stops listening and releases what it holds. Called after the last request was answered, or at the end of the
     * drain timeout.
     *
     * @throws Exception is logged; the service is stopped all the same
     */
    @Override
    default void close() throws Exception {}
}
