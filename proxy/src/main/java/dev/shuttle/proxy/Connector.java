package dev.shuttle.proxy;

import dev.shuttle.os.UnixSocket;
import io.netty.bootstrap.Bootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoop;
import io.netty.channel.epoll.Epoll;
import io.netty.channel.epoll.EpollDomainSocketChannel;
import io.netty.channel.group.ChannelGroup;
import io.netty.channel.socket.SocketChannel;
import io.netty.channel.unix.DomainSocketAddress;
import io.netty.handler.codec.http.HttpDecoderConfig;
import io.netty.util.concurrent.Future;
import io.netty.util.concurrent.Promise;
import java.time.Duration;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Opens connections to upstreams. */
@SuppressWarnings("FutureReturnValueIgnored") // what fails closes the channel, and that is seen
final class Connector {
    /** Status line and headers of an answer: apps set large cookies, and the upstream is ours. */
    private static final int MAX_LINE = 16 * 1024;

    private static final int MAX_HEAD = 128 * 1024;

    /** Whether Unix sockets are used; elsewhere addresses are. */
    private static final boolean UNIX = Epoll.isAvailable();

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
                .addListener((Future<Channel> connected) -> then.accept(
                        connected.isSuccess() ? connected.getNow().pipeline().get(Backend.class) : null));
    }

    /**
     * Opens a connection on the loop, with the handlers that {@code pipeline} adds: to the upstream's socket, or to its address
     * if it has none or that does not accept, as when its queue is full. The handlers of a connection that was not accepted
     * see nothing of it.
     */
    Future<Channel> open(EventLoop loop, Upstream upstream, Consumer<Channel> pipeline) {
        Promise<Channel> opened = loop.newPromise();
        UnixSocket socket = upstream.options().socket();
        if (socket == null || !UNIX) {
            openTcp(loop, upstream, pipeline, opened);
        } else {
            Promise<Channel> first = loop.newPromise();
            first.addListener((Future<Channel> attempt) -> {
                if (attempt.isSuccess()) {
                    opened.trySuccess(attempt.getNow());
                } else {
                    openTcp(loop, upstream, pipeline, opened);
                }
            });
            openUnix(loop, upstream, socket, pipeline, first);
        }
        return opened;
    }

    private void openTcp(EventLoop loop, Upstream upstream, Consumer<Channel> pipeline, Promise<Channel> opened) {
        bootstrap(loop, upstream, pipeline)
                .channel(type)
                .option(ChannelOption.TCP_NODELAY, true)
                .connect(upstream.address())
                .addListener((ChannelFuture connected) -> end(connected, opened));
    }

    private void openUnix(
            EventLoop loop, Upstream upstream, UnixSocket socket, Consumer<Channel> pipeline, Promise<Channel> opened) {
        bootstrap(loop, upstream, channel -> {
                    channel.pipeline().addLast(new SocketOwnerCheck(upstream, socket, opened));
                    pipeline.accept(channel);
                })
                .channel(EpollDomainSocketChannel.class)
                .connect(new DomainSocketAddress(socket.path().toString()))
                .addListener(connected -> {
                    if (!connected.isSuccess()) {
                        opened.tryFailure(connected.cause());
                    } // else the check says
                });
    }

    private static void end(ChannelFuture connected, Promise<Channel> opened) {
        if (connected.isSuccess()) {
            opened.trySuccess(connected.channel());
        } else {
            opened.tryFailure(connected.cause());
        }
    }

    private Bootstrap bootstrap(EventLoop loop, Upstream upstream, Consumer<Channel> pipeline) {
        return new Bootstrap()
                .group(loop)
                .option(ChannelOption.AUTO_READ, false)
                .option(ChannelOption.RECVBUF_ALLOCATOR, SocketReads.BUFFERS)
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
    }

    private static ResponseDecoder decoder() {
        HttpDecoderConfig config = new HttpDecoderConfig()
                .setMaxInitialLineLength(MAX_LINE)
                .setMaxHeaderSize(MAX_HEAD)
                .setMaxChunkSize(SocketReads.LARGEST);
        return new ResponseDecoder(config);
    }
}
