package dev.shuttle.proxy;

import org.jspecify.annotations.Nullable;

/**
 * A recorded request that is over.
 *
 * @param host the name under which the route was put
 * @param context that the service was told
 * @param parent the span id that the client sent; null: it sent none that is valid
 * @param secure whether the client asked over TLS
 * @param request and its end, just now
 */
public record RequestSpan(
        String host, TraceContext context, @Nullable String parent, boolean secure, AccessEntry request) {}
