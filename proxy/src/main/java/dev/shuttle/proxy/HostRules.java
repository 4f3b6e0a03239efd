package dev.shuttle.proxy;

import java.time.Duration;
import java.util.Map;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * How requests to the names of one route are treated, beyond what holds for all. Immutable.
 *
 * @param timeouts instead of the proxy's
 * @param maxBody bytes of a request's body, beyond which 413
 * @param rate of requests of one client, beyond which 429; null: any
 * @param atATime requests and WebSockets in work of one client, beyond which 429
 * @param credentials without which 401; the service is not told them. Null: all may ask
 * @param redirects from a host to another, both in lower case, by 308
 * @param pages in HTML, in place of the proxy's own, by status
 * @param log is told of each request that is over, on an event loop, which it must not block; null: nothing is
 */
public record HostRules(
        Waits timeouts,
        long maxBody,
        @Nullable RequestRate rate,
        int atATime,
        @Nullable Credentials credentials,
        Map<String, String> redirects,
        Map<Integer, String> pages,
        @Nullable Consumer<AccessEntry> log) {

    /** As all others. */
    public static final HostRules NONE =
            new HostRules(Waits.USUAL, Long.MAX_VALUE, null, Integer.MAX_VALUE, null, Map.of(), Map.of(), null);

    /**
     * Bounds in time, of which null is the proxy's.
     *
     * @param response for the service to begin its answer, then 504; before what its deployment says
     * @param stream of silence in an answer once begun, and in a WebSocket
     * @param body of silence in a request's body, then 408
     */
    public record Waits(@Nullable Duration response, @Nullable Duration stream, @Nullable Duration body) {
        /** The proxy's own. */
        public static final Waits USUAL = new Waits(null, null, null);
    }
}
