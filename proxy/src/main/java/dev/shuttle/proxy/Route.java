package dev.shuttle.proxy;

import java.time.Duration;

/** The route of a host name. Immutable. */
public sealed interface Route {

    /**
     * The project serves.
     *
     * @param upstream the version that answers
     */
    record Serving(Upstream upstream) implements Route {}

    /**
     * As {@link Serving}, but over TLS only: in clear, 403, whatever was asked for. For what is asked with keys.
     *
     * @param serving what answers
     */
    record Secured(Serving serving) implements Route {}

    /**
     * The project is starting or restarting: a request waits, its body unread, until the route changes.
     *
     * @param atMost how long a request waits before it is answered with 503, counted from its arrival
     */
    record Waiting(Duration atMost) implements Route {
        public Waiting {
            if (atMost.isNegative()) {
                throw new IllegalArgumentException("A request cannot wait for " + atMost + ".");
            }
        }
    }

    /**
     * The project exists but nothing answers: 503 and a page that says why.
     *
     * @param reason why
     */
    record Unavailable(Reason reason) implements Route {
        /** Why nothing answers. */
        public enum Reason {
            STOPPED,
            CRASHED
        }
    }
}
