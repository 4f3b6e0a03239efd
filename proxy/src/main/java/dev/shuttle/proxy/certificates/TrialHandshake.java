package dev.shuttle.proxy.certificates;

import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.embedded.EmbeddedChannel;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslContextBuilder;
import io.netty.handler.ssl.SslHandler;
import io.netty.handler.ssl.SslProvider;
import io.netty.handler.ssl.util.InsecureTrustManagerFactory;
import io.netty.util.ReferenceCountUtil;
import java.security.GeneralSecurityException;
import javax.net.ssl.SSLException;

/** A handshake in memory: neither library looks before the first client comes whether a key is that of its certificate. */
final class TrialHandshake {
    /** Each side speaks twice at most. */
    private static final int ROUNDS = 10;

    private TrialHandshake() {}

    /** Throws if no client that trusts this certificate could connect. */
    static void with(SslContext server) throws GeneralSecurityException, SSLException {
        SslContext client = SslContextBuilder.forClient()
                .sslProvider(SslProvider.JDK)
                .trustManager(InsecureTrustManagerFactory.INSTANCE)
                .build();
        EmbeddedChannel serving = new EmbeddedChannel();
        EmbeddedChannel asking = new EmbeddedChannel();
        try {
            SslHandler answer = add(serving, server);
            SslHandler ask = add(asking, client);
            for (int i = 0;
                    i < ROUNDS
                            && !(ask.handshakeFuture().isDone()
                                    && answer.handshakeFuture().isDone());
                    i++) {
                move(asking, serving);
                move(serving, asking);
            }
            require(answer);
            require(ask);
        } finally {
            end(asking);
            end(serving);
        }
    }

    private static SslHandler add(EmbeddedChannel channel, SslContext context) {
        SslHandler handler = context.newHandler(channel.alloc());
        channel.pipeline().addLast(handler, new ChannelInboundHandlerAdapter() {
            @Override
            public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
                // The handshake has failed, and says why itself.
            }
        });
        return handler;
    }

    private static void end(EmbeddedChannel channel) {
        var unused = channel.close();
        channel.releaseInbound();
        channel.releaseOutbound();
    }

    private static void move(EmbeddedChannel from, EmbeddedChannel to) {
        for (Object bytes = from.readOutbound(); bytes != null; bytes = from.readOutbound()) {
            if (to.isOpen()) {
                to.writeInbound(bytes);
            } else {
                ReferenceCountUtil.release(bytes);
            }
        }
    }

    private static void require(SslHandler side) throws GeneralSecurityException {
        if (!side.handshakeFuture().isSuccess()) {
            Throwable cause = side.handshakeFuture().cause();
            throw new GeneralSecurityException(
                    "no client could connect with it; is the key that of the certificate? "
                            + (cause == null ? "The handshake does not end" : cause.getMessage()),
                    cause);
        }
    }
}
