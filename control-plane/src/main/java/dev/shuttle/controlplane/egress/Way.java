package dev.shuttle.controlplane.egress;

import org.jspecify.annotations.Nullable;

/** How a server is reached: through a proxy, or directly. */
public record Way(@Nullable EgressProxy proxy) {
    public static final Way DIRECT = new Way(null);
}
