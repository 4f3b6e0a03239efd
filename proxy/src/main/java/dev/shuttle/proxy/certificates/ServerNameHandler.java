package dev.shuttle.proxy.certificates;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.ssl.AbstractSniHandler;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslHandler;
import io.netty.util.concurrent.Future;
import io.netty.util.concurrent.Promise;
import java.time.Duration;
import java.util.Optional;
import javax.net.ssl.SSLException;
import org.jspecify.annotations.Nullable;

/**
 * Shows a client the certificate of the host that it asks for (RFC 6066 section 3), and then gives way to TLS. Where there is
 * none, the handshake ends with an alert. For one connection.
 */
public final class ServerNameHandler extends AbstractSniHandler<Optional<SslContext>> {
    /** A client on a slow line needs two round trips. */
    private static final Duration HANDSHAKE = Duration.ofSeconds(10);

    /** A fatal alert, unrecognized_name, in a record of its own (RFC 8446 section 6). */
    private static final byte[] UNRECOGNIZED_NAME = {21, 3, 3, 0, 2, 2, 112};

    private final HostCertificates certificates;
    private boolean challenge;

    public ServerNameHandler(HostCertificates certificates) {
        super(HANDSHAKE.toMillis());
        this.certificates = certificates;
    }

    @Override
    protected Future<Optional<SslContext>> lookup(ChannelHandlerContext ctx, @Nullable ByteBuf clientHello)
            throws Exception {
        challenge = clientHello != null && ClientHello.offers(clientHello, Certificate.CHALLENGE_PROTOCOL);
        return super.lookup(ctx, clientHello);
    }

    @Override
    protected Future<Optional<SslContext>> lookup(ChannelHandlerContext ctx, @Nullable String host) {
        Promise<Optional<SslContext>> found = ctx.executor().newPromise();
        var unused = certificates.ready().whenComplete((ready, failure) -> find(host == null ? "" : host, found));
        return found;
    }

    private void find(String host, Promise<Optional<SslContext>> found) {
        try {
            Certificate certificate = challenge ? certificates.challenge(host) : certificates.find(host);
            if (certificate == null) {
                found.trySuccess(Optional.empty());
            } else {
                found.trySuccess(Optional.of(challenge ? certificate.challengeContext() : certificate.context()));
            }
        } catch (SSLException | RuntimeException e) {
            found.tryFailure(e);
        }
    }

    @Override
    protected void onLookupComplete(
            ChannelHandlerContext ctx, @Nullable String host, Future<Optional<SslContext>> found) {
        if (!found.isSuccess() || found.getNow().isEmpty()) {
            var unused = ctx.writeAndFlush(Unpooled.wrappedBuffer(UNRECOGNIZED_NAME))
                    .addListener(ChannelFutureListener.CLOSE);
            return;
        }
        SslHandler tls = found.getNow().get().newHandler(ctx.alloc());
        tls.setHandshakeTimeoutMillis(HANDSHAKE.toMillis());
        ctx.pipeline().replace(this, SslHandler.class.getName(), tls);
    }
}
