package dev.shuttle.protocol.client;

import java.net.ProxySelector;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import org.jspecify.annotations.Nullable;

/**
 * The way to a control plane. Its text never shows the proxy's password.
 *
 * @param proxies through which proxy, if any
 * @param proxyAuthorization a header for that proxy only; null if it needs none
 */
public record HttpProxy(ProxySelector proxies, @Nullable String proxyAuthorization) {

    /** By the JVM's own settings: {@code -Dhttps.proxyHost} and the like. */
    public static final HttpProxy BY_JVM = new HttpProxy(ProxySelector.getDefault(), null);

    /**
     * Through a proxy that asks who one is.
     *
     * @param proxies leads through it
     * @param user the name there; no colon
     * @param password the password there
     * @return shows both by the scheme Basic, RFC 7617
     */
    public static HttpProxy withPassword(ProxySelector proxies, String user, String password) {
        byte[] both = (user + ":" + password).getBytes(StandardCharsets.UTF_8);
        return new HttpProxy(proxies, "Basic " + Base64.getEncoder().encodeToString(both));
    }

    /** Without the password. */
    @Override
    public String toString() {
        return "HttpProxy[proxies=" + proxies + (proxyAuthorization == null ? "]" : ", proxyAuthorization=***]");
    }
}
