package dev.shuttle.proxy;

import dev.shuttle.proxy.certificates.HostCertificates;
import dev.shuttle.proxy.certificates.ServerNameHandler;
import dev.shuttle.proxy.forwarded.ClientNetwork;
import dev.shuttle.proxy.forwarded.IpAddress;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.group.ChannelGroup;
import io.netty.channel.socket.SocketChannel;
import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/** Sets up a client's connection, or turns it away if too many are at work. Thread-safe. */
@SuppressWarnings("FutureReturnValueIgnored") // what fails closes the channel, and that is seen
final class ClientPipeline extends ChannelInitializer<SocketChannel> {
    private static final byte[] FULL =
            "HTTP/1.1 503 Service Unavailable\r\nConnection: close\r\nRetry-After: 5\r\nContent-Length: 0\r\n\r\n"
                    .getBytes(StandardCharsets.US_ASCII);

    private final ProxyContext shared;
    private final ChannelGroup clients;
    private final ClientConnections open;
    private final @Nullable HostCertificates certificates;

    /** Over TLS if there are certificates; {@code open} counts the connections of all listeners together. */
    ClientPipeline(
            ProxyContext shared,
            ChannelGroup clients,
            ClientConnections open,
            @Nullable HostCertificates certificates) {
        this.shared = shared;
        this.clients = clients;
        this.open = open;
        this.certificates = certificates;
    }

    @Override
    protected void initChannel(SocketChannel channel) {
        clients.add(channel);
        ClientConnection connection = new ClientConnection(channel, client(channel));
        if (!open.add(connection, share(channel))) {
            channel.writeAndFlush(Unpooled.wrappedBuffer(FULL)).addListener(ChannelFutureListener.CLOSE);
            return;
        }
        channel.closeFuture().addListener(end -> open.remove(connection));
        if (certificates != null) {
            channel.pipeline().addLast(new ServerNameHandler(certificates));
        }
        channel.pipeline()
                .addLast(new ProtocolChoice(
                        certificates != null,
                        shared,
                        new Deadline(channel.eventLoop()),
                        () -> http1(channel, connection),
                        () -> http2(channel, connection)));
    }

    private void http1(SocketChannel channel, ClientConnection connection) {
        RequestDecoder decoder = new RequestDecoder(shared.settings());
        channel.pipeline()
                .addLast(
                        decoder,
                        new ResponseEncoder(),
                        new Http1Connection(channel, shared, decoder, connection, side(channel)));
    }

    private void http2(SocketChannel channel, ClientConnection connection) {
        new Http2Connection(channel, shared, connection, share(channel), side(channel)).begin();
    }

    private ClientSide.Connection side(SocketChannel channel) {
        return new ClientSide.Connection(
                channel.remoteAddress().getAddress(), channel.localAddress().getPort(), certificates != null);
    }

    /** A trusted proxy brings the connections of many clients. */
    private String client(SocketChannel channel) {
        InetAddress peer = channel.remoteAddress().getAddress();
        return shared.settings().trusted().trust(peer)
                ? ClientConnection.UNSHARED
                : ClientNetwork.of(IpAddress.text(peer));
    }

    private int share(SocketChannel channel) {
        InetAddress peer = channel.remoteAddress().getAddress();
        if (shared.settings().trusted().trust(peer)) {
            return Integer.MAX_VALUE;
        }
        ProxySettings.Shares shares = shared.settings().limits().shares();
        return peer.isLoopbackAddress() ? shares.loopback() : shares.connections();
    }
}
