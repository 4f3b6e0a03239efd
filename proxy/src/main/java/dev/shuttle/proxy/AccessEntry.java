package dev.shuttle.proxy;

import org.jspecify.annotations.Nullable;

/**
 * A request that is over, for an access log. All but its end is as the client sent it.
 *
 * @param requestId as the service and the client were told
 * @param traceparent of W3C Trace Context, as the service was told; null: it came without, and is not recorded
 * @param client its address; behind trusted proxies, as they tell it
 * @param host that it asked for, without port
 * @param path with the query
 * @param deployment that it was sent to, unless it got an answer of the proxy's own
 * @param end how it ended
 */
public record AccessEntry(
        String requestId,
        @Nullable String traceparent,
        String client,
        String method,
        String host,
        String path,
        @Nullable String userAgent,
        @Nullable String deployment,
        FinishedRequest end) {}
