package dev.shuttle.proxy;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/**
 * The collaborators that all connections of a proxy share.
 *
 * @param settings its bounds
 * @param table its routes
 * @param connector opens connections to upstreams
 * @param waiting a place for each request that may wait for a project to start, with a share for each host
 * @param streams a place for each HTTP/2 stream, as many as there may be connections, with the same share for each client
 * @param observer is told of each request that is over
 * @param own answers that no upstream gives
 * @param tracer records some of the requests; null: none
 * @param phase of the proxy's life
 */
record ProxyContext(
        ProxySettings settings,
        RoutingTable table,
        Connector connector,
        Places waiting,
        Places streams,
        RequestObserver observer,
        OwnAnswers own,
        AtomicReference<@Nullable RequestTracer> tracer,
        AtomicReference<Phase> phase) {

    /** For a client to send what it was about to, once another process has the listeners. */
    private static final Duration LAST_REQUEST = Duration.ofSeconds(10);

    /** Each answer is the last on its connection. */
    boolean answersAreLast() {
        return phase.get() != Phase.SERVING;
    }

    boolean isStopping() {
        return phase.get() == Phase.STOPPING;
    }

    /** How long a connection may be without a request. */
    Duration idle() {
        Duration usual = settings.timeouts().idle();
        return answersAreLast() && usual.compareTo(LAST_REQUEST) > 0 ? LAST_REQUEST : usual;
    }

    /** Null: it is not recorded. */
    @Nullable
    RequestTrace trace(RequestHead request) {
        RequestTracer recording = tracer.get();
        return recording == null ? null : RequestTrace.of(request, table.routedName(request.host()), recording);
    }

    /** Of a host without a route there is nothing to tell. */
    void ended(String host, FinishedRequest end) {
        String name = table.routedName(host);
        if (name != null) {
            observer.ended(name, end);
        }
    }
}
