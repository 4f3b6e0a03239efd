package dev.shuttle.proxy;

import dev.shuttle.os.OutOfMemory;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.EventLoop;
import io.netty.handler.codec.http.HttpObject;
import io.netty.handler.codec.http2.Http2ResetFrame;
import io.netty.util.ReferenceCountUtil;
import java.time.Duration;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A connection to an upstream, or a stream of one, used by one exchange at a time or idle in the pool. For one event loop. */
@SuppressWarnings("FutureReturnValueIgnored") // what fails closes the channel, and that is seen
final class Backend extends ChannelInboundHandlerAdapter {
    private final Upstream upstream;
    private final Channel channel;
    private final @Nullable ResponseDecoder decoder;
    private final Deadline idle;
    private @Nullable Exchange exchange;
    private boolean reused;
    private long idleSince;

    /** Without a decoder of HTTP/1.1 it is a stream of an HTTP/2 connection. */
    Backend(Upstream upstream, Channel channel, @Nullable ResponseDecoder decoder) {
        this.upstream = upstream;
        this.channel = channel;
        this.decoder = decoder;
        this.idle = new Deadline(channel.eventLoop());
    }

    EventLoop loop() {
        return channel.eventLoop();
    }

    Channel channel() {
        return channel;
    }

    /** Whether it is a stream, used once. */
    boolean isStream() {
        return decoder == null;
    }

    /** Whether it has served a request before, so that the upstream may be about to close it. */
    boolean isReused() {
        return reused;
    }

    Duration idleFor() {
        return Duration.ofNanos(System.nanoTime() - idleSince);
    }

    Map<String, String> headers() {
        return upstream.options().headers();
    }

    /** Before the request is written; {@code head} is whether its method is HEAD. */
    void serve(Exchange next, boolean head) {
        exchange = next;
        if (decoder != null) {
            decoder.expect(head);
        }
    }

    /** Whether the answer has ended, and nothing has come behind it. */
    boolean isClean() {
        return decoder != null && decoder.isClean();
    }

    /** Nothing that comes from now on concerns the exchange; its owner decides what becomes of the connection. */
    void leave() {
        exchange = null;
    }

    /** Becomes idle, for that long at most, with one read outstanding to see the upstream close; false if it is closed. */
    boolean rest(Duration atMost) {
        exchange = null;
        idleSince = System.nanoTime();
        idle.set(atMost, this::close);
        channel.read();
        return channel.isActive();
    }

    /** Leaves the pool; false if it is closed. */
    boolean wake() {
        idle.clear();
        reused = true;
        return channel.isActive();
    }

    void close() {
        channel.close();
    }

    @Override
    public void channelRead(ChannelHandlerContext ctx, Object message) {
        if (exchange != null && message instanceof HttpObject part) {
            exchange.responsePart(part);
            return;
        }
        ReferenceCountUtil.release(message);
        if (message == ResponseDecoder.STRAY && channel.isActive()) {
            upstream.complaints().tell(Unclean.BYTES_BEHIND);
        }
        if (exchange == null) {
            close(); // it speaks unasked: whatever it says would be taken for the next answer
        }
    }

    @Override
    public void channelReadComplete(ChannelHandlerContext ctx) {
        if (exchange != null) {
            exchange.responseRead();
        }
    }

    @Override
    public void channelWritabilityChanged(ChannelHandlerContext ctx) {
        if (exchange != null) {
            exchange.upstreamWritable();
        }
    }

    @Override
    public void userEventTriggered(ChannelHandlerContext ctx, Object event) {
        if (exchange != null && event instanceof Http2ResetFrame reset) {
            exchange.upstreamReset(reset.errorCode());
        }
        ctx.fireUserEventTriggered(event);
    }

    @Override
    public void channelInactive(ChannelHandlerContext ctx) {
        idle.cancel();
        upstream.pool().forget(this);
        if (exchange != null) {
            exchange.upstreamLost();
        }
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
        OutOfMemory.exitIfCaused(cause);
        Exchange served = exchange;
        exchange = null;
        close();
        if (served != null) {
            served.upstreamLost();
        }
    }
}
