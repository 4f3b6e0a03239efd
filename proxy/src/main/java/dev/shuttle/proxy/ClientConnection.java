package dev.shuttle.proxy;

import io.netty.channel.Channel;

/** A client's connection, and whether it may give way to another one. Written by its event loop, read by all. */
@SuppressWarnings("FutureReturnValueIgnored") // what fails to close is closed already
final class ClientConnection {
    /** The key of those that have no share of their own. */
    static final String UNSHARED = "";

    private final Channel channel;
    private final String client;
    private volatile boolean asked;
    private volatile boolean working;

    /** Of the client with that key, or {@link #UNSHARED}. */
    ClientConnection(Channel channel, String client) {
        this.channel = channel;
        this.client = client;
    }

    String client() {
        return client;
    }

    /** A request has begun: until it has ended, the connection does not give way. */
    void begin() {
        asked = true;
        working = true;
    }

    void end() {
        working = false;
    }

    boolean isIdle() {
        return !working;
    }

    /** Whether it has brought a whole head of a request since it was opened. */
    boolean hasAsked() {
        return asked;
    }

    /** Closes it, unless a request has just begun. */
    void giveWay() {
        channel.eventLoop().execute(() -> {
            if (isIdle()) {
                channel.close();
            }
        });
    }
}
