package dev.shuttle.proxy;

/** Records some of the requests as spans of traces. Called on event loops, which it must not block. */
public interface RequestTracer {

    /**
     * Whether a request that may be recorded is; asked once for each.
     *
     * @param host the name under which the route was put, and not another name for it
     */
    boolean records(String host);

    /** Takes one that is over. */
    void ended(RequestSpan span);
}
