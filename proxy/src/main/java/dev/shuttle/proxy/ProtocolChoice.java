package dev.shuttle.proxy;

import dev.shuttle.os.OutOfMemory;
import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.codec.ByteToMessageDecoder;
import io.netty.handler.ssl.ApplicationProtocolNames;
import io.netty.handler.ssl.SslHandler;
import io.netty.handler.ssl.SslHandshakeCompletionEvent;
import java.nio.charset.StandardCharsets;
import java.util.List;

/**
 * The first handler of a client's connection: HTTP/1.1 or HTTP/2, as TLS has agreed (RFC 7301), or in clear text as the
 * first bytes say (prior knowledge, RFC 9113 section 3.3). Gives way to the protocol's own handlers.
 */
@SuppressWarnings("FutureReturnValueIgnored") // what fails closes the channel, and that is seen
final class ProtocolChoice extends ByteToMessageDecoder {
    private static final byte[] PREFACE = "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n".getBytes(StandardCharsets.US_ASCII);

    private final boolean secure;
    private final ProxyContext shared;
    private final Deadline deadline;
    private final Runnable http1;
    private final Runnable http2;
    private boolean begun;

    /** The handlers that come last in the pipeline are added by {@code http1} or {@code http2}. */
    ProtocolChoice(boolean secure, ProxyContext shared, Deadline deadline, Runnable http1, Runnable http2) {
        this.secure = secure;
        this.shared = shared;
        this.deadline = deadline;
        this.http1 = http1;
        this.http2 = http2;
    }

    @Override
    public void channelActive(ChannelHandlerContext ctx) {
        deadline.set(shared.idle(), ctx.channel()::close);
        ctx.read();
    }

    @Override
    public void userEventTriggered(ChannelHandlerContext ctx, Object event) throws Exception {
        if (event == Phase.STOPPING) {
            ctx.channel().close();
        } else if (event == Phase.LEAVING && !begun) {
            deadline.set(shared.idle(), ctx.channel()::close);
        } else if (event instanceof SslHandshakeCompletionEvent handshake && handshake.isSuccess()) {
            SslHandler tls = ctx.pipeline().get(SslHandler.class);
            choose(ctx, ApplicationProtocolNames.HTTP_2.equals(tls.applicationProtocol()));
        }
        super.userEventTriggered(ctx, event);
    }

    @Override
    protected void decode(ChannelHandlerContext ctx, ByteBuf in, List<Object> out) {
        if (secure) {
            return; // the handshake comes first
        }
        int length = Math.min(in.readableBytes(), PREFACE.length);
        for (int i = 0; i < length; i++) {
            if (in.getByte(in.readerIndex() + i) != PREFACE[i]) {
                choose(ctx, false);
                return;
            }
        }
        if (length == PREFACE.length) {
            choose(ctx, true);
        } else if (!begun) {
            begun = true;
            deadline.set(shared.settings().timeouts().head(), ctx.channel()::close);
        }
    }

    private void choose(ChannelHandlerContext ctx, boolean second) {
        deadline.cancel();
        (second ? http2 : http1).run();
        ctx.pipeline().remove(this); // hands on the bytes that it holds
    }

    @Override
    public void channelInactive(ChannelHandlerContext ctx) {
        deadline.cancel();
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
        OutOfMemory.exitIfCaused(cause);
        ctx.close();
    }
}
