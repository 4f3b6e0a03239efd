package dev.shuttle.controlplane.proxy;

import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.group.ChannelGroup;
import io.netty.channel.socket.SocketChannel;
import io.netty.handler.codec.http.HttpResponseEncoder;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/** Sets up a client's connection, or turns it away if there are too many. Thread-safe. */
@SuppressWarnings("FutureReturnValueIgnored") // what fails closes the channel, and that is seen
final class ClientPipeline extends ChannelInitializer<SocketChannel> {
    private static final byte[] FULL =
            "HTTP/1.1 503 Service Unavailable\r\nConnection: close\r\nRetry-After: 5\r\nContent-Length: 0\r\n\r\n"
                    .getBytes(StandardCharsets.US_ASCII);

    private final ProxyContext shared;
    private final ChannelGroup clients;
    private final AtomicInteger open;
    private final @Nullable Certificate certificate;

    /** Over TLS if there is a certificate; {@code open} counts the connections of all listeners together. */
    ClientPipeline(ProxyContext shared, ChannelGroup clients, AtomicInteger open, @Nullable Certificate certificate) {
        this.shared = shared;
        this.clients = clients;
        this.open = open;
        this.certificate = certificate;
    }

    @Override
    protected void initChannel(SocketChannel channel) {
        int count = open.incrementAndGet();
        channel.closeFuture().addListener(end -> open.decrementAndGet());
        clients.add(channel);
        if (count > shared.settings().limits().connections()) {
            channel.writeAndFlush(Unpooled.wrappedBuffer(FULL)).addListener(ChannelFutureListener.CLOSE);
            return;
        }
        if (certificate != null) {
            channel.pipeline().addLast(certificate.handler(channel.alloc()));
        }
        RequestDecoder decoder = new RequestDecoder(shared.settings());
        channel.pipeline().addLast(decoder, new HttpResponseEncoder(), new FrontendHandler(channel, shared, decoder));
    }
}
