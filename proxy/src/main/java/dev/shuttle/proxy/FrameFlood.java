package dev.shuttle.proxy;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelDuplexHandler;
import io.netty.channel.ChannelHandler;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelPromise;
import io.netty.handler.codec.http2.DefaultHttp2GoAwayFrame;
import io.netty.handler.codec.http2.Http2DataFrame;
import io.netty.handler.codec.http2.Http2Error;
import io.netty.handler.codec.http2.Http2HeadersFrame;
import io.netty.util.ReferenceCountUtil;

/**
 * Ends an HTTP/2 connection that is busy with nothing: far more bytes than requests and contents account for. So floods of
 * SETTINGS, PING, PRIORITY, WINDOW_UPDATE, unknown and empty frames meet one bound, whatever comes next; as nginx has it.
 * For one event loop.
 */
@SuppressWarnings("FutureReturnValueIgnored") // what fails closes the channel, and that is seen
final class FrameFlood {
    /** Of all bytes, those of requests and contents have to be an eighth, beyond the slack. */
    private static final int PART = 8;

    /** Some 60,000 pings: a client that sends one each second comes to it after 16 hours without a request. */
    private static final int SLACK = 128 * 1024;

    /** The weight of a request's head: about as much as an uncompressed one has. */
    private static final int HEAD = 512;

    private long received;
    private long useful;
    private boolean over;

    /** Goes before the codec. */
    ChannelHandler bytes() {
        return new Bytes();
    }

    /** Goes behind the codec. */
    ChannelHandler frames() {
        return new Frames();
    }

    private void count(Object frame) {
        if (frame instanceof Http2HeadersFrame) {
            useful += HEAD;
        } else if (frame instanceof Http2DataFrame data) {
            useful += data.content().readableBytes();
        }
    }

    private final class Bytes extends ChannelInboundHandlerAdapter {
        @Override
        public void channelRead(ChannelHandlerContext ctx, Object message) {
            if (over) {
                ReferenceCountUtil.release(message);
                return;
            }
            received += message instanceof ByteBuf bytes ? bytes.readableBytes() : 0;
            ctx.fireChannelRead(message);
            if (received / PART > useful + SLACK) {
                over = true;
                ctx.pipeline()
                        .writeAndFlush(new DefaultHttp2GoAwayFrame(Http2Error.ENHANCE_YOUR_CALM))
                        .addListener(said -> ctx.channel().close());
            }
        }
    }

    private final class Frames extends ChannelDuplexHandler {
        @Override
        public void channelRead(ChannelHandlerContext ctx, Object message) {
            count(message);
            ctx.fireChannelRead(message);
        }

        @Override
        public void write(ChannelHandlerContext ctx, Object message, ChannelPromise promise) {
            count(message);
            ctx.write(message, promise);
        }
    }
}
