package dev.shuttle.proxy;

import dev.shuttle.os.OutOfMemory;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoop;
import io.netty.handler.codec.http2.DefaultHttp2WindowUpdateFrame;
import io.netty.handler.codec.http2.Http2CodecUtil;
import io.netty.handler.codec.http2.Http2FrameCodec;
import io.netty.handler.codec.http2.Http2FrameCodecBuilder;
import io.netty.handler.codec.http2.Http2GoAwayFrame;
import io.netty.handler.codec.http2.Http2MultiplexHandler;
import io.netty.handler.codec.http2.Http2Settings;
import io.netty.handler.codec.http2.Http2SettingsFrame;
import io.netty.handler.codec.http2.Http2StreamChannel;
import io.netty.handler.codec.http2.Http2StreamChannelBootstrap;
import io.netty.util.ReferenceCountUtil;
import io.netty.util.concurrent.Future;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * An HTTP/2 connection to an upstream, which carries many requests. Until the upstream's SETTINGS have come, they wait. For
 * one event loop.
 */
@SuppressWarnings("FutureReturnValueIgnored") // what fails closes the channel, and that is seen
final class Http2UpstreamConnection extends ChannelInboundHandlerAdapter {
    private static final int STREAMS = 100;

    /** Of an answer in memory, until its client takes it. */
    private static final int STREAM_WINDOW = 128 * 1024;

    /** All streams may stand still but one, which must not: a slow client holds up no other. */
    private static final int WINDOW = STREAMS * STREAM_WINDOW;

    /** As for answers over HTTP/1.1: apps set large cookies. */
    private static final int MAX_HEAD = 128 * 1024;

    /** For the first frame; on this machine, it comes at once. */
    private static final Duration FIRST_FRAME = Duration.ofSeconds(5);

    private final Upstream upstream;
    private final EventLoop loop;
    private final Deadline deadline;
    private final List<Consumer<@Nullable Backend>> waiting = new ArrayList<>();
    private @Nullable Channel channel;
    private boolean settled;
    private boolean leaving;
    private int streams;
    private long room = STREAMS;

    Http2UpstreamConnection(Upstream upstream, EventLoop loop) {
        this.upstream = upstream;
        this.loop = loop;
        this.deadline = new Deadline(loop);
    }

    /** Sets up the pipeline. */
    void begin(Channel opened) {
        channel = opened;
        opened.config().setAutoRead(true); // streams have windows of their own
        opened.pipeline().addLast(codec(), new Http2MultiplexHandler(new ChannelInboundHandlerAdapter()), this);
    }

    private static Http2FrameCodec codec() {
        Http2Settings settings = Http2Settings.defaultSettings()
                .pushEnabled(false)
                .initialWindowSize(STREAM_WINDOW)
                .maxHeaderListSize(MAX_HEAD);
        return Http2FrameCodecBuilder.forClient().initialSettings(settings).build();
    }

    boolean hasRoom() {
        return !leaving && streams < room;
    }

    void open(Consumer<@Nullable Backend> then) {
        streams++;
        if (settled) {
            stream(then);
        } else {
            waiting.add(then);
        }
    }

    private void stream(Consumer<@Nullable Backend> then) {
        new Http2StreamChannelBootstrap(channel)
                .option(ChannelOption.AUTO_READ, false)
                .handler(new ChannelInitializer<Http2StreamChannel>() {
                    @Override
                    protected void initChannel(Http2StreamChannel stream) {
                        stream.pipeline().addLast(new Http2BackendCodec(), new Backend(upstream, stream, null));
                    }
                })
                .open()
                .addListener((Future<Http2StreamChannel> opened) -> opened(opened, then));
    }

    private void opened(Future<Http2StreamChannel> opened, Consumer<@Nullable Backend> then) {
        if (opened.isSuccess()) {
            Http2StreamChannel stream = opened.getNow();
            stream.closeFuture().addListener(end -> closed());
            then.accept(stream.pipeline().get(Backend.class));
        } else {
            closed();
            then.accept(null);
        }
    }

    private void closed() {
        streams--;
        if (streams == 0) {
            rest();
        }
    }

    private void rest() {
        if (leaving || upstream.isDraining()) {
            close();
        } else {
            deadline.set(UpstreamPool.IDLE_TIMEOUT, this::closeIfIdle);
        }
    }

    void closeIfIdle() {
        if (streams == 0) {
            close();
        }
    }

    private void close() {
        leaving = true;
        if (channel != null) {
            channel.close();
        }
    }

    @Override
    public void channelActive(ChannelHandlerContext ctx) {
        deadline.set(FIRST_FRAME, this::close);
        ctx.writeAndFlush(new DefaultHttp2WindowUpdateFrame(WINDOW - Http2CodecUtil.DEFAULT_WINDOW_SIZE));
        ctx.fireChannelActive();
    }

    @Override
    public void channelRead(ChannelHandlerContext ctx, Object frame) {
        if (frame instanceof Http2SettingsFrame said) {
            Long most = said.settings().maxConcurrentStreams();
            room = most == null ? room : Math.min(STREAMS, most);
            settle();
        } else if (frame instanceof Http2GoAwayFrame) {
            leaving = true;
            closeIfIdle();
        }
        ReferenceCountUtil.release(frame);
    }

    private void settle() {
        if (!settled) {
            settled = true;
            deadline.clear();
            List<Consumer<@Nullable Backend>> due = List.copyOf(waiting);
            waiting.clear();
            due.forEach(this::stream);
        }
    }

    @Override
    public void channelInactive(ChannelHandlerContext ctx) {
        if (!settled) {
            upstream.http2().refused();
        }
        end();
        ctx.fireChannelInactive();
    }

    /** It cannot be used any more, or was not accepted. */
    void end() {
        leaving = true;
        deadline.cancel();
        upstream.http2().forget(loop, this);
        List<Consumer<@Nullable Backend>> refused = List.copyOf(waiting);
        waiting.clear();
        refused.forEach(then -> then.accept(null));
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
        OutOfMemory.exitIfCaused(cause);
        if (Http2CodecUtil.getEmbeddedHttp2Exception(cause) == null) {
            ctx.close(); // was reset; for a fault of the protocol the codec says GOAWAY and closes
        }
    }
}
