package dev.shuttle.proxy.certificates;

import io.netty.handler.ssl.ApplicationProtocolConfig;
import io.netty.handler.ssl.ApplicationProtocolConfig.Protocol;
import io.netty.handler.ssl.ApplicationProtocolConfig.SelectedListenerFailureBehavior;
import io.netty.handler.ssl.ApplicationProtocolConfig.SelectorFailureBehavior;
import io.netty.handler.ssl.ApplicationProtocolNames;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslContextBuilder;
import io.netty.handler.ssl.SslProvider;
import javax.net.ssl.SSLException;

/** TLS as the proxy ends it: HTTP/2 is offered first, then HTTP/1.1. */
final class TlsContext {
    private static final ApplicationProtocolConfig OFFERED = new ApplicationProtocolConfig(
            Protocol.ALPN,
            SelectorFailureBehavior.NO_ADVERTISE,
            SelectedListenerFailureBehavior.ACCEPT,
            ApplicationProtocolNames.HTTP_2,
            ApplicationProtocolNames.HTTP_1_1);

    private TlsContext() {}

    static SslContext of(SslContextBuilder certificate) throws SSLException {
        return certificate
                .sslProvider(SslProvider.JDK)
                .applicationProtocolConfig(OFFERED)
                .build();
    }
}
