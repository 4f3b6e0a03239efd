package dev.shuttle.proxy;

import io.netty.handler.codec.http.HttpHeaders;
import org.jspecify.annotations.Nullable;

/** The span of a request that is being recorded: the service's spans stand below it. */
final class RequestTrace {
    private final RequestTracer tracer;
    private final String host;
    private final @Nullable TraceContext parent;
    private final TraceContext context;

    private RequestTrace(RequestTracer tracer, String host, @Nullable TraceContext parent) {
        this.tracer = tracer;
        this.host = host;
        this.parent = parent;
        this.context = parent == null ? TraceContext.root() : parent.child();
    }

    /** Null: it is not recorded, as where the client says so, and is passed on as it came. */
    static @Nullable RequestTrace of(RequestHead request, @Nullable String host, RequestTracer tracer) {
        if (host == null) {
            return null;
        }
        TraceContext parent = request.trace();
        return (parent == null || parent.sampled()) && tracer.records(host)
                ? new RequestTrace(tracer, host, parent)
                : null;
    }

    TraceContext context() {
        return context;
    }

    /** Into the head for the service. */
    void write(HttpHeaders headers) {
        headers.set(TraceContext.HEADER, context.toString());
        if (parent == null) {
            headers.remove(TraceContext.STATE);
        }
    }

    void ended(boolean secure, AccessEntry entry) {
        tracer.ended(new RequestSpan(host, context, parent == null ? null : parent.spanId(), secure, entry));
    }
}
