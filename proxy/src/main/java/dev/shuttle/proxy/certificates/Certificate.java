package dev.shuttle.proxy.certificates;

import io.netty.handler.ssl.ApplicationProtocolConfig;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslContextBuilder;
import io.netty.handler.ssl.SslProvider;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.PrivateKey;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.function.Supplier;
import javax.net.ssl.SSLException;
import org.jspecify.annotations.Nullable;

/** A certificate, those between it and its root, and its private key. Immutable; thread-safe. */
public final class Certificate {
    /** RFC 8737: a handshake that ends in nothing but the proof that we control the name. */
    static final String CHALLENGE_PROTOCOL = "acme-tls/1";

    private static final int DNS_NAME = 2;

    private final X509Certificate own;
    private final Set<String> names;
    private final Supplier<SslContextBuilder> builder;
    private @Nullable SslContext context; // guarded by this, as the next one
    private @Nullable SslContext challengeContext;

    private Certificate(X509Certificate own, Supplier<SslContextBuilder> builder) {
        this.own = own;
        this.names = names(own);
        this.builder = builder;
    }

    /** {@code chain} begins with the certificate itself. */
    public static Certificate of(List<X509Certificate> chain, PrivateKey key) {
        List<X509Certificate> copy = List.copyOf(chain);
        return new Certificate(copy.get(0), () -> SslContextBuilder.forServer(key, copy));
    }

    /** Of PEM files; throws if they cannot be used. */
    static Certificate read(Path chain, Path key) throws IOException, GeneralSecurityException {
        X509Certificate own;
        try (InputStream in = Files.newInputStream(chain)) {
            own = (X509Certificate) CertificateFactory.getInstance("X.509").generateCertificate(in);
        }
        // Read at once, since the files may be replaced at any time.
        SslContextBuilder read = SslContextBuilder.forServer(chain.toFile(), key.toFile());
        Certificate certificate = new Certificate(own, () -> read);
        TrialHandshake.with(certificate.context());
        return certificate;
    }

    /** The host names that it is for, as they stand in it: in lower case, wildcards with their asterisk. */
    public Set<String> names() {
        return names;
    }

    /** The authority that signed it, as an X.500 name. */
    public String issuer() {
        return own.getIssuerX500Principal().getName();
    }

    /** The last moment at which clients accept it. */
    public Instant expiresAt() {
        return own.getNotAfter().toInstant();
    }

    /** Whether a client that asks for this host, in lower case, accepts it (RFC 6125 section 6.4). */
    public boolean covers(String host) {
        int dot = host.indexOf('.');
        return names.contains(host) || (dot > 0 && names.contains("*" + host.substring(dot)));
    }

    private static Set<String> names(X509Certificate own) {
        Set<String> names = new HashSet<>();
        try {
            Collection<List<?>> alternatives = own.getSubjectAlternativeNames();
            for (List<?> each : alternatives == null ? List.<List<?>>of() : alternatives) {
                if (each.get(0).equals(DNS_NAME) && each.get(1) instanceof String name) {
                    names.add(name.toLowerCase(Locale.ROOT));
                }
            }
        } catch (GeneralSecurityException e) {
            // It names no host that can be read: it is shown where there is no other.
        }
        return Set.copyOf(names);
    }

    /** For connections of ordinary clients. */
    synchronized SslContext context() throws SSLException {
        if (context == null) {
            context = TlsContext.of(builder.get());
        }
        return context;
    }

    /** For the connection by which an authority looks. */
    synchronized SslContext challengeContext() throws SSLException {
        if (challengeContext == null) {
            challengeContext = builder.get()
                    .sslProvider(SslProvider.JDK)
                    .applicationProtocolConfig(new ApplicationProtocolConfig(
                            ApplicationProtocolConfig.Protocol.ALPN,
                            ApplicationProtocolConfig.SelectorFailureBehavior.FATAL_ALERT,
                            ApplicationProtocolConfig.SelectedListenerFailureBehavior.ACCEPT,
                            CHALLENGE_PROTOCOL))
                    .build();
        }
        return challengeContext;
    }
}
