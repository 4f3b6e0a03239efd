package dev.shuttle.proxy;

import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A connection could not be accepted, for want of file descriptors as a rule: those that wait stay with the kernel, and
 * the next try is a second later instead of at once, over and over. Said once an hour, not with every try.
 */
final class AcceptFailures extends ChannelInboundHandlerAdapter {
    private static final Logger LOG = LoggerFactory.getLogger(AcceptFailures.class);
    private static final Duration PAUSE = Duration.ofSeconds(1);
    private static final Duration SILENCE = Duration.ofHours(1);

    private long said = System.nanoTime() - SILENCE.toNanos();

    @Override
    @SuppressWarnings("FutureReturnValueIgnored") // ends with the channel's loop
    public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
        if (System.nanoTime() - said >= SILENCE.toNanos()) {
            said = System.nanoTime();
            LOG.warn(
                    "A connection to the proxy could not be accepted ({}). New ones wait until others end; raise the"
                            + " limit of open files (ulimit -n) if that is usual here",
                    cause.toString());
        }
        ctx.channel().config().setAutoRead(false);
        ctx.channel()
                .eventLoop()
                .schedule(() -> ctx.channel().config().setAutoRead(true), PAUSE.toMillis(), TimeUnit.MILLISECONDS);
    }
}
