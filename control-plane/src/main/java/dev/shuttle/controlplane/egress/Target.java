package dev.shuttle.controlplane.egress;

import java.net.URI;
import java.util.Locale;

/** Where a connection leads; requests to equal targets can share it. The host is without brackets. */
record Target(boolean secure, String host, int port, Way way) {

    static Target of(URI uri, Way way) {
        String host = uri.getHost().toLowerCase(Locale.ROOT).replaceAll("^\\[|]$", "");
        return new Target(isSecure(uri), host, port(uri), way);
    }

    static boolean isSecure(URI uri) {
        return "https".equalsIgnoreCase(uri.getScheme());
    }

    static int port(URI uri) {
        return uri.getPort() >= 0 ? uri.getPort() : isSecure(uri) ? 443 : 80;
    }

    /** Whether the proxy is sent the request itself (RFC 9112, section 3.2.2), and opens no tunnel. */
    boolean absolute() {
        EgressProxy proxy = way.proxy();
        return !secure && proxy != null && proxy.kind() == EgressProxy.Kind.HTTP;
    }
}
