package dev.shuttle.controlplane.proxy;

import java.time.Duration;

/**
 * How the proxy listens and what it bounds.
 *
 * @param host address to listen on
 * @param port port to listen on; 0 takes any free one
 * @param maxConnections client connections at a time; one more is answered with 503 and closed
 * @param maxWaiting requests at a time that wait for a project to start; one more is answered with 503
 * @param maxLine bytes of a request line, beyond which 414
 * @param maxHead bytes of all header lines together, beyond which 431
 * @param connectTimeout for an upstream to accept a connection, then 502
 * @param noticeTimeout for an upstream that accepts none to be taken off its route, as one that has just ended is; only
 *     then 502
 * @param responseTimeout for an upstream to begin its answer once the request was sent, then 504
 * @param headTimeout for a client to send a request's head once begun, then 408
 * @param idleTimeout for a client that sends no request, stops in the middle of a body, or does not read its answer
 * @param streamTimeout of silence, in an answer once begun (server-sent events) and in a WebSocket
 * @param stopTimeout for requests in flight to end when the proxy closes
 */
public record ProxySettings(
        String host,
        int port,
        int maxConnections,
        int maxWaiting,
        int maxLine,
        int maxHead,
        Duration connectTimeout,
        Duration noticeTimeout,
        Duration responseTimeout,
        Duration headTimeout,
        Duration idleTimeout,
        Duration streamTimeout,
        Duration stopTimeout) {

    public ProxySettings {
        if (port < 0 || port > 65535) {
            throw new IllegalArgumentException("The proxy's port must be between 0 and 65535, not " + port + ".");
        }
        if (maxConnections < 1 || maxWaiting < 0 || maxLine < 64 || maxHead < 64) {
            throw new IllegalArgumentException("The proxy's limits must be positive.");
        }
    }

    /**
     * Defaults that suit the public side of one machine.
     *
     * @param host address to listen on
     * @param port port to listen on; 0 takes any free one
     * @return the settings
     */
    public static ProxySettings on(String host, int port) {
        return new ProxySettings(
                host,
                port,
                10_000, // two descriptors each: far below the usual limit of a service
                1_000, // each holds a connection and at most one socket buffer
                8 * 1024, // as nginx and Apache
                32 * 1024, // as nginx (4 times 8 KiB)
                Duration.ofSeconds(5),
                Duration.ofSeconds(6), // the JDK looks every 5 s at a process that another JVM has started
                Duration.ofMinutes(5),
                Duration.ofSeconds(20),
                Duration.ofSeconds(75),
                Duration.ofHours(1),
                Duration.ofSeconds(5));
    }

    /**
     * The same with other times for clients.
     *
     * @param head see {@link #headTimeout}
     * @param idle see {@link #idleTimeout}
     * @return the settings
     */
    public ProxySettings withClientTimeouts(Duration head, Duration idle) {
        return new ProxySettings(
                host,
                port,
                maxConnections,
                maxWaiting,
                maxLine,
                maxHead,
                connectTimeout,
                noticeTimeout,
                responseTimeout,
                head,
                idle,
                streamTimeout,
                stopTimeout);
    }

    /**
     * The same with other times for upstreams.
     *
     * @param notice see {@link #noticeTimeout}
     * @param response see {@link #responseTimeout}
     * @return the settings
     */
    public ProxySettings withUpstreamTimeouts(Duration notice, Duration response) {
        return new ProxySettings(
                host,
                port,
                maxConnections,
                maxWaiting,
                maxLine,
                maxHead,
                connectTimeout,
                notice,
                response,
                headTimeout,
                idleTimeout,
                streamTimeout,
                stopTimeout);
    }

    /**
     * The same with other bounds.
     *
     * @param connections see {@link #maxConnections}
     * @param waiting see {@link #maxWaiting}
     * @return the settings
     */
    public ProxySettings withLimits(int connections, int waiting) {
        return new ProxySettings(
                host,
                port,
                connections,
                waiting,
                maxLine,
                maxHead,
                connectTimeout,
                noticeTimeout,
                responseTimeout,
                headTimeout,
                idleTimeout,
                streamTimeout,
                stopTimeout);
    }
}
