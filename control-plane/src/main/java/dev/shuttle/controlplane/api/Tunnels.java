package dev.shuttle.controlplane.api;

import dev.shuttle.controlplane.auth.ApiKeys;
import dev.shuttle.controlplane.http.ConcurrencyLimit;
import dev.shuttle.os.DaemonThreads;
import dev.shuttle.protocol.Key;
import io.javalin.http.Context;
import java.net.Socket;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import org.eclipse.jetty.websocket.api.StatusCode;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The open tunnels. Bounds them, in all and of each key and project, and ends those whose key is revoked or expires, and
 * those by which nothing passes. Its threads exist while there are tunnels. Thread-safe.
 */
final class Tunnels implements AutoCloseable {
    /** Two threads each at most. A client's connection pool has ten connections, a person's tool a few. */
    static final int MOST = 128;

    /** Nothing sent by either side: a tool that was left open over lunch goes on. */
    static final Duration LONGEST_IDLE = Duration.ofHours(1);

    private static final String STOPPED = "The control plane is being stopped.";
    private static final long WATCH_MILLIS = 1000;
    private static final long IDLE_THREAD_SECONDS = 10;
    private static final Logger LOG = LoggerFactory.getLogger(Tunnels.class);

    private final ApiKeys keys;
    private final LongSupplier nanos;
    private final ConcurrencyLimit places = new ConcurrencyLimit(MOST, "tunnels");
    private final Map<TunnelSession, Runnable> open = new ConcurrentHashMap<>(); // with what gives back its place
    private final ExecutorService threads = Executors.newCachedThreadPool(DaemonThreads.numbered("shuttle-tunnel-"));
    private final ScheduledThreadPoolExecutor watch =
            new ScheduledThreadPoolExecutor(1, DaemonThreads.named("shuttle-tunnels"));

    Tunnels(ApiKeys keys, LongSupplier nanos) {
        this.keys = keys;
        this.nanos = nanos;
        watch.setKeepAliveTime(IDLE_THREAD_SECONDS, TimeUnit.SECONDS);
        watch.allowCoreThreadTimeOut(true);
    }

    /** Takes a place for a request's tunnel, or refuses with 429. The place is given back by what is returned. */
    Runnable place(Context ctx) {
        return places.take(ctx);
    }

    /** A tunnel to a connected resource; both are closed with it. */
    TunnelSession open(Socket resource, Key key, Runnable place) {
        TunnelSession tunnel = new TunnelSession(resource, key, this, nanos);
        open.put(tunnel, place);
        look(tunnel);
        return tunnel;
    }

    private void look(TunnelSession tunnel) {
        if (!open.containsKey(tunnel)) {
            return;
        }
        try {
            if (!keys.isValid(tunnel.key())) {
                tunnel.end(StatusCode.POLICY_VIOLATION, "The key was revoked or has expired.");
            } else if (tunnel.idle().compareTo(LONGEST_IDLE) > 0) {
                tunnel.end(StatusCode.NORMAL, "Nothing was sent for " + LONGEST_IDLE.toMinutes() + " minutes.");
            }
        } catch (RuntimeException e) {
            LOG.warn("Whether the key of a tunnel is still valid cannot be read; it is tried again: {}", e.toString());
        }
        if (!later(() -> look(tunnel))) {
            tunnel.end(StatusCode.SHUTDOWN, STOPPED);
        }
    }

    /** Runs what a tunnel's client or its resource may block. */
    void run(Runnable task) {
        threads.execute(task);
    }

    /** Runs a task in a second, or at once where all ends. */
    void soon(Runnable task) {
        if (!later(task)) {
            task.run();
        }
    }

    private boolean later(Runnable task) {
        try {
            var unused = watch.schedule(task, WATCH_MILLIS, TimeUnit.MILLISECONDS);
            return true;
        } catch (RejectedExecutionException e) {
            return false; // closed
        }
    }

    void ended(TunnelSession tunnel) {
        Runnable place = open.remove(tunnel);
        if (place != null) {
            place.run();
        }
    }

    /** Ends all. */
    @Override
    public void close() {
        open.keySet().forEach(tunnel -> tunnel.end(StatusCode.SHUTDOWN, STOPPED));
        watch.shutdownNow();
        threads.shutdownNow();
    }
}
