package dev.shuttle.controlplane.proxy;

import dev.shuttle.controlplane.forwarded.ClientNetwork;
import dev.shuttle.controlplane.forwarded.IpAddress;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.group.ChannelGroup;
import io.netty.channel.socket.SocketChannel;
import io.netty.handler.codec.http.HttpResponseEncoder;
import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/** Sets up a client's connection, or turns it away if there are too many. Thread-safe. */
@SuppressWarnings("FutureReturnValueIgnored") // what fails closes the channel, and that is seen
final class ClientPipeline extends ChannelInitializer<SocketChannel> {
    private static final byte[] FULL =
            "HTTP/1.1 503 Service Unavailable\r\nConnection: close\r\nRetry-After: 5\r\nContent-Length: 0\r\n\r\n"
                    .getBytes(StandardCharsets.US_ASCII);

    private final ProxyContext shared;
    private final ChannelGroup clients;
    private final Places open;
    private final @Nullable Certificate certificate;

    /** Over TLS if there is a certificate; {@code open} counts the connections of all listeners together. */
    ClientPipeline(ProxyContext shared, ChannelGroup clients, Places open, @Nullable Certificate certificate) {
        this.shared = shared;
        this.clients = clients;
        this.open = open;
        this.certificate = certificate;
    }

    @Override
    protected void initChannel(SocketChannel channel) {
        clients.add(channel);
        if (!takePlace(channel)) {
            channel.writeAndFlush(Unpooled.wrappedBuffer(FULL)).addListener(ChannelFutureListener.CLOSE);
            return;
        }
        if (certificate != null) {
            channel.pipeline().addLast(certificate.handler(channel.alloc()));
        }
        RequestDecoder decoder = new RequestDecoder(shared.settings());
        channel.pipeline().addLast(decoder, new HttpResponseEncoder(), new FrontendHandler(channel, shared, decoder));
    }

    /** A trusted proxy brings the connections of many clients. */
    private boolean takePlace(SocketChannel channel) {
        InetAddress peer = channel.remoteAddress().getAddress();
        if (shared.settings().trusted().trust(peer)) {
            boolean taken = open.takeUnshared();
            if (taken) {
                channel.closeFuture().addListener(end -> open.giveBackUnshared());
            }
            return taken;
        }
        ProxySettings.Shares shares = shared.settings().limits().shares();
        String client = ClientNetwork.of(IpAddress.text(peer));
        boolean taken = open.take(client, peer.isLoopbackAddress() ? shares.loopback() : shares.connections());
        if (taken) {
            channel.closeFuture().addListener(end -> open.giveBack(client));
        }
        return taken;
    }
}
