package dev.shuttle.proxy;

import io.netty.channel.Channel;
import io.netty.channel.EventLoop;
import io.netty.handler.codec.http.FullHttpResponse;
import io.netty.handler.codec.http.HttpObject;

/**
 * The client of one exchange: an HTTP/1.1 connection, or one stream of an HTTP/2 connection. For one event loop.
 */
interface ClientStream {
    EventLoop loop();

    /** The one thing that the exchange waits for at a time. */
    Deadline deadline();

    boolean isWritable();

    /** Takes over a part of an answer, in the terms of HTTP/1.1. */
    void write(HttpObject part);

    void flush();

    /** Reads on, if what would come has a place to go. */
    void pull();

    /** Answers with a page of the proxy's own; the exchange has ended. */
    void respond(OwnAnswer page, RequestHead request, boolean keepAlive);

    /** The whole answer has been written. */
    void exchangeEnded(boolean keepAlive);

    /**
     * Ends where the answer breaks off, so the client sees that something is missing.
     *
     * @param cancelled whether the service has cancelled a stream, which is then told as just that
     */
    void cut(boolean cancelled);

    /** The client's end of a tunnel. */
    Channel channel();

    /** Turns both connections into raw ones; the tunnel owns them from now on. */
    void handOver(FullHttpResponse answer, Tunnel tunnel, Backend backend);
}
