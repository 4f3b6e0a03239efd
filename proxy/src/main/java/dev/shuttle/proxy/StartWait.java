package dev.shuttle.proxy;

import io.netty.channel.EventLoop;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** One request's waits for a project to start: it takes one of the proxy's bounded places. For one event loop. */
final class StartWait {
    private final ProxyContext shared;
    private final EventLoop loop;
    private final String host;
    private @Nullable Long since;
    private boolean entered;
    private @Nullable Runnable wake;

    StartWait(ProxyContext shared, EventLoop loop, String host) {
        this.shared = shared;
        this.loop = loop;
        this.host = host;
    }

    /**
     * Waits until the route changes; what is left of the time runs on when one wait follows another.
     *
     * @param seen the route that leads nowhere yet
     * @param atMost from the first wait on
     * @return how long at most from now, zero or less if there is no time or no place
     */
    Duration enter(Route seen, Duration atMost, Runnable onChange) {
        if (!entered) {
            if (!shared.waiting().take(host, shared.settings().limits().shares().waiting())) {
                return Duration.ZERO;
            }
            entered = true;
        }
        long now = System.nanoTime();
        long begin = since == null ? now : since;
        since = begin;
        Duration left = atMost.minusNanos(now - begin);
        if (!left.isNegative() && !left.isZero()) {
            wake = () -> loop.execute(onChange);
            shared.table().await(host, seen, wake);
        }
        return left;
    }

    /** Gives the place back. */
    void leave() {
        if (wake != null) {
            shared.table().forget(host, wake);
            wake = null;
        }
        if (entered) {
            entered = false;
            shared.waiting().giveBack(host);
        }
    }
}
