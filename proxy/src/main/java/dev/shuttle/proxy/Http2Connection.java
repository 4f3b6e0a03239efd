package dev.shuttle.proxy;

import dev.shuttle.os.OutOfMemory;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.socket.SocketChannel;
import io.netty.handler.codec.http2.DefaultHttp2GoAwayFrame;
import io.netty.handler.codec.http2.DefaultHttp2PingFrame;
import io.netty.handler.codec.http2.DefaultHttp2ResetFrame;
import io.netty.handler.codec.http2.DefaultHttp2WindowUpdateFrame;
import io.netty.handler.codec.http2.Http2CodecUtil;
import io.netty.handler.codec.http2.Http2Error;
import io.netty.handler.codec.http2.Http2FrameCodec;
import io.netty.handler.codec.http2.Http2MultiplexHandler;
import io.netty.handler.codec.http2.Http2PingFrame;
import io.netty.handler.codec.http2.Http2Settings;
import io.netty.handler.codec.http2.Http2StreamChannel;
import io.netty.handler.flush.FlushConsolidationHandler;
import io.netty.util.ReferenceCountUtil;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.Set;

/**
 * A client's connection over HTTP/2: many requests at a time, each a stream with an exchange of its own. Bounds the streams,
 * and what a client can make it do without a request. For one event loop.
 */
@SuppressWarnings("FutureReturnValueIgnored") // what fails closes the channel, and that is seen
final class Http2Connection extends ChannelInboundHandlerAdapter {
    /** At a time; as nginx has it, and the least that RFC 9113 recommends. */
    static final int STREAMS = 100;

    /** Of a request's body in memory, until its upstream takes it. */
    private static final int STREAM_WINDOW = 128 * 1024;

    /** Of all bodies: some streams may stand still, and the others go on. */
    private static final int WINDOW = 512 * 1024;

    /** Answers to PING and SETTINGS that a client does not read. */
    private static final int MAX_CONTROL_FRAMES = 1000;

    /** That are sent together, at most; they are held back for no longer than what has arrived is handled. */
    private static final int ANSWERS = 256;

    /** For a client to hear that the connection takes no more requests, when the proxy stops. */
    private static final Duration LAST_CALL = Duration.ofSeconds(1);

    private final SocketChannel channel;
    private final ProxyContext shared;
    private final ClientConnection connection;
    private final int share;
    private final ClientSide.Connection side;
    private final Deadline idle;
    private final Set<Http2Stream> streams = new HashSet<>();
    private boolean leaving;
    private boolean stopping;
    private boolean lastCallHeard;

    /** {@code share} is how many streams the client may have on all its connections. */
    Http2Connection(
            SocketChannel channel,
            ProxyContext shared,
            ClientConnection connection,
            int share,
            ClientSide.Connection side) {
        this.channel = channel;
        this.shared = shared;
        this.connection = connection;
        this.share = share;
        this.side = side;
        this.idle = new Deadline(channel.eventLoop());
    }

    /** Adds itself, and what it needs, at the end of the channel's pipeline. */
    void begin() {
        FrameFlood flood = new FrameFlood();
        channel.pipeline()
                .addLast(new FlushConsolidationHandler(ANSWERS, true)) // one packet, one TLS record, for many answers
                .addLast(flood.bytes(), codec(), flood.frames())
                .addLast(new Http2MultiplexHandler(new ChannelInitializer<Http2StreamChannel>() {
                    @Override
                    protected void initChannel(Http2StreamChannel stream) {
                        open(stream);
                    }
                }))
                .addLast(this);
        channel.config().setAutoRead(true); // streams have windows of their own
    }

    private Http2FrameCodec codec() {
        Http2Settings settings = Http2Settings.defaultSettings()
                .maxConcurrentStreams(STREAMS)
                .initialWindowSize(STREAM_WINDOW)
                .maxHeaderListSize(shared.settings().limits().head());
        return new Http2ServerCodec()
                .initialSettings(settings)
                .encoderEnforceMaxQueuedControlFrames(MAX_CONTROL_FRAMES)
                .build();
    }

    @Override
    public void handlerAdded(ChannelHandlerContext ctx) {
        int more = WINDOW - Http2CodecUtil.DEFAULT_WINDOW_SIZE;
        ctx.writeAndFlush(new DefaultHttp2WindowUpdateFrame(more));
        if (shared.answersAreLast()) {
            leaveSoon();
        } else {
            rest();
        }
    }

    private void open(Http2StreamChannel opened) {
        opened.config().setAutoRead(false);
        if (!shared.streams().take(connection.client(), share)) {
            opened.writeAndFlush(new DefaultHttp2ResetFrame(Http2Error.REFUSED_STREAM))
                    .addListener(said -> opened.close());
            return;
        }
        Http2Stream stream = new Http2Stream(opened, shared, side);
        opened.closeFuture().addListener(end -> closed(stream));
        opened.pipeline().addLast(stream);
        streams.add(stream);
        connection.begin();
        if (!leaving) {
            idle.clear();
        }
    }

    private void closed(Http2Stream stream) {
        streams.remove(stream);
        shared.streams().giveBack(connection.client());
        if (streams.isEmpty()) {
            connection.end();
            rest();
        }
    }

    private void rest() {
        if (!leaving) {
            idle.set(shared.idle(), channel::close);
        } else if (!stopping) {
            leave();
        } else if (lastCallHeard) {
            channel.close();
        }
    }

    @Override
    public void channelRead(ChannelHandlerContext ctx, Object frame) {
        if (stopping && frame instanceof Http2PingFrame ping && ping.ack()) {
            endRequests();
        }
        ReferenceCountUtil.release(frame);
    }

    /** Streams that the connection kept from writing go on. */
    @Override
    public void channelWritabilityChanged(ChannelHandlerContext ctx) {
        if (channel.isWritable()) {
            new ArrayList<>(streams).forEach(Http2Stream::writable);
        }
    }

    @Override
    public void userEventTriggered(ChannelHandlerContext ctx, Object event) throws Exception {
        if (event == Phase.STOPPING && !stopping) {
            leave();
        } else if (event == Phase.LEAVING && !leaving) {
            leaveSoon();
        }
        super.userEventTriggered(ctx, event);
    }

    /**
     * When no request is in work, after the next one at the latest: the JDK's client before 24 gives up all of a connection's
     * requests when it hears GOAWAY.
     */
    private void leaveSoon() {
        leaving = true;
        idle.set(shared.idle(), this::leave);
    }

    /**
     * No new requests (RFC 9113 section 6.8). Those on their way meanwhile are served: the number of the last one is said
     * when the client has heard of it, which its answer to a PING shows.
     */
    private void leave() {
        leaving = true;
        stopping = true;
        ChannelHandlerContext ctx = channel.pipeline().context(this);
        idle.set(LAST_CALL, this::endRequests);
        ctx.write(new DefaultHttp2GoAwayFrame(Http2Error.NO_ERROR).setExtraStreamIds(Integer.MAX_VALUE));
        ctx.writeAndFlush(new DefaultHttp2PingFrame(0));
    }

    private void endRequests() {
        if (!lastCallHeard) {
            lastCallHeard = true;
            idle.cancel();
            channel.pipeline().context(this).writeAndFlush(new DefaultHttp2GoAwayFrame(Http2Error.NO_ERROR));
            if (streams.isEmpty()) {
                channel.close();
            }
        }
    }

    /** A stream that is not reading, and has something to read, would not notice. */
    @Override
    public void channelInactive(ChannelHandlerContext ctx) {
        idle.cancel();
        new ArrayList<>(streams).forEach(stream -> stream.channel().close());
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
        OutOfMemory.exitIfCaused(cause);
        if (Http2CodecUtil.getEmbeddedHttp2Exception(cause) == null) {
            channel.close(); // was reset; for a fault of the protocol the codec says GOAWAY and closes
        }
    }
}
