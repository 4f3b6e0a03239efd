package dev.shuttle.protocol.client;

import java.net.http.HttpClient;
import java.util.function.Supplier;

/**
 * Lets the JDK's client show a password to a proxy that leads to https. By default the JDK does not, since anyone on the
 * way to the proxy can read it; the user who wrote it into settings.xml wants it, and Maven itself sends it the same way.
 */
final class TunnelPasswords {

    /** Which schemes are not used towards such a proxy; the JDK's default is {@code Basic}. */
    private static final String PROPERTY = "jdk.http.auth.tunneling.disabledSchemes";

    private TunnelPasswords() {}

    /**
     * Makes a client with the property set to nothing, unless the user has set it. The JDK reads it once a JVM, when the
     * first client is created; later clients find it unchanged.
     */
    static HttpClient allowed(Supplier<HttpClient> client) {
        synchronized (TunnelPasswords.class) {
            if (System.getProperty(PROPERTY) != null) {
                return client.get();
            }
            System.setProperty(PROPERTY, "");
            try {
                return client.get();
            } finally {
                System.clearProperty(PROPERTY);
            }
        }
    }
}
