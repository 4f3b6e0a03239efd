package dev.shuttle.controlplane.egress;

import dev.shuttle.os.DaemonThreads;
import io.netty.bootstrap.Bootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.group.ChannelGroup;
import io.netty.channel.group.DefaultChannelGroup;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.nio.NioSocketChannel;
import io.netty.handler.codec.http.HttpClientCodec;
import io.netty.handler.codec.http.HttpDecoderConfig;
import io.netty.handler.proxy.HttpProxyHandler;
import io.netty.handler.proxy.ProxyHandler;
import io.netty.handler.proxy.Socks5ProxyHandler;
import io.netty.handler.ssl.SslHandler;
import io.netty.handler.timeout.IdleStateHandler;
import io.netty.resolver.NoopAddressResolverGroup;
import io.netty.util.NetUtil;
import io.netty.util.concurrent.GlobalEventExecutor;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLParameters;
import org.jspecify.annotations.Nullable;

/** Opens connections, and keeps those that can be used again for a while. Thread-safe. */
@SuppressWarnings("FutureReturnValueIgnored") // a connection that fails is closed, and its call told
final class OutboundConnections implements AutoCloseable {
    /** They move bytes to files. */
    private static final int THREADS = 4;

    /** To one target; as many as fetches go on at a time. */
    private static final int MOST_IDLE = 48;

    private static final int IDLE_SECONDS = 30;
    private static final int CONNECT_MILLIS = 10_000;
    private static final int LONGEST_LINE = 8 * 1024;
    private static final int LONGEST_HEAD = 64 * 1024;
    private static final int LARGEST_PART = 64 * 1024;

    private final Map<Target, Deque<OutboundConnection>> idle = new HashMap<>();
    private final ChannelGroup channels = new DefaultChannelGroup(GlobalEventExecutor.INSTANCE, true);
    private @Nullable EventLoopGroup loops;
    private boolean closed;

    /** The one that was used last. */
    synchronized @Nullable OutboundConnection take(Target target) {
        Deque<OutboundConnection> kept = idle.get(target);
        OutboundConnection found = null;
        while (kept != null && found == null && !kept.isEmpty()) {
            OutboundConnection next = kept.removeLast();
            found = next.isOpen() ? next : null;
        }
        if (kept != null && kept.isEmpty()) {
            idle.remove(target);
        }
        return found;
    }

    synchronized void keep(OutboundConnection connection) {
        Deque<OutboundConnection> kept = idle.computeIfAbsent(connection.target(), target -> new ArrayDeque<>());
        if (kept.size() < MOST_IDLE) {
            kept.addLast(connection);
        } else {
            connection.close();
        }
    }

    synchronized void forget(OutboundConnection connection) {
        Deque<OutboundConnection> kept = idle.get(connection.target());
        if (kept != null) {
            kept.remove(connection);
            if (kept.isEmpty()) {
                idle.remove(connection.target());
            }
        }
    }

    /** Sends the call over a connection to the first of the addresses that accepts; {@code millis} are for all of them. */
    void open(OutboundCall<?> call, List<InetSocketAddress> addresses, long millis) {
        dial(call, addresses, 0, (int) Math.max(1, Math.min(CONNECT_MILLIS, millis / addresses.size())));
    }

    private void dial(OutboundCall<?> call, List<InetSocketAddress> addresses, int at, int millis) {
        try {
            connect(call, addresses.get(at), millis).addListener((ChannelFuture connected) -> {
                if (connected.isSuccess()) {
                    connected.channel().pipeline().get(OutboundConnection.class).send(call);
                } else if (at + 1 < addresses.size() && !call.result().isDone()) {
                    dial(call, addresses, at + 1, millis);
                } else {
                    call.fail(connected.cause());
                }
            });
        } catch (IOException | RuntimeException e) {
            call.fail(e);
        }
    }

    private ChannelFuture connect(OutboundCall<?> call, InetSocketAddress address, int millis) throws IOException {
        ProxyHandler tunnel = tunnel(call.target(), millis);
        SslHandler tls = call.target().secure() ? tls(call.target()) : null;
        return new Bootstrap()
                .group(loops())
                .channel(NioSocketChannel.class)
                .option(ChannelOption.TCP_NODELAY, true)
                .option(ChannelOption.CONNECT_TIMEOUT_MILLIS, millis)
                .resolver(NoopAddressResolverGroup.INSTANCE)
                .handler(new ChannelInitializer<>() {
                    @Override
                    protected void initChannel(Channel channel) {
                        prepare(channel, call.target(), tunnel, tls);
                    }
                })
                .connect(address);
    }

    private void prepare(Channel channel, Target target, @Nullable ProxyHandler tunnel, @Nullable SslHandler tls) {
        channels.add(channel);
        if (tunnel != null) {
            channel.pipeline().addLast(tunnel);
        }
        if (tls != null) {
            channel.pipeline().addLast(tls);
        }
        HttpDecoderConfig config = new HttpDecoderConfig()
                .setMaxInitialLineLength(LONGEST_LINE)
                .setMaxHeaderSize(LONGEST_HEAD)
                .setMaxChunkSize(LARGEST_PART);
        channel.pipeline()
                .addLast(
                        new HttpClientCodec(config, false, false),
                        new IdleStateHandler(0, 0, IDLE_SECONDS),
                        new OutboundConnection(channel, target, this));
    }

    private static @Nullable ProxyHandler tunnel(Target target, int millis) throws IOException {
        EgressProxy proxy = target.way().proxy();
        if (proxy == null || target.absolute()) {
            return null;
        }
        InetSocketAddress address = addressOf(proxy);
        String user = proxy.user();
        ProxyHandler tunnel;
        if (proxy.kind() == EgressProxy.Kind.HTTP) {
            tunnel = user == null
                    ? new HttpProxyHandler(address)
                    : new HttpProxyHandler(address, user, proxy.password());
        } else {
            tunnel = new Socks5ProxyHandler(address, user, user == null ? null : proxy.password());
        }
        tunnel.setConnectTimeoutMillis(millis);
        return tunnel;
    }

    private static InetSocketAddress addressOf(EgressProxy proxy) throws IOException {
        try {
            return new InetSocketAddress(InetAddress.getByName(proxy.host()), proxy.port());
        } catch (UnknownHostException e) {
            throw ProxyFailedException.unknownHost();
        }
    }

    /** Where a connection through a proxy begins or ends; a name is the proxy's to look up. */
    static InetSocketAddress addressOf(Target target, EgressProxy proxy) throws IOException {
        if (target.absolute()) {
            return addressOf(proxy);
        }
        byte[] literal = NetUtil.createByteArrayFromIpAddressString(target.host());
        return literal == null
                ? InetSocketAddress.createUnresolved(target.host(), target.port())
                : new InetSocketAddress(InetAddress.getByAddress(literal), target.port());
    }

    private static SslHandler tls(Target target) throws IOException {
        try {
            SSLContext trust = target.way().trust();
            SSLEngine engine =
                    (trust == null ? SSLContext.getDefault() : trust).createSSLEngine(target.host(), target.port());
            engine.setUseClientMode(true);
            SSLParameters parameters = engine.getSSLParameters();
            parameters.setEndpointIdentificationAlgorithm("HTTPS");
            engine.setSSLParameters(parameters);
            return new SslHandler(engine);
        } catch (NoSuchAlgorithmException e) {
            throw new IOException("TLS is not available", e);
        }
    }

    private synchronized EventLoopGroup loops() throws IOException {
        if (closed) {
            throw new IOException("closed");
        }
        if (loops == null) {
            loops = new MultiThreadIoEventLoopGroup(
                    THREADS, DaemonThreads.numbered("shuttle-egress-"), NioIoHandler.newFactory());
        }
        return loops;
    }

    @Override
    public void close() {
        EventLoopGroup started;
        synchronized (this) {
            closed = true;
            started = loops;
        }
        channels.close();
        if (started != null) {
            started.shutdownGracefully(0, 2, TimeUnit.SECONDS).awaitUninterruptibly(2, TimeUnit.SECONDS);
        }
    }
}
