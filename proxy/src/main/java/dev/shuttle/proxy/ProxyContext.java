package dev.shuttle.proxy;

import java.util.concurrent.atomic.AtomicBoolean;

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
 * @param stopping whether each answer is to be the last one on its connection
 */
record ProxyContext(
        ProxySettings settings,
        RoutingTable table,
        Connector connector,
        Places waiting,
        Places streams,
        RequestObserver observer,
        OwnAnswers own,
        AtomicBoolean stopping) {

    /** Of a host without a route there is nothing to tell. */
    void ended(String host, FinishedRequest end) {
        String name = table.routedName(host);
        if (name != null) {
            observer.ended(name, end);
        }
    }
}
