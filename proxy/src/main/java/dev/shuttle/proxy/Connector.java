package dev.shuttle.proxy;

import io.netty.bootstrap.Bootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoop;
import io.netty.channel.group.ChannelGroup;
import io.netty.channel.socket.SocketChannel;
import io.netty.handler.codec.http.HttpDecoderConfig;
import java.time.Duration;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Opens connections to upstreams. */
@SuppressWarnings("FutureReturnValueIgnored") // what fails closes the channel, and that is seen
final class Connector {
    /** Status line and headers of an answer: apps set large cookies, and the upstream is ours. */
    private static final int MAX_LINE = 16 * 1024;

    private static final int MAX_HEAD = 128 * 1024;
    private static final int MAX_PART = 64 * 1024;

    private final Class<? extends SocketChannel> type;
    private final Duration timeout;
    private final ChannelGroup channels;

    Connector(Class<? extends SocketChannel> type, Duration timeout, ChannelGroup channels) {
        this.type = type;
        this.timeout = timeout;
        this.channels = channels;
    }

    /** Opens a connection on the loop and hands it over there, or null if the upstream did not accept it. */
    void connect(EventLoop loop, Upstream upstream, Consumer<@Nullable Backend> then) {
        open(loop, upstream, channel -> {
                    ResponseDecoder decoder = decoder();
                    channel.pipeline().addLast(decoder, new RequestEncoder(), new Backend(upstream, channel, decoder));
                })
                .addListener((ChannelFuture connected) -> then.accept(
                        connected.isSuccess() ? connected.channel().pipeline().get(Backend.class) : null));
    }

    /** Opens a connection on the loop, with the handlers that {@code pipeline} adds. */
    ChannelFuture open(EventLoop loop, Upstream upstream, Consumer<Channel> pipeline) {
        Bootstrap bootstrap = new Bootstrap()
                .group(loop)
                .channel(type)
                .option(ChannelOption.AUTO_READ, false)
                .option(ChannelOption.TCP_NODELAY, true)
                .option(ChannelOption.AUTO_CLOSE, false) // an upstream that takes no more may have answered already
                .option(ChannelOption.CONNECT_TIMEOUT_MILLIS, (int) timeout.toMillis())
                .handler(new ChannelInitializer<>() {
                    @Override
                    protected void initChannel(Channel channel) {
                        channels.add(channel);
                        upstream.opened(channel);
                        pipeline.accept(channel);
                    }
                });
        return bootstrap.connect(upstream.address());
    }

    private static ResponseDecoder decoder() {
        HttpDecoderConfig config = new HttpDecoderConfig()
                .setMaxInitialLineLength(MAX_LINE)
                .setMaxHeaderSize(MAX_HEAD)
                .setMaxChunkSize(MAX_PART);
        return new ResponseDecoder(config);
    }
}
