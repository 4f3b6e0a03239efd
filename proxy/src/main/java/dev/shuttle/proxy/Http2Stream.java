package dev.shuttle.proxy;

import dev.shuttle.os.OutOfMemory;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.EventLoop;
import io.netty.handler.codec.http.DefaultHttpContent;
import io.netty.handler.codec.http.DefaultLastHttpContent;
import io.netty.handler.codec.http.FullHttpResponse;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpObject;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http2.DefaultHttp2ResetFrame;
import io.netty.handler.codec.http2.Http2CodecUtil;
import io.netty.handler.codec.http2.Http2DataFrame;
import io.netty.handler.codec.http2.Http2Error;
import io.netty.handler.codec.http2.Http2HeadersFrame;
import io.netty.handler.codec.http2.Http2ResetFrame;
import io.netty.handler.codec.http2.Http2StreamChannel;
import io.netty.util.ReferenceCountUtil;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** One request of an HTTP/2 connection. For one event loop. */
@SuppressWarnings("FutureReturnValueIgnored") // what fails closes the channel, and that is seen
final class Http2Stream extends ChannelInboundHandlerAdapter implements ClientStream {
    /** For the rest of an upload, as nginx has it. */
    private static final Duration LINGER = Duration.ofSeconds(30);

    /** Without any more of it. */
    private static final Duration STILL = Duration.ofSeconds(5);

    private final Http2StreamChannel channel;
    private final ProxyContext shared;
    private final ClientSide.Connection side;
    private final Deadline deadline;
    private final Http2MessageWriter writer;
    private @Nullable Exchange exchange;
    private boolean begun;
    private boolean requestEnded;
    private boolean lingering;
    private long lingersUntil;

    Http2Stream(Http2StreamChannel channel, ProxyContext shared, ClientSide.Connection side) {
        this.channel = channel;
        this.shared = shared;
        this.side = side;
        this.deadline = new Deadline(channel.eventLoop());
        this.writer = new Http2MessageWriter(channel);
    }

    // From the client

    @Override
    public void channelActive(ChannelHandlerContext ctx) {
        channel.read();
    }

    @Override
    public void channelRead(ChannelHandlerContext ctx, Object frame) {
        if (frame instanceof Http2HeadersFrame headers) {
            requestEnded = headers.isEndStream();
            try {
                if (begun) {
                    end(headers);
                } else {
                    begun = true;
                    begin(headers);
                }
            } catch (Http2Translation.MalformedException e) {
                reset(Http2Error.PROTOCOL_ERROR);
            }
        } else if (exchange != null && frame instanceof Http2DataFrame data) {
            requestEnded = data.isEndStream();
            exchange.requestPart(
                    requestEnded ? new DefaultLastHttpContent(data.content()) : new DefaultHttpContent(data.content()));
        } else {
            requestEnded |= frame instanceof Http2DataFrame data && data.isEndStream();
            ReferenceCountUtil.release(frame);
            if (lingering) {
                linger();
            }
        }
    }

    private void begin(Http2HeadersFrame frame) throws Http2Translation.MalformedException {
        HttpRequest request = Http2Translation.request(frame.headers(), frame.isEndStream());
        try {
            if (request.uri().length() > shared.settings().limits().line()) {
                throw new BadRequestException(
                        HttpResponseStatus.REQUEST_URI_TOO_LONG, "The request's path is too long.");
            }
            RequestHead head = RequestHead.of(request, side, shared.settings().trusted());
            exchange = new Exchange(this, shared, head);
            exchange.begin();
        } catch (BadRequestException e) {
            refuse(e, request.headers().get(HttpHeaderNames.ACCEPT));
        }
    }

    private void refuse(BadRequestException e, @Nullable String accept) {
        write(ErrorPage.of(e.status(), String.valueOf(e.getMessage())).toResponse(accept, false));
        exchangeEnded(false);
    }

    private void end(Http2HeadersFrame trailers) throws Http2Translation.MalformedException {
        DefaultLastHttpContent last =
                new DefaultLastHttpContent(Unpooled.EMPTY_BUFFER, Http2Translation.trailers(trailers.headers()));
        if (exchange != null) {
            exchange.requestPart(last);
        }
    }

    @Override
    public void channelReadComplete(ChannelHandlerContext ctx) {
        if (exchange != null) {
            exchange.requestRead();
        }
        pull();
    }

    @Override
    public void channelWritabilityChanged(ChannelHandlerContext ctx) {
        writable();
    }

    /** The stream, or its connection, takes more. */
    void writable() {
        if (exchange != null && isWritable()) {
            exchange.clientWritable();
        }
    }

    @Override
    public void userEventTriggered(ChannelHandlerContext ctx, Object event) {
        if (event instanceof Http2ResetFrame) {
            cancel();
            channel.close();
        }
        ReferenceCountUtil.release(event);
    }

    @Override
    public void channelInactive(ChannelHandlerContext ctx) {
        deadline.cancel();
        writer.discard();
        cancel();
    }

    private void cancel() {
        if (exchange != null) {
            exchange.cancel();
            exchange = null;
        }
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
        OutOfMemory.exitIfCaused(cause);
        cancel();
        if (Http2CodecUtil.getEmbeddedHttp2Exception(cause) == null) {
            reset(Http2Error.INTERNAL_ERROR); // otherwise the codec does, with the code of the fault
        }
    }

    // For the exchange

    @Override
    public EventLoop loop() {
        return channel.eventLoop();
    }

    @Override
    public Deadline deadline() {
        return deadline;
    }

    /** All streams share the buffer of their connection, so none adds to it while it is full. */
    @Override
    public boolean isWritable() {
        return channel.isWritable() && channel.parent().isWritable();
    }

    @Override
    public void write(HttpObject part) {
        writer.write(part);
    }

    @Override
    public void flush() {
        writer.flush();
    }

    @Override
    public void pull() {
        boolean wanted =
                exchange == null ? lingering && !requestEnded : !exchange.requestEnded() && exchange.wantsBody();
        if (wanted) {
            channel.read(); // opens the window again; a client that leaves is seen without
        }
    }

    @Override
    public void respond(OwnAnswer page, RequestHead request, boolean keepAlive) {
        FullHttpResponse response =
                request.isGrpc() ? GrpcAnswer.of(page) : page.toResponse(request.accept(), request.isHead());
        response.headers().set("X-Request-Id", request.id());
        write(response);
        exchangeEnded(keepAlive);
    }

    /**
     * The rest of a request that has its answer is not wanted (RFC 9113 section 8.1). It is thrown away for a while all the
     * same: the JDK's client waits for its upload to end, whatever it is told.
     */
    @Override
    public void exchangeEnded(boolean keepAlive) {
        exchange = null;
        writer.flush();
        deadline.set(shared.settings().timeouts().idle(), () -> reset(Http2Error.CANCEL));
        if (!requestEnded) {
            lingering = true;
            lingersUntil = System.nanoTime() + LINGER.toNanos();
            linger();
            pull();
        }
    }

    private void linger() {
        Duration left = Duration.ofNanos(lingersUntil - System.nanoTime());
        deadline.set(left.compareTo(STILL) < 0 ? left : STILL, this::stopRequest);
    }

    private void stopRequest() {
        lingering = false;
        deadline.set(shared.settings().timeouts().idle(), () -> reset(Http2Error.CANCEL));
        if (!requestEnded) {
            writer.last().addListener(end -> reset(Http2Error.NO_ERROR));
        }
    }

    @Override
    public void cut(boolean cancelled) {
        exchange = null;
        writer.discard();
        reset(cancelled ? Http2Error.CANCEL : Http2Error.INTERNAL_ERROR);
    }

    private void reset(Http2Error error) {
        deadline.cancel();
        if (channel.isActive()) {
            channel.writeAndFlush(new DefaultHttp2ResetFrame(error)).addListener(said -> channel.close());
        }
    }

    @Override
    public Channel channel() {
        return channel;
    }

    /** A WebSocket needs a connection of its own, so none is asked for here (no RFC 8441). */
    @Override
    public void handOver(FullHttpResponse answer, Tunnel tunnel, Backend backend) {
        throw new IllegalStateException("An HTTP/2 stream does not become a tunnel.");
    }
}
