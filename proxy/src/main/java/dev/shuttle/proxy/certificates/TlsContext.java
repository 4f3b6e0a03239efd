package dev.shuttle.proxy.certificates;

import io.netty.handler.ssl.ApplicationProtocolConfig;
import io.netty.handler.ssl.ApplicationProtocolConfig.Protocol;
import io.netty.handler.ssl.ApplicationProtocolConfig.SelectedListenerFailureBehavior;
import io.netty.handler.ssl.ApplicationProtocolConfig.SelectorFailureBehavior;
import io.netty.handler.ssl.ApplicationProtocolNames;
import io.netty.handler.ssl.OpenSsl;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslContextBuilder;
import io.netty.handler.ssl.SslProvider;
import javax.net.ssl.SSLException;

/**
 * TLS as the proxy ends it: HTTP/2 is offered first, then HTTP/1.1. By BoringSSL where there is a build for the machine, which
 * takes a fraction of the JDK's time; else by the JDK. Both resume sessions, and change the keys of tickets by themselves.
 */
public final class TlsContext {
    private static final boolean NATIVE = OpenSsl.isAvailable();

    private static final ApplicationProtocolConfig OFFERED = new ApplicationProtocolConfig(
            Protocol.ALPN,
            SelectorFailureBehavior.NO_ADVERTISE,
            SelectedListenerFailureBehavior.ACCEPT,
            ApplicationProtocolNames.HTTP_2,
            ApplicationProtocolNames.HTTP_1_1);

    private TlsContext() {}

    static SslContext of(SslContextBuilder certificate) throws SSLException {
        return certificate
                .sslProvider(NATIVE ? SslProvider.OPENSSL : SslProvider.JDK)
                .protocols("TLSv1.3", "TLSv1.2")
                .applicationProtocolConfig(OFFERED)
                .build();
    }

    /** The library that does it, for the log. */
    public static String provider() {
        return NATIVE ? OpenSsl.versionString() : "the JDK, since BoringSSL has no build for this machine";
    }
}
