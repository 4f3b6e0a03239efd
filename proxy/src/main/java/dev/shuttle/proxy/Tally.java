package dev.shuttle.proxy;

import io.netty.handler.codec.http.HttpContent;

/** Counts what passes for one request. For one event loop. */
final class Tally {
    private final long begun = System.nanoTime();
    private int status = FinishedRequest.CLIENT_LEFT;
    private long received;
    private long sent;

    /** Of the answer that the client gets. */
    void status(int of) {
        status = of;
    }

    void received(HttpContent part) {
        received += part.content().readableBytes();
    }

    long received() {
        return received;
    }

    void sent(HttpContent part) {
        sent += part.content().readableBytes();
    }

    /** Bytes that pass through a tunnel. */
    void passed(boolean toClient, int bytes) {
        if (toClient) {
            sent += bytes;
        } else {
            received += bytes;
        }
    }

    FinishedRequest finished() {
        return new FinishedRequest(status, received, sent, System.nanoTime() - begun);
    }
}
