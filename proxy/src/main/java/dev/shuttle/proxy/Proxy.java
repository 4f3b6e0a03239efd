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
import io.netty.channel.unix.FileDescriptor;
import io.netty.channel.unix.Socket;
import io.netty.util.NettyRuntime;
import io.netty.util.ResourceLeakDetector;
import io.netty.util.concurrent.DefaultThreadFactory;
import io.netty.util.concurrent.GlobalEventExecutor;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The public reverse proxy: listens, and closes everything it opened. Thread-safe. */
@SuppressWarnings("FutureReturnValueIgnored") // what fails closes the channel, and that is seen
public final class Proxy implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Proxy.class);

    /** Accepted by the kernel while the loops are busy. */
    private static final int BACKLOG = 1024;
    /** To find a port that is free for both address families. */
    private static final int ATTEMPTS = 10;
    /** For the threads to end once every connection is closed. */
    private static final Duration THREADS_END = Duration.ofSeconds(2);

    private static final boolean EPOLL = Epoll.isAvailable();

    static {
        if (System.getProperty("io.netty.leakDetection.level") == null) {
            // Each hundredth buffer would get a stack trace; the tests look at every one instead.
            ResourceLeakDetector.setLevel(ResourceLeakDetector.Level.DISABLED);
        }
    }

    private final ProxySettings settings;
    private final RoutingTable table;
    private final RequestObserver observer;
    private final HostCertificates certificates;
    private final OwnAnswers own;
    private final AtomicReference<@Nullable RequestTracer> tracer = new AtomicReference<>();
    private final AtomicReference<Phase> phase = new AtomicReference<>(Phase.SERVING);
    private final Places waiting;
    private final Places streams;
    private final ClientConnections open;
    private final ChannelGroup clients = new DefaultChannelGroup(GlobalEventExecutor.INSTANCE, true);
    private final ChannelGroup upstreams = new DefaultChannelGroup(GlobalEventExecutor.INSTANCE, true);
    private @Nullable EventLoopGroup loops;
    private Listeners inherited = Listeners.NONE;
    private final List<Listening> listeners = new ArrayList<>();

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
     * Has requests recorded from now on.
     *
     * @param recording takes their spans; null: none are
     */
    public void trace(@Nullable RequestTracer recording) {
        tracer.set(recording);
    }

    /** One socket. */
    private record Listening(Channel channel, boolean secure) {}

    /**
     * Listens on those of another process where they fit the settings, instead of binding new ones. To be called before
     * {@link #start}.
     *
     * @param listeners for the caller to close once the proxy listens
     */
    public synchronized void inherit(Listeners listeners) {
        inherited = listeners;
    }

    /**
     * Listens. To be called once.
     *
     * @return the address that it is bound to, with its real port
     * @throws IOException if it cannot listen there; the message is for the operator
     */
    public synchronized InetSocketAddress start() throws IOException {
        if (loops != null || phase.get() != Phase.SERVING) {
            throw new IllegalStateException("A proxy starts once.");
        }
        IoHandlerFactory io = EPOLL ? EpollIoHandler.newFactory() : NioIoHandler.newFactory();
        loops = new MultiThreadIoEventLoopGroup(
                NettyRuntime.availableProcessors(), new DefaultThreadFactory("shuttle-proxy", true), io);
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
        if (loops == null || phase.get() != Phase.SERVING) {
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
        boolean tls = secure != null;
        List<String> hosts = settings.host().equals(ProxySettings.LOOPBACK) ? Loopback.all() : List.of(settings.host());
        for (int attempt = 1; ; attempt++) {
            try {
                return bind(server, hosts, port, tls);
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
    private InetSocketAddress bind(ServerBootstrap server, List<String> hosts, int port, boolean secure)
            throws IOException {
        List<Channel> bound = new ArrayList<>();
        int wanted = port;
        for (String host : hosts) {
            ChannelFuture binding = listening(server, host, wanted, secure).awaitUninterruptibly();
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
        bound.forEach(channel -> listeners.add(new Listening(channel, secure)));
        return (InetSocketAddress) bound.get(0).localAddress();
    }

    private ChannelFuture listening(ServerBootstrap server, String host, int port, boolean secure) {
        Optional<Socket> ready = inherited.take(host, port, secure);
        ServerBootstrap one = server.clone().handler(new AcceptFailures());
        if (ready.isEmpty()) {
            return one.channel(EPOLL ? EpollServerSocketChannel.class : NioServerSocketChannel.class)
                    .bind(host, port);
        }
        ChannelFuture registered = one.channelFactory(
                        () -> new EpollServerSocketChannel(ready.get().intValue()))
                .option(ChannelOption.AUTO_READ, false) // until its handlers are there
                .register();
        Channel channel = registered.awaitUninterruptibly().channel();
        channel.eventLoop().execute(() -> channel.config().setAutoRead(true));
        return registered;
    }

    private ServerBootstrap bootstrap(EventLoopGroup on, @Nullable HostCertificates secure) {
        Class<? extends SocketChannel> client = EPOLL ? EpollSocketChannel.class : NioSocketChannel.class;
        Connector connector = new Connector(client, settings.timeouts().connect(), upstreams);
        ProxyContext shared =
                new ProxyContext(settings, table, connector, waiting, streams, observer, own, tracer, phase);
        return new ServerBootstrap()
                .group(on)
                .option(ChannelOption.SO_BACKLOG, BACKLOG)
                .option(ChannelOption.SO_REUSEADDR, true)
                .childOption(ChannelOption.TCP_NODELAY, true)
                .childOption(ChannelOption.AUTO_READ, false)
                .childOption(ChannelOption.RECVBUF_ALLOCATOR, SocketReads.BUFFERS)
                .childHandler(new ClientPipeline(shared, clients, open, secure));
    }

    /**
     * Sends the listening sockets to another process. They stay open here too, and in use until {@link #leave}.
     *
     * @param socket where a {@link SocketTransfer} of that process waits
     * @return for each whether it is for TLS, in the order in which they are sent
     * @throws IOException if they cannot be sent; nothing has changed
     */
    public synchronized List<Boolean> handOver(Path socket) throws IOException {
        if (!SocketTransfer.isPossible()) {
            throw new IOException(
                    "Netty's epoll transport is not available on this machine, which hands sockets over.");
        }
        List<FileDescriptor> descriptors = new ArrayList<>();
        for (Listening each : listeners) {
            descriptors.add(((EpollServerSocketChannel) each.channel()).fd());
        }
        SocketTransfer.send(socket, descriptors);
        return listeners.stream().map(Listening::secure).toList();
    }

    /**
     * Accepts nothing more, since another process does; connections that wait are left to it. Each connection's next answer
     * is its last, and says so; one that brings no request for ten seconds is closed. Returns at once.
     */
    public synchronized void leave() {
        if (loops == null || !phase.compareAndSet(Phase.SERVING, Phase.LEAVING)) {
            return;
        }
        accept(false);
        tell(Phase.LEAVING);
    }

    /** After {@link #leave}, accepts again: the other process has not come to serve. */
    public synchronized void comeBack() {
        if (phase.compareAndSet(Phase.LEAVING, Phase.SERVING)) {
            accept(true);
        }
    }

    /** After {@link #leave}, closes the listening sockets; those of other processes stay open. */
    public synchronized void stopListening() {
        listeners.forEach(listener -> listener.channel().close().awaitUninterruptibly());
        listeners.clear();
    }

    /**
     * Waits for the clients to go, after {@link #leave}.
     *
     * @param atMost how long
     * @return the number of connections that are still open
     */
    public int awaitClients(Duration atMost) {
        clients.newCloseFuture().awaitUninterruptibly(atMost.toMillis());
        return clients.size();
    }

    private void accept(boolean more) {
        listeners.forEach(listener -> listener.channel().config().setAutoRead(more));
        if (loops != null) {
            // The loop that accepts gives each connection to another one: all that were accepted are known after two
            // rounds.
            for (int i = 0; i < 2; i++) {
                loops.forEach(loop -> loop.submit(() -> {}).awaitUninterruptibly());
            }
        }
    }

    private void tell(Phase next) {
        clients.forEach(client -> client.pipeline().fireUserEventTriggered(next));
    }

    /**
     * Accepts nothing more, lets the requests in flight end for {@link ProxySettings.Timeouts#stop}, cuts the rest and frees
     * threads and ports. Idempotent.
     */
    @Override
    public synchronized void close() {
        phase.set(Phase.STOPPING);
        if (loops == null || loops.isShuttingDown()) {
            return;
        }
        stopListening();
        tell(Phase.STOPPING);
        clients.newCloseFuture().awaitUninterruptibly(settings.timeouts().stop().toMillis());
        clients.close();
        upstreams.close();
        loops.shutdownGracefully(0, THREADS_END.toMillis(), TimeUnit.MILLISECONDS);
        loops.terminationFuture().awaitUninterruptibly(THREADS_END.toMillis() * 2);
    }
}
