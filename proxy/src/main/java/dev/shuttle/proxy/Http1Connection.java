package dev.shuttle.proxy;

import dev.shuttle.os.OutOfMemory;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.EventLoop;
import io.netty.channel.socket.SocketChannel;
import io.netty.handler.codec.http.DefaultFullHttpResponse;
import io.netty.handler.codec.http.EmptyHttpHeaders;
import io.netty.handler.codec.http.FullHttpResponse;
import io.netty.handler.codec.http.HttpContent;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpObject;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpResponse;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.LastHttpContent;
import io.netty.handler.codec.http.TooLongHttpHeaderException;
import io.netty.handler.codec.http.TooLongHttpLineException;
import io.netty.handler.ssl.SslHandler;
import io.netty.util.ReferenceCountUtil;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** A client's connection over HTTP/1.1: one exchange after the other, and what is read when. For one event loop. */
@SuppressWarnings("FutureReturnValueIgnored") // what fails closes the channel, and that is seen
final class Http1Connection extends ChannelInboundHandlerAdapter implements ClientStream {
    /**
     * How long what a client still sends is read and thrown away before its connection is closed: closing at once would
     * reset it, and the answer with it (RFC 9112 section 9.6).
     */
    private static final Duration LINGER = Duration.ofSeconds(2);

    private final SocketChannel channel;
    private final ProxyContext shared;
    private final RequestDecoder decoder;
    private final ClientConnection connection;
    private final ClientSide.Connection side;
    private final Deadline deadline;
    private @Nullable Exchange exchange;
    private @Nullable HttpResponse head;
    private boolean headTimed;
    private boolean closing;

    Http1Connection(
            SocketChannel channel,
            ProxyContext shared,
            RequestDecoder decoder,
            ClientConnection connection,
            ClientSide.Connection side) {
        this.side = side;
        this.connection = connection;
        this.channel = channel;
        this.shared = shared;
        this.decoder = decoder;
        this.deadline = new Deadline(channel.eventLoop());
    }

    // From the client

    @Override
    public void handlerAdded(ChannelHandlerContext ctx) {
        awaitRequest();
    }

    @Override
    public void channelRead(ChannelHandlerContext ctx, Object message) {
        if (closing) {
            ReferenceCountUtil.release(message);
        } else if (message instanceof HttpRequest request) {
            begin(request);
        } else if (exchange != null && message instanceof HttpContent part) {
            exchange.requestPart(part);
        } else {
            ReferenceCountUtil.release(message);
        }
    }

    private void begin(HttpRequest request) {
        try {
            if (request.decoderResult().isFailure()) {
                throw refusal(request.decoderResult().cause());
            }
            RequestHead head = RequestHead.of(request, side, shared.settings().trusted());
            connection.begin();
            exchange = new Exchange(this, shared, head);
            exchange.begin();
        } catch (BadRequestException e) {
            refuse(e, request.headers().get(HttpHeaderNames.ACCEPT));
        } finally {
            ReferenceCountUtil.release(request);
        }
    }

    private static BadRequestException refusal(Throwable cause) {
        if (cause instanceof TooLongHttpLineException) {
            return new BadRequestException(HttpResponseStatus.REQUEST_URI_TOO_LONG, "The request's line is too long.");
        }
        if (cause instanceof TooLongHttpHeaderException) {
            return new BadRequestException(
                    HttpResponseStatus.REQUEST_HEADER_FIELDS_TOO_LARGE, "The request's headers are too large.");
        }
        return cause instanceof BadRequestException known
                ? known
                : new BadRequestException("The request is not valid HTTP."); // the codec's words are not for its sender
    }

    private void refuse(BadRequestException e, @Nullable String accept) {
        FullHttpResponse response =
                ErrorPage.of(e.status(), String.valueOf(e.getMessage())).toResponse(accept, false);
        response.headers().set(HttpHeaderNames.CONNECTION, "close");
        channel.writeAndFlush(response);
        closeGently();
    }

    @Override
    public void channelReadComplete(ChannelHandlerContext ctx) {
        if (exchange != null) {
            exchange.requestRead();
        } else if (!closing && !headTimed && decoder.inTheMiddleOfAHead()) {
            headTimed = true;
            deadline.set(shared.settings().timeouts().head(), this::headMissing);
        }
        pull();
    }

    private void headMissing() {
        refuse(
                new BadRequestException(HttpResponseStatus.REQUEST_TIMEOUT, "The request did not arrive in time."),
                null);
    }

    @Override
    public void channelWritabilityChanged(ChannelHandlerContext ctx) {
        if (exchange != null) {
            exchange.clientWritable();
        }
    }

    @Override
    public void userEventTriggered(ChannelHandlerContext ctx, Object event) throws Exception {
        if (event == Phase.STOPPING && exchange == null) {
            channel.close();
        } else if (event == Phase.LEAVING && exchange == null && !closing && !headTimed) {
            deadline.set(shared.idle(), this::closeGently);
        }
        super.userEventTriggered(ctx, event);
    }

    @Override
    public void channelInactive(ChannelHandlerContext ctx) {
        closing = true;
        deadline.cancel();
        if (exchange != null) {
            exchange.cancel();
            exchange = null;
        }
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
        OutOfMemory.exitIfCaused(cause);
        channel.close(); // a connection that was reset; what is malformed comes as a message
    }

    // For the exchange

    @Override
    public Channel channel() {
        return channel;
    }

    @Override
    public EventLoop loop() {
        return channel.eventLoop();
    }

    @Override
    public Deadline deadline() {
        return deadline;
    }

    @Override
    public boolean isWritable() {
        return channel.isWritable();
    }

    /** A head waits for what comes with it: an answer that is one message is sent as one. */
    @Override
    public void write(HttpObject part) {
        HttpResponse waiting = head;
        head = null;
        if (waiting == null) {
            if (part instanceof HttpResponse next && !(part instanceof FullHttpResponse)) {
                head = next;
            } else {
                channel.write(part);
            }
        } else if (part instanceof LastHttpContent end && end.trailingHeaders().isEmpty()) {
            channel.write(new DefaultFullHttpResponse(
                    waiting.protocolVersion(),
                    waiting.status(),
                    end.content(),
                    waiting.headers(),
                    EmptyHttpHeaders.INSTANCE));
        } else {
            channel.write(waiting);
            channel.write(part);
        }
    }

    @Override
    public void flush() {
        writeHead();
        channel.flush();
    }

    private void writeHead() {
        if (head != null) {
            channel.write(head);
            head = null;
        }
    }

    @Override
    public void pull() {
        boolean wanted =
                closing || exchange == null || (exchange.requestEnded() ? !decoder.holdsBytes() : exchange.wantsBody());
        if (wanted) {
            channel.read(); // between request and answer too, to see the client leave
        }
    }

    @Override
    public void respond(OwnAnswer page, RequestHead request, boolean keepAlive) {
        boolean keep = keepAlive && !shared.answersAreLast();
        FullHttpResponse response = page.toResponse(request.accept(), request.isHead());
        response.headers().set("X-Request-Id", request.id());
        if (!keep) {
            response.headers().set(HttpHeaderNames.CONNECTION, "close");
        } else if (request.isHttp10()) {
            response.headers().set(HttpHeaderNames.CONNECTION, "keep-alive");
        }
        channel.writeAndFlush(response);
        exchangeEnded(keep);
    }

    @Override
    public void exchangeEnded(boolean keepAlive) {
        exchange = null;
        // A client that was told to keep it may send the next request already: it gets an answer, the last.
        if (keepAlive && !shared.isStopping()) {
            connection.end();
            awaitRequest();
        } else {
            closeGently();
        }
    }

    @Override
    public void cut(boolean cancelled) {
        writeHead();
        exchange = null;
        closing = true;
        decoder.discard();
        deadline.set(LINGER, channel::close);
        channel.writeAndFlush(Unpooled.EMPTY_BUFFER).addListener(ChannelFutureListener.CLOSE);
    }

    @Override
    public void handOver(FullHttpResponse answer, Tunnel tunnel, Backend backend) {
        exchange = null;
        channel.writeAndFlush(answer);
        channel.pipeline().replace(this, "tunnel", tunnel.clientEnd());
        backend.channel().pipeline().replace(backend, "tunnel", tunnel.upstreamEnd());
        channel.pipeline().remove(ResponseEncoder.class);
        backend.channel().pipeline().remove(RequestEncoder.class);
        backend.channel().pipeline().remove(ResponseDecoder.class); // the decoders hand on the bytes that they hold
        channel.pipeline().remove(decoder);
        tunnel.open();
    }

    private void awaitRequest() {
        headTimed = false;
        deadline.set(shared.idle(), shared.answersAreLast() ? this::closeGently : channel::close);
        try {
            decoder.resume();
        } catch (Exception e) {
            exceptionCaught(channel.pipeline().context(this), e);
        }
        pull();
    }

    private void closeGently() {
        closing = true;
        decoder.discard();
        deadline.set(LINGER, channel::close);
        channel.writeAndFlush(Unpooled.EMPTY_BUFFER).addListener(sent -> endOutput());
        pull();
    }

    /** Over TLS with its own end of data first (RFC 8446 section 6.1), without which the answer could have been cut. */
    private void endOutput() {
        SslHandler tls = channel.pipeline().get(SslHandler.class);
        if (tls == null) {
            channel.shutdownOutput();
        } else {
            tls.closeOutbound().addListener(said -> channel.shutdownOutput());
        }
    }
}
