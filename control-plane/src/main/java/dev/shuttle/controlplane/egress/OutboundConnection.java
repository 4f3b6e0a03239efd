package dev.shuttle.controlplane.egress;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.handler.codec.http.HttpContent;
import io.netty.handler.codec.http.HttpObject;
import io.netty.handler.codec.http.HttpResponse;
import io.netty.handler.codec.http.HttpUtil;
import io.netty.handler.codec.http.LastHttpContent;
import io.netty.handler.ssl.SslHandshakeCompletionEvent;
import io.netty.handler.timeout.IdleStateEvent;
import java.io.IOException;
import java.net.http.HttpHeaders;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** A connection to a target, of one call at a time. Its state belongs to its event loop. */
@SuppressWarnings("FutureReturnValueIgnored") // what fails closes the channel, and that is seen
final class OutboundConnection extends SimpleChannelInboundHandler<HttpObject> {
    private final Channel channel;
    private final Target target;
    private final OutboundConnections home;
    private @Nullable OutboundCall<?> call;
    private @Nullable Throwable fault;
    private boolean used;
    private boolean answered;
    private boolean interim;
    private boolean keepAlive;

    OutboundConnection(Channel channel, Target target, OutboundConnections home) {
        this.channel = channel;
        this.target = target;
        this.home = home;
    }

    Target target() {
        return target;
    }

    boolean isOpen() {
        return channel.isActive();
    }

    void close() {
        channel.close();
    }

    void send(OutboundCall<?> next) {
        if (channel.eventLoop().inEventLoop()) {
            begin(next);
        } else {
            channel.eventLoop().execute(() -> begin(next));
        }
    }

    private void begin(OutboundCall<?> next) {
        call = next;
        answered = false;
        if (!next.begin(this)) {
            channel.close();
        } else if (!channel.isActive()) {
            fail(fault == null ? closed() : fault);
        } else {
            channel.writeAndFlush(next.message()).addListener(sent -> {
                if (!sent.isSuccess() && call == next) {
                    fail(fault == null ? sent.cause() : fault);
                }
            });
        }
    }

    /** By any thread: that call is over, whatever else comes. */
    void end(OutboundCall<?> ended) {
        channel.eventLoop().execute(() -> {
            if (call == ended) {
                channel.close();
            }
        });
    }

    @Override
    protected void channelRead0(ChannelHandlerContext context, HttpObject part) {
        OutboundCall<?> current = call;
        if (current == null) {
            channel.close(); // it was not asked
        } else if (part.decoderResult().isFailure()) {
            fail(new NotHttpException());
        } else {
            if (part instanceof HttpResponse head) {
                head(current, head);
            }
            if (part instanceof HttpContent content && !interim && call == current) {
                content(current, content.content());
            }
            if (part instanceof LastHttpContent) {
                last(current);
            }
        }
    }

    private void head(OutboundCall<?> current, HttpResponse head) {
        int status = head.status().code();
        interim = status >= 100 && status < 200 && status != 101;
        if (head.protocolVersion().majorVersion() != 1 || status < 100 || status > 599 || status == 101) {
            fail(new NotHttpException());
        } else if (!interim) {
            answered = true;
            keepAlive = current.isRepeatable() && HttpUtil.isKeepAlive(head);
            current.head(status, headers(head));
        }
    }

    private static HttpHeaders headers(HttpResponse head) {
        Map<String, List<String>> headers = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
        head.headers().names().forEach(name -> headers.put(name, head.headers().getAll(name)));
        return HttpHeaders.of(headers, (name, value) -> true);
    }

    private static void content(OutboundCall<?> current, ByteBuf bytes) {
        if (bytes.isReadable()) {
            current.part(ByteBuffer.wrap(ByteBufUtil.getBytes(bytes)));
        }
    }

    private void last(OutboundCall<?> current) {
        if (interim) {
            interim = false;
        } else if (call == current) {
            call = null;
            used = true;
            if (keepAlive) {
                home.keep(this);
            } else {
                channel.close();
            }
            current.complete();
        }
    }

    @Override
    public void userEventTriggered(ChannelHandlerContext context, Object event) {
        if (event instanceof IdleStateEvent && call == null) {
            channel.close();
        } else if (event instanceof SslHandshakeCompletionEvent handshake && !handshake.isSuccess()) {
            fail(handshake.cause());
        }
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
        fail(cause);
    }

    @Override
    public void channelInactive(ChannelHandlerContext context) {
        home.forget(this);
        fail(closed());
    }

    private static IOException closed() {
        return new IOException("closed");
    }

    /** The first reason counts. */
    private void fail(Throwable cause) {
        if (fault == null) {
            fault = cause;
        }
        OutboundCall<?> failed = call;
        call = null;
        channel.close();
        if (failed != null) {
            failed.fail(cause, used && !answered);
        }
    }
}
