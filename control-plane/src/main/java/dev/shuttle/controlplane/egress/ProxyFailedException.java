package dev.shuttle.controlplane.egress;

import io.netty.handler.proxy.ProxyConnectException;
import java.io.IOException;
import java.net.ConnectException;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The proxy on the way out cannot be used. The message holds neither its address nor what it says. */
final class ProxyFailedException extends IOException {
    private static final long serialVersionUID = 1L;

    /** As Netty words it. */
    private static final Pattern STATUS = Pattern.compile("status: (\\d{3})\\b");

    ProxyFailedException(String message) {
        super(message);
    }

    static ProxyFailedException unknownHost() {
        return new ProxyFailedException("the host of the proxy is unknown");
    }

    static ProxyFailedException wantsPassword() {
        return new ProxyFailedException("the proxy refuses the user and password (407)");
    }

    /**
     * The proxy's fault that has led to a failure of a call; the failure itself if there is none. TLS that was begun over the
     * connection fails before the connection does, and has the proxy's fault for its cause.
     */
    static Throwable behind(Throwable thrown) {
        ConnectException found = EgressFaults.cause(thrown, ConnectException.class);
        return found == null ? thrown : of(found);
    }

    private static ProxyFailedException of(ConnectException thrown) {
        if (!(thrown instanceof ProxyConnectException)) {
            return new ProxyFailedException("the proxy does not accept connections");
        }
        String message = String.valueOf(thrown.getMessage());
        Matcher status = STATUS.matcher(message);
        if (status.find()) {
            return status.group(1).equals("407")
                    ? wantsPassword()
                    : new ProxyFailedException("the proxy answered " + status.group(1));
        }
        if (message.contains("authStatus") || message.contains("authMethod")) {
            return new ProxyFailedException("the proxy refuses the user and password");
        }
        return new ProxyFailedException(
                message.endsWith("timeout")
                        ? "the proxy does not answer in time"
                        : "the proxy opens no connection to it");
    }
}
