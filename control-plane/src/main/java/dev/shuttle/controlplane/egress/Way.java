package dev.shuttle.controlplane.egress;

import javax.net.ssl.SSLContext;
import org.jspecify.annotations.Nullable;

/** How a server is reached: through a proxy, or directly; and by which authorities its certificate is trusted. */
public record Way(@Nullable EgressProxy proxy, @Nullable SSLContext trust) {
    public static final Way DIRECT = new Way(null);

    /** Trusting those of the JDK. */
    public Way(@Nullable EgressProxy proxy) {
        this(proxy, null);
    }

    public Way trusting(@Nullable SSLContext context) {
        return new Way(proxy, context);
    }
}
