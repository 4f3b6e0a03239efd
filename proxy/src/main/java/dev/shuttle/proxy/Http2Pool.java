package dev.shuttle.proxy;

import io.netty.channel.Channel;
import io.netty.channel.EventLoop;
import io.netty.util.concurrent.Future;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The HTTP/2 connections to one upstream, apart for each event loop, and whether it speaks HTTP/2 at all: the first
 * connection shows, by prior knowledge (RFC 9113 section 3.3). Thread-safe where nothing else is said.
 */
final class Http2Pool {
    /** Before an upstream that did not speak it is tried again. */
    private static final Duration PAUSE = Duration.ofMinutes(1);

    private final Upstream upstream;
    private final Map<EventLoop, List<Http2UpstreamConnection>> open = new ConcurrentHashMap<>();
    private volatile long refusedUntil = System.nanoTime();
    private volatile boolean only;

    Http2Pool(Upstream upstream) {
        this.upstream = upstream;
    }

    /** False if it was tried a moment ago, in vain. */
    boolean mayBeSpoken() {
        return System.nanoTime() - refusedUntil >= 0;
    }

    /** Whether HTTP/1.1 has met no answer, and HTTP/2 has. */
    boolean isOnly() {
        return only;
    }

    /** It did not answer an HTTP/1.1 request with HTTP/1.1. */
    void distrustHttp1() {
        only = true;
    }

    /** It did not begin as an HTTP/2 server does. */
    void refused() {
        only = false;
        refusedUntil = System.nanoTime() + PAUSE.toNanos();
    }

    /**
     * Opens a stream, on a new connection if need be; null if the upstream accepted none, or does not speak HTTP/2. To be
     * called on the loop.
     */
    void open(EventLoop loop, Connector connector, Consumer<@Nullable Backend> then) {
        List<Http2UpstreamConnection> connections = open.computeIfAbsent(loop, key -> new ArrayList<>());
        for (Http2UpstreamConnection each : connections) {
            if (each.hasRoom()) {
                each.open(then);
                return;
            }
        }
        Http2UpstreamConnection added = new Http2UpstreamConnection(upstream, loop);
        connections.add(added);
        added.open(then);
        connector.open(loop, upstream, added::begin).addListener((Future<Channel> connected) -> {
            if (!connected.isSuccess()) {
                added.end();
            }
        });
    }

    /** Forgets one that was closed. To be called on its loop. */
    void forget(EventLoop loop, Http2UpstreamConnection closed) {
        List<Http2UpstreamConnection> connections = open.get(loop);
        if (connections != null) {
            connections.remove(closed);
        }
    }

    void closeIdle() {
        open.forEach((loop, connections) -> {
            try {
                loop.execute(() -> List.copyOf(connections).forEach(Http2UpstreamConnection::closeIfIdle));
            } catch (RejectedExecutionException e) {
                // The proxy has closed, and all its connections with it.
            }
        });
    }
}
