package dev.shuttle.proxy;

import io.netty.channel.EventLoop;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * The idle connections of one upstream, apart for each event loop: a loop's connections are touched on that loop only, so
 * there is no lock. The newest is used first, and the others run into their idle timeout.
 */
@SuppressWarnings("FutureReturnValueIgnored") // what fails closes the channel, and that is seen
final class UpstreamPool {
    /** Idle connections in all: as many as are at work when a few connections of HTTP/2 bring 100 requests each. */
    private static final int MAX_IDLE = 512;
    /**
     * More than these do not rest for long: a server that has a thread for each connection may have no more threads. It is
     * also less than the 200 beyond which the JDK's own server closes idle ones; hosts are started with another bound for it.
     */
    private static final int MAX_RESTING = 128;

    private static final Duration SHORT_REST = Duration.ofSeconds(1);
    /** Below the keep-alive timeouts in use (JDK 30 s, Tomcat 20 s), so that we close first. */
    static final Duration IDLE_TIMEOUT = Duration.ofSeconds(15);
    /**
     * A request that must not be sent twice takes only a connection used this recently. Node, the shortest, keeps a
     * connection for 5 s: within a second no server is about to give it up on its own.
     */
    private static final Duration FRESH = Duration.ofSeconds(1);
    /**
     * For content to show that was announced to HEAD or with 304, and wrongly sent: on the loopback it follows its head
     * within less.
     */
    private static final Duration PROBATION = Duration.ofMillis(10);

    private final Upstream upstream;
    private final Map<EventLoop, Deque<Backend>> idle = new ConcurrentHashMap<>();
    private final AtomicInteger count = new AtomicInteger();

    UpstreamPool(Upstream upstream) {
        this.upstream = upstream;
    }

    /** A connection that was used before, or null. To be called on the loop. */
    @Nullable
    Backend take(EventLoop loop, boolean repeatable) {
        Deque<Backend> backends = isDistrusted() ? null : idle.get(loop);
        while (backends != null && !backends.isEmpty()) {
            Backend newest = backends.removeLast();
            if (!repeatable && newest.idleFor().compareTo(FRESH) > 0) {
                backends.addLast(newest);
                return null;
            }
            count.decrementAndGet();
            if (newest.wake()) {
                return newest;
            }
        }
        return null;
    }

    /** Takes a connection back after an answer that ended. To be called on its loop. */
    void giveBack(Backend backend, Answer answer) {
        if (backend.isStream()) {
            backend.leave();
            backend.close();
            return;
        }
        if (answer.fault().isPresent()) {
            upstream.complaints().tell(answer.fault().get());
        } else if (!backend.isClean()) {
            upstream.complaints().tell(Unclean.BYTES_BEHIND);
        }
        if (!backend.isClean() || !answer.keepsUpstream()) {
            backend.leave();
            backend.close();
        } else if (answer.announcesContent() && backend.rest(IDLE_TIMEOUT)) {
            backend.loop().schedule(() -> offer(backend), PROBATION.toMillis(), TimeUnit.MILLISECONDS);
        } else {
            offer(backend);
        }
    }

    /** Keeps a connection for the next request, or closes it if there is no use for it. To be called on its loop. */
    void offer(Backend backend) {
        Deque<Backend> backends = idle.computeIfAbsent(backend.loop(), loop -> new ArrayDeque<>());
        if (backend.isStream()
                || upstream.isDraining()
                || isDistrusted()
                || count.get() >= MAX_IDLE
                || !backend.rest(count.get() >= MAX_RESTING ? SHORT_REST : IDLE_TIMEOUT)) {
            backend.close();
            return;
        }
        count.incrementAndGet();
        backends.addLast(backend);
    }

    /** Forgets a connection that was closed while idle. To be called on its loop. */
    void forget(Backend backend) {
        Deque<Backend> backends = idle.get(backend.loop());
        if (backends != null) {
            count.addAndGet(backends.remove(backend) ? -1 : 0);
        }
    }

    /** Bytes that came unasked may wait in its other connections too. */
    private boolean isDistrusted() {
        return upstream.complaints().isRecent(Unclean.BYTES_BEHIND);
    }

    void closeIdle() {
        idle.forEach((loop, backends) -> {
            try {
                loop.execute(() -> new ArrayDeque<>(backends).forEach(Backend::close));
            } catch (RejectedExecutionException e) {
                // The proxy has closed, and all its connections with it.
            }
        });
    }
}
