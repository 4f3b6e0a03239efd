package dev.shuttle.proxy;

import dev.shuttle.proxy.forwarded.TrustedProxies;
import java.time.Duration;

/**
 * The address of the proxy, its bounds, and the proxies before it. The host {@link #LOOPBACK} is the loopback of both address
 * families, where the machine has both. Port 0 takes any free one.
 */
public record ProxySettings(String host, int port, Limits limits, Timeouts timeouts, TrustedProxies trusted) {

    public static final String LOOPBACK = "localhost";

    public ProxySettings {
        if (port < 0 || port > 65535) {
            throw new IllegalArgumentException("The proxy's port must be between 0 and 65535, not " + port + ".");
        }
    }

    /** Without a proxy before it. */
    public ProxySettings(String host, int port, Limits limits, Timeouts timeouts) {
        this(host, port, limits, timeouts, TrustedProxies.NONE);
    }

    /** The same behind proxies. */
    public ProxySettings trusting(TrustedProxies proxies) {
        return new ProxySettings(host, port, limits, timeouts, proxies);
    }

    /** The same with another bound on the silence of services; an upstream's own goes before it. */
    public ProxySettings patientFor(Duration silence) {
        return with(new HostRules.Waits(silence, null, null));
    }

    /** The same where a host has bounds in time of its own. */
    ProxySettings with(HostRules.Waits own) {
        return own.equals(HostRules.Waits.USUAL)
                ? this
                : new ProxySettings(host, port, limits, timeouts.with(own), trusted);
    }

    /** Bounds that suit the public side of one machine. */
    public static ProxySettings on(String host, int port) {
        return new ProxySettings(host, port, Limits.STANDARD, Timeouts.STANDARD);
    }

    /** The same, with as many client connections at a time as the process has file descriptors for. */
    public static ProxySettings on(String host, int port, int connections) {
        Limits usual = Limits.STANDARD;
        int most = Math.min(usual.connections(), connections);
        Shares shares = new Shares(
                Math.max(1, Math.min(usual.shares().connections(), most / 4)),
                Math.max(1, Math.min(usual.shares().requests(), most / 2)),
                usual.shares().waiting());
        Limits limits = new Limits(most, usual.waiting(), usual.line(), usual.head(), shares);
        return new ProxySettings(host, port, limits, Timeouts.STANDARD);
    }

    /**
     * Bounds in number.
     *
     * @param connections client connections at a time; for one more an idle one is closed, or it is answered with 503
     * @param waiting requests at a time that wait for a project to start; one more is answered with 503
     * @param line bytes of a request line, beyond which 414
     * @param head bytes of all header lines together, beyond which 431
     * @param shares how much of them one may take
     */
    public record Limits(int connections, int waiting, int line, int head, Shares shares) {
        static final Limits STANDARD = new Limits(
                10_000, // two descriptors each: far below the usual limit of a service
                1_000, // each holds a connection and at most one socket buffer
                8 * 1024, // as nginx and Apache
                32 * 1024, // as nginx (4 times 8 KiB)
                new Shares(2_500, 5_000, 500)); // a quarter; a half for one project

        /** Without shares. */
        public Limits(int connections, int waiting, int line, int head) {
            this(connections, waiting, line, head, new Shares(connections, connections, waiting));
        }

        public Limits {
            if (connections < 1 || waiting < 0 || line < 64 || head < 64) {
                throw new IllegalArgumentException("The proxy's limits must be positive.");
            }
        }
    }

    /**
     * The most that one may take of what all share.
     *
     * @param connections of one address, or of a network of 64 bits in IPv6; trusted proxies have no such bound
     * @param requests in flight of one project; one more is answered with 503
     * @param waiting of one host
     */
    public record Shares(int connections, int requests, int waiting) {
        /** Connections of all loopback addresses together: services are there, but also proxies and who works there. */
        int loopback() {
            return 3 * connections;
        }
    }

    /**
     * Bounds in time.
     *
     * @param connect for an upstream to accept a connection, then 502
     * @param notice for an upstream that accepts none to be taken off its route, as one that has just ended is; only then
     *     502
     * @param response for an upstream to begin its answer once the request was sent, then 504
     * @param head for a client to send a request's head once begun, then 408
     * @param idle for a client that sends no request, stops in the middle of a body, or does not read its answer
     * @param stream of silence, in an answer once begun (server-sent events) and in a WebSocket
     * @param stop for requests in flight to end when the proxy closes
     */
    public record Timeouts(
            Duration connect,
            Duration notice,
            Duration response,
            Duration head,
            Duration idle,
            Duration stream,
            Duration stop) {
        static final Timeouts STANDARD = new Timeouts(
                Duration.ofSeconds(5),
                Duration.ofSeconds(6), // the JDK looks every 5 s at a process that another JVM has started
                Duration.ofMinutes(5),
                Duration.ofSeconds(20),
                Duration.ofSeconds(75),
                Duration.ofHours(1),
                Duration.ofSeconds(5));

        private Timeouts with(HostRules.Waits own) {
            return new Timeouts(
                    connect,
                    notice,
                    own.response() == null ? response : own.response(),
                    head,
                    own.body() == null ? idle : own.body(),
                    own.stream() == null ? stream : own.stream(),
                    stop);
        }
    }
}
