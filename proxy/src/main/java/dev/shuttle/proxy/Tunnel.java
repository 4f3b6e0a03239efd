package dev.shuttle.proxy;

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
 * A WebSocket's two connections: bytes pass both ways with back pressure until one side closes, or its client is told to
 * go away. For one event loop, but for {@link #goAway}.
 */
@SuppressWarnings("FutureReturnValueIgnored") // what fails closes the channel, and that is seen
final class Tunnel {
    /** For a client to take in what was written, once the service has closed. */
    private static final Duration LINGER = Duration.ofSeconds(5);

    private final Channel client;
    private final Channel upstream;
    private final Deadline deadline;
    private final Duration silence;
    private final WebSocketGracefulClose closing;
    private Runnable onClose = () -> {};
    private Runnable onWord = () -> {};
    private Passage passage = (toClient, bytes) -> {};
    private boolean ending;
    private boolean closed;

    Tunnel(Channel client, Channel upstream, Deadline deadline, ProxySettings settings) {
        this.client = client;
        this.upstream = upstream;
        this.deadline = deadline;
        this.silence = settings.timeouts().stream();
        this.closing = new WebSocketGracefulClose(client, deadline, this::close);
    }

    void onClose(Runnable then) {
        onClose = then;
    }

    /** Runs that whenever the service has sent something. */
    void onWord(Runnable then) {
        onWord = then;
    }

    /** Is told of all that passes. */
    @FunctionalInterface
    interface Passage {
        void passed(boolean toClient, int bytes);
    }

    void onPassage(Passage told) {
        passage = told;
    }

    ChannelHandler clientEnd() {
        return new End(client, upstream, false);
    }

    ChannelHandler upstreamEnd() {
        return new End(upstream, client, true);
    }

    void open() {
        alive(true);
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
        if (!closed) {
            closing.begin();
        }
    }

    private void alive(boolean serviceSpeaks) {
        if (serviceSpeaks) {
            onWord.run();
        }
        if (!ending && !closing.heard(serviceSpeaks)) {
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
            alive(fromUpstream);
            passage.passed(fromUpstream, bytes.readableBytes());
            if (fromUpstream) {
                closing.toClient(bytes);
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
            if (event == Phase.STOPPING || event == Phase.LEAVING) {
                sayGoodbye();
            }
        }

        /** Data in flight is delivered first, if the other side reads it within the grace period. */
        @Override
        public void channelInactive(ChannelHandlerContext ctx) {
            closed();
            if (!other.isActive()) {
                deadline.cancel();
                return;
            }
            ending = true;
            if (fromUpstream) {
                closing.end();
            }
            deadline.set(LINGER, Tunnel.this::close);
            other.writeAndFlush(Unpooled.EMPTY_BUFFER).addListener(ChannelFutureListener.CLOSE);
        }

        @Override
        public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
            self.close();
        }
    }
}
