package dev.shuttle.controlplane.proxy;

import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.group.ChannelGroup;
import io.netty.channel.socket.SocketChannel;
import io.netty.handler.codec.http.HttpResponseEncoder;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.atomic.AtomicInteger;

/** Sets up a client's connection, or turns it away if there are too many. Thread-safe. */
@SuppressWarnings("FutureReturnValueIgnored") // what fails closes the channel, and that is seen
final class ClientPipeline extends ChannelInitializer<SocketChannel> {
    private static final byte[] FULL =
            "HTTP/1.1 503 Service Unavailable\r\nConnection: close\r\nRetry-After: 5\r\nContent-Length: 0\r\n\r\n"
                    .getBytes(StandardCharsets.US_ASCII);

    private final Shared shared;
    private final ChannelGroup clients;
    private final AtomicInteger open = new AtomicInteger();

    ClientPipeline(Shared shared, ChannelGroup clients) {
        this.shared = shared;
        this.clients = clients;
    }

    @Override
    protected void initChannel(SocketChannel channel) {
        int count = open.incrementAndGet();
        channel.closeFuture().addListener(end -> open.decrementAndGet());
        clients.add(channel);
        if (count > shared.settings().maxConnections()) {
            channel.writeAndFlush(Unpooled.wrappedBuffer(FULL)).addListener(ChannelFutureListener.CLOSE);
            return;
        }
        RequestDecoder decoder = new RequestDecoder(shared.settings());
        channel.pipeline().addLast(decoder, new HttpResponseEncoder(), new FrontendHandler(channel, shared, decoder));
    }
}
