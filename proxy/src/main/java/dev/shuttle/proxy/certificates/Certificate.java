package dev.shuttle.proxy.certificates;

import io.netty.buffer.ByteBufAllocator;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslContextBuilder;
import io.netty.handler.ssl.SslHandler;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A certificate and its private key, from files that may be replaced at any time by a renewal: they are checked again
 * every few seconds, and what cannot be read is passed over for what could. Thread-safe.
 */
public final class Certificate {
    private static final Logger LOG = LoggerFactory.getLogger(Certificate.class);

    private static final long LOOK_NANOS = Duration.ofSeconds(5).toNanos();

    /** A client on a slow line needs two round trips. */
    private static final Duration HANDSHAKE = Duration.ofSeconds(10);

    private final Path chain;
    private final Path key;
    private volatile SslContext context;
    private List<FileTime> read; // guarded by this, as the next one
    private long looked = System.nanoTime();

    private Certificate(Path chain, Path key) throws IOException {
        this.chain = chain;
        this.key = key;
        this.read = times();
        this.context = load();
    }

    /**
     * Reads a certificate.
     *
     * @param chain PEM: the certificate, and those between it and its root
     * @param key PEM: the private key, PKCS #8, without a password
     * @return as it is now, and will be
     * @throws IOException if the two cannot be used; the message says why, for the operator
     */
    public static Certificate of(Path chain, Path key) throws IOException {
        return new Certificate(chain, key);
    }

    /**
     * For one connection.
     *
     * @param buffers of its channel
     * @return what ends TLS on it
     */
    public SslHandler handler(ByteBufAllocator buffers) {
        SslHandler handler = current().newHandler(buffers);
        handler.setHandshakeTimeoutMillis(HANDSHAKE.toMillis());
        return handler;
    }

    private synchronized SslContext current() {
        long now = System.nanoTime();
        if (now - looked > LOOK_NANOS) {
            looked = now;
            renew();
        }
        return context;
    }

    private void renew() {
        try {
            List<FileTime> times = times();
            if (!times.equals(read)) {
                read = times;
                context = load();
                LOG.info("the certificate in {} has changed, and is used from now on", chain);
            }
        } catch (IOException e) {
            LOG.warn("the previous certificate stays in use: {}", e.getMessage());
        }
    }

    private List<FileTime> times() throws IOException {
        try {
            return List.of(Files.getLastModifiedTime(chain), Files.getLastModifiedTime(key));
        } catch (IOException e) {
            throw unusable(e);
        }
    }

    private SslContext load() throws IOException {
        try {
            return TlsContext.of(SslContextBuilder.forServer(chain.toFile(), key.toFile()));
        } catch (IOException | IllegalArgumentException e) {
            throw unusable(e);
        }
    }

    private IOException unusable(Exception cause) {
        return new IOException(
                "The certificate in " + chain + " with the key in " + key + " cannot be used (" + cause.getMessage()
                        + "). Give PEM files that this user can read, the key as PKCS #8 without a password:"
                        + " openssl pkcs8 -topk8 -nocrypt -in KEY -out NEW.",
                cause);
    }
}
