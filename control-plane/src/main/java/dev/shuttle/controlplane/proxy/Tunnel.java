package dev.shuttle.controlplane.proxy;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandler;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.util.ReferenceCountUtil;
import java.time.Duration;
import java.util.concurrent.RejectedExecutionException;

/**
 * Two connections after a switch of protocols: bytes pass both ways with back pressure until one side closes. A
 * WebSocket can be told to go away, between two of its frames. For one event loop, but for {@link #goAway}.
 */
@SuppressWarnings("FutureReturnValueIgnored") // what fails closes the channel, and that is seen
final class Tunnel {
    /** Final frame, opcode close, 2 bytes: 1001, Going Away (RFC 6455 section 7.4.1). */
    private static final byte[] GOING_AWAY = {(byte) 0x88, 2, (byte) (1001 >> 8), (byte) (1001 & 0xff)};
    /** For a client to answer the close frame, and the service to take it in. */
    private static final Duration GOODBYE = Duration.ofSeconds(5);

    private final Channel client;
    private final Channel upstream;
    private final Deadline deadline;
    private final Duration silence;
    private final boolean webSocket;
    private final WebSocketFrames frames = new WebSocketFrames();
    private Runnable onClose = () -> {};
    private boolean leaving;
    private boolean goodbyeSent;
    private boolean closed;

    Tunnel(Channel client, Channel upstream, Deadline deadline, ProxySettings settings, boolean webSocket) {
        this.client = client;
        this.upstream = upstream;
        this.deadline = deadline;
        this.silence = settings.streamTimeout();
        this.webSocket = webSocket;
    }

    void onClose(Runnable then) {
        onClose = then;
    }

    ChannelHandler clientEnd() {
        return new End(client, upstream, false);
    }

    ChannelHandler upstreamEnd() {
        return new End(upstream, client, true);
    }

    void open() {
        alive();
        client.flush();
        upstream.flush();
        client.read();
        upstream.read();
        if (!client.isActive() || !upstream.isActive()) {
            close();
        }
    }

    /** Tells a WebSocket's client that its server goes away; then, or after a grace, both sides close. Thread-safe. */
    void goAway() {
        try {
            client.eventLoop().execute(this::sayGoodbye);
        } catch (RejectedExecutionException e) {
            // The proxy has closed, and the tunnel with it.
        }
    }

    private void sayGoodbye() {
        if (closed || leaving || !webSocket) {
            return; // other protocols have no word for it: they run until the drain's time is over
        }
        leaving = true;
        deadline.set(GOODBYE, this::close);
        if (frames.atBoundary()) {
            sendGoodbye();
        }
    }

    private void sendGoodbye() {
        goodbyeSent = true;
        if (!frames.closeSeen()) {
            client.writeAndFlush(Unpooled.wrappedBuffer(GOING_AWAY));
        }
    }

    private void toClient(ByteBuf bytes) {
        if (goodbyeSent) {
            bytes.release(); // nothing may follow a close frame
            return;
        }
        if (!webSocket) {
            client.write(bytes);
            return;
        }
        int length = frames.follow(bytes, leaving);
        client.write(bytes.writerIndex(bytes.readerIndex() + length));
        if (leaving && frames.atBoundary()) {
            sendGoodbye();
        }
    }

    private void alive() {
        if (!leaving) {
            deadline.set(silence, this::close);
        }
    }

    private void close() {
        client.close();
        upstream.close();
        closed();
    }

    private void closed() {
        if (!closed) {
            closed = true;
            onClose.run();
        }
    }

    /** One of the two connections. */
    private final class End extends ChannelInboundHandlerAdapter {
        private final Channel self;
        private final Channel other;
        private final boolean fromUpstream;

        End(Channel self, Channel other, boolean fromUpstream) {
            this.self = self;
            this.other = other;
            this.fromUpstream = fromUpstream;
        }

        @Override
        public void channelRead(ChannelHandlerContext ctx, Object message) {
            if (!(message instanceof ByteBuf bytes)) {
                ReferenceCountUtil.release(message);
                return;
            }
            alive();
            if (fromUpstream) {
                toClient(bytes);
            } else {
                upstream.write(bytes);
            }
        }

        @Override
        public void channelReadComplete(ChannelHandlerContext ctx) {
            other.flush();
            if (other.isWritable()) {
                self.read();
            }
        }

        @Override
        public void channelWritabilityChanged(ChannelHandlerContext ctx) {
            if (self.isWritable()) {
                other.read();
            }
        }

        @Override
        public void userEventTriggered(ChannelHandlerContext ctx, Object event) {
            if (event == FrontendHandler.STOPPING) {
                sayGoodbye();
            }
        }

        /** What is on its way to the other side arrives there first, if it is taken within the grace. */
        @Override
        public void channelInactive(ChannelHandlerContext ctx) {
            closed();
            if (!other.isActive()) {
                deadline.cancel();
                return;
            }
            leaving = true;
            deadline.set(GOODBYE, Tunnel.this::close);
            other.writeAndFlush(Unpooled.EMPTY_BUFFER).addListener(ChannelFutureListener.CLOSE);
        }

        @Override
        public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
            self.close();
        }
    }
}
