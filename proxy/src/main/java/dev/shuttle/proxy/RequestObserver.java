package dev.shuttle.proxy;

/** Is told of each request to a host that has a route, when it is over. */
@FunctionalInterface
public interface RequestObserver {

    /** Sees nothing. */
    RequestObserver NONE = (host, request) -> {};

    /**
     * Called once for each request, on an event loop, which it must not block.
     *
     * @param host the name under which the route was put, and not another name for it
     * @param request as it ended
     */
    void ended(String host, FinishedRequest request);
}
