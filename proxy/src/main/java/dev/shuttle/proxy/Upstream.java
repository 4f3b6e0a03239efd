package dev.shuttle.proxy;

import dev.shuttle.os.UnixSocket;
import io.netty.channel.Channel;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * One version of one project, with a count of the requests in flight that drain waits for. The count and "draining" are
 * one number, so that no request can slip in between. Thread-safe.
 */
@SuppressWarnings("FutureReturnValueIgnored") // what fails closes the channel, and that is seen
public final class Upstream {
    private static final int DRAINING = 1 << 30;

    private final String deployment;
    private final InetSocketAddress address;
    private final AtomicInteger state = new AtomicInteger();
    private final CompletableFuture<Void> drained = new CompletableFuture<>();
    private final UpstreamPool pool = new UpstreamPool(this);
    private final Http2Pool http2 = new Http2Pool(this);
    private final Set<Channel> connections = ConcurrentHashMap.newKeySet();
    private final Set<Tunnel> tunnels = ConcurrentHashMap.newKeySet();
    private final Options options;
    private final Complaints complaints;
    private volatile boolean closed;
    private volatile long heard = System.nanoTime();

    /**
     * An upstream without traffic; no I/O.
     *
     * @param deployment id of the deployment that answers there
     * @param address where it listens
     */
    public Upstream(String deployment, InetSocketAddress address) {
        this(deployment, address, Options.NONE);
    }

    /**
     * One that is not treated as all others are.
     *
     * @param deployment id of the deployment that answers there
     * @param address where it listens
     * @param options what is different
     */
    public Upstream(String deployment, InetSocketAddress address, Options options) {
        this.deployment = deployment;
        this.address = address;
        this.options = options;
        this.complaints = new Complaints(options.log());
    }

    /**
     * Differences between upstreams.
     *
     * @param silence how long it may take to begin an answer; null: as long as the proxy's others
     * @param headers set on each request to it
     * @param log takes a line about what it does wrong; called on an event loop, and must not block it
     * @param socket where it listens too, and is reached first; its address is what is left when that accepts nothing
     */
    public record Options(
            @Nullable Duration silence,
            Map<String, String> headers,
            Consumer<String> log,
            @Nullable UnixSocket socket) {
        /** As the others. */
        public static final Options NONE = new Options(null, Map.of(), line -> {});

        /** One that listens on its address only. */
        public Options(@Nullable Duration silence, Map<String, String> headers, Consumer<String> log) {
            this(silence, headers, log, null);
        }
    }

    /**
     * Whose version it is.
     *
     * @return the deployment's id
     */
    public String deployment() {
        return deployment;
    }

    /**
     * Where it listens.
     *
     * @return the address
     */
    public InetSocketAddress address() {
        return address;
    }

    /**
     * Requests and WebSockets that it has not finished.
     *
     * @return their number
     */
    public int inFlight() {
        return state.get() & ~DRAINING;
    }

    /**
     * Takes no new request and lets those in flight end: idle connections are closed, open WebSockets are told 1001
     * (Going Away). Call it after the upstream left the table. Idempotent.
     *
     * @return completes when nothing is in flight any more; never exceptionally
     */
    public CompletableFuture<Void> drain() {
        int before = state.getAndUpdate(count -> count | DRAINING);
        pool.closeIdle();
        http2.closeIdle();
        tunnels.forEach(Tunnel::goAway);
        if ((before & ~DRAINING) == 0) {
            drained.complete(null);
        }
        return drained.copy();
    }

    /** Cuts whatever is left: the drain's time is over, or the service is gone. Idempotent. */
    public void close() {
        closed = true;
        drain();
        connections.forEach(Channel::close);
    }

    /**
     * How long it has been silent.
     *
     * @return the time since its last byte for a client, whatever the request
     */
    public Duration silence() {
        return Duration.ofNanos(System.nanoTime() - heard);
    }

    void spoke() {
        heard = System.nanoTime();
    }

    boolean acquire() {
        int before = state.getAndUpdate(count -> (count & DRAINING) != 0 ? count : count + 1);
        return (before & DRAINING) == 0;
    }

    void release() {
        if (state.decrementAndGet() == DRAINING) {
            drained.complete(null);
        }
    }

    boolean isDraining() {
        return (state.get() & DRAINING) != 0;
    }

    Options options() {
        return options;
    }

    Complaints complaints() {
        return complaints;
    }

    UpstreamPool pool() {
        return pool;
    }

    Http2Pool http2() {
        return http2;
    }

    void opened(Channel connection) {
        connections.add(connection);
        connection.closeFuture().addListener(end -> connections.remove(connection));
        if (closed) {
            connection.close();
        }
    }

    void opened(Tunnel tunnel) {
        tunnels.add(tunnel);
        if (isDraining()) {
            tunnel.goAway();
        }
    }

    void closed(Tunnel tunnel) {
        tunnels.remove(tunnel);
    }
}
