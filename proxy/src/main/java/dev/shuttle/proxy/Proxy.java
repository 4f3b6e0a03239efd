package dev.shuttle.proxy;

import dev.shuttle.proxy.certificates.HostCertificates;
import dev.shuttle.proxy.certificates.TlsContext;
import io.netty.bootstrap.ServerBootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.IoHandlerFactory;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.ServerChannel;
import io.netty.channel.epoll.Epoll;
import io.netty.channel.epoll.EpollIoHandler;
import io.netty.channel.epoll.EpollServerSocketChannel;
import io.netty.channel.epoll.EpollSocketChannel;
import io.netty.channel.group.ChannelGroup;
import io.netty.channel.group.DefaultChannelGroup;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.SocketChannel;
import io.netty.channel.socket.nio.NioServerSocketChannel;
import io.netty.channel.socket.nio.NioSocketChannel;
import io.netty.util.concurrent.DefaultThreadFactory;
import io.netty.util.concurrent.GlobalEventExecutor;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The public reverse proxy: listens, and closes everything it opened. Thread-safe. */
@SuppressWarnings("FutureReturnValueIgnored") // what fails closes the channel, and that is seen
public final class Proxy implements AutoCloseable {
    /** Told to every connection when the proxy stops. */
    static final Object STOPPING = new Object();
    /** Accepted by the kernel while the loops are busy. */
    private static final Logger LOG = LoggerFactory.getLogger(Proxy.class);

    private static final int BACKLOG = 1024;
    /** To find a port that is free for both address families. */
    private static final int ATTEMPTS = 10;
    /** For the threads to end once every connection is closed. */
    private static final Duration THREADS_END = Duration.ofSeconds(2);

    private static final boolean EPOLL = Epoll.isAvailable();

    private final ProxySettings settings;
    private final RoutingTable table;
    private final RequestObserver observer;
    private final HostCertificates certificates;
    private final OwnAnswers own;
    private final AtomicBoolean stopping = new AtomicBoolean();
    private final Places waiting;
    private final Places streams;
    private final ClientConnections open;
    private final ChannelGroup clients = new DefaultChannelGroup(GlobalEventExecutor.INSTANCE, true);
    private final ChannelGroup upstreams = new DefaultChannelGroup(GlobalEventExecutor.INSTANCE, true);
    private @Nullable EventLoopGroup loops;
    private final List<Channel> listeners = new ArrayList<>();

    /** As the other, seen by nothing. */
    public Proxy(ProxySettings settings, RoutingTable table) {
        this(settings, table, RequestObserver.NONE);
    }

    /**
     * A proxy that does not listen yet; no I/O.
     *
     * @param settings where it listens and what it bounds
     * @param table which host leads where; it may change at any time
     * @param observer is told of each request that is over
     */
    public Proxy(ProxySettings settings, RoutingTable table, RequestObserver observer) {
        this(settings, table, observer, HostCertificates.NONE);
    }

    /**
     * As {@link #Proxy(ProxySettings, RoutingTable, RequestObserver)}, with TLS.
     *
     * @param certificates shown to clients by the host that they ask for; may change at any time
     */
    public Proxy(ProxySettings settings, RoutingTable table, RequestObserver observer, HostCertificates certificates) {
        this.settings = settings;
        this.table = table;
        this.observer = observer;
        this.certificates = certificates;
        this.own = new OwnAnswers(certificates, table);
        ProxySettings.Limits limits = settings.limits();
        this.waiting = new Places(limits.waiting());
        this.streams = new Places(limits.connections());
        this.open = new ClientConnections(limits.connections());
    }

    /**
     * Listens. To be called once.
     *
     * @return the address that it is bound to, with its real port
     * @throws IOException if it cannot listen there; the message is for the operator
     */
    public synchronized InetSocketAddress start() throws IOException {
        if (loops != null || stopping.get()) {
            throw new IllegalStateException("A proxy starts once.");
        }
        IoHandlerFactory io = EPOLL ? EpollIoHandler.newFactory() : NioIoHandler.newFactory();
        loops = new MultiThreadIoEventLoopGroup(0, new DefaultThreadFactory("shuttle-proxy", true), io);
        return listen(loops, settings.port(), null, "SHUTTLE_PROXY_PORT");
    }

    /**
     * Listens for TLS too. To be called once, after {@link #start}.
     *
     * @param port 0 takes any free one
     * @return the address that it is bound to, with its real port
     * @throws IOException if it cannot listen there; the message is for the operator
     */
    public synchronized InetSocketAddress startSecure(int port) throws IOException {
        if (loops == null || stopping.get()) {
            throw new IllegalStateException("A proxy that does not run cannot listen for TLS.");
        }
        LOG.info("TLS by {}", TlsContext.provider());
        return listen(loops, port, certificates, "SHUTTLE_TLS_PORT");
    }

    /** From now on; before, clear text is served. */
    public void follow(HttpsPolicy policy) {
        own.follow(policy);
    }

    private InetSocketAddress listen(EventLoopGroup on, int port, @Nullable HostCertificates secure, String setting)
            throws IOException {
        ServerBootstrap server = bootstrap(on, secure);
        List<String> hosts = settings.host().equals(ProxySettings.LOOPBACK) ? Loopback.all() : List.of(settings.host());
        for (int attempt = 1; ; attempt++) {
            try {
                return bind(server, hosts, port);
            } catch (IOException e) {
                if (port != 0 || attempt == ATTEMPTS) {
                    close();
                    throw new IOException(
                            e.getMessage() + ". Stop the program that uses it, or choose another port with " + setting
                                    + "; 0 means any free one.",
                            e.getCause());
                }
            }
        }
    }

    /** The same port of all hosts, or none. A free one of the first is seldom taken at another. */
    private InetSocketAddress bind(ServerBootstrap server, List<String> hosts, int port) throws IOException {
        List<Channel> bound = new ArrayList<>();
        int wanted = port;
        for (String host : hosts) {
            ChannelFuture binding = server.clone()
                    .handler(new AcceptFailures())
                    .bind(host, wanted)
                    .awaitUninterruptibly();
            if (!binding.isSuccess()) {
                bound.forEach(listener -> listener.close().awaitUninterruptibly());
                throw new IOException(
                        "The proxy cannot listen on %s port %d (%s)"
                                .formatted(host, wanted, binding.cause().getMessage()),
                        binding.cause());
            }
            bound.add(binding.channel());
            wanted = ((InetSocketAddress) binding.channel().localAddress()).getPort();
        }
        listeners.addAll(bound);
        return (InetSocketAddress) bound.get(0).localAddress();
    }

    private ServerBootstrap bootstrap(EventLoopGroup on, @Nullable HostCertificates secure) {
        Class<? extends ServerChannel> server = EPOLL ? EpollServerSocketChannel.class : NioServerSocketChannel.class;
        Class<? extends SocketChannel> client = EPOLL ? EpollSocketChannel.class : NioSocketChannel.class;
        Connector connector = new Connector(client, settings.timeouts().connect(), upstreams);
        ProxyContext shared = new ProxyContext(settings, table, connector, waiting, streams, observer, own, stopping);
        return new ServerBootstrap()
                .group(on)
                .channel(server)
                .option(ChannelOption.SO_BACKLOG, BACKLOG)
                .option(ChannelOption.SO_REUSEADDR, true)
                .childOption(ChannelOption.TCP_NODELAY, true)
                .childOption(ChannelOption.AUTO_READ, false)
                .childHandler(new ClientPipeline(shared, clients, open, secure));
    }

    /**
     * Accepts nothing more, lets the requests in flight end for {@link ProxySettings.Timeouts#stop}, cuts the rest and frees
     * threads and ports. Idempotent.
     */
    @Override
    public synchronized void close() {
        stopping.set(true);
        if (loops == null || loops.isShuttingDown()) {
            return;
        }
        listeners.forEach(listener -> listener.close().awaitUninterruptibly());
        clients.forEach(client -> client.pipeline().fireUserEventTriggered(STOPPING));
        clients.newCloseFuture().awaitUninterruptibly(settings.timeouts().stop().toMillis());
        clients.close();
        upstreams.close();
        loops.shutdownGracefully(0, THREADS_END.toMillis(), TimeUnit.MILLISECONDS);
        loops.terminationFuture().awaitUninterruptibly(THREADS_END.toMillis() * 2);
    }
}
