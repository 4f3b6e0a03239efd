package dev.shuttle.proxy;

import static io.netty.handler.codec.http.HttpResponseStatus.BAD_GATEWAY;

import java.time.Duration;
import java.util.Optional;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Takes one request to its upstream: follows the route of its host, and waits where it leads nowhere yet. Ends each time
 * with an upstream that the request is bound to, or with a page. For one event loop.
 */
final class RouteFollower {
    /** An upstream that drains while it is in the table was swapped just now: the next look finds its successor. */
    private static final int MAX_LOOKS = 3;

    private final ProxyContext shared;
    private final RequestHead request;
    private final Deadline deadline;
    private final StartWait waiting;
    private final Consumer<Upstream> found;
    private final Consumer<ErrorPage> failed;
    private @Nullable Upstream lost;
    private boolean following;

    RouteFollower(
            ClientStream client,
            ProxyContext shared,
            RequestHead request,
            Consumer<Upstream> found,
            Consumer<ErrorPage> failed) {
        this.shared = shared;
        this.request = request;
        this.deadline = client.deadline();
        this.waiting = new StartWait(shared, client.loop(), request.host());
        this.found = found;
        this.failed = failed;
    }

    void follow() {
        following = true;
        for (int looks = 0; looks < MAX_LOOKS; looks++) {
            Optional<Route> route = shared.table().find(request.host());
            if (route.isEmpty()) {
                fail(ErrorPage.unknownHost(request.host()));
                return;
            }
            if (follow(route.get())) {
                return;
            }
        }
        fail(ErrorPage.busy("This project is being replaced. Try again in a moment."));
    }

    /** False if the route is not to be had any more. */
    private boolean follow(Route route) {
        if (lost != null && !leadsElsewhere(lost, route)) {
            fail(ErrorPage.CLOSED);
        } else if (route instanceof Route.Serving serving) {
            return bind(serving.upstream());
        } else if (route instanceof Route.Secured secured) {
            if (request.isSecure()) {
                return follow(secured.serving());
            }
            fail(ErrorPage.insecure(request.host()));
        } else if (route instanceof Route.Waiting atMost) {
            await(route, atMost.atMost(), ErrorPage.busy("This project is still starting. Try again in a moment."));
        } else if (route instanceof Route.Unavailable unavailable) {
            fail(ErrorPage.unavailable(unavailable.reason()));
        }
        return true;
    }

    private boolean bind(Upstream upstream) {
        if (upstream.inFlight() >= shared.settings().limits().shares().requests()) {
            fail(ErrorPage.busy("This project has too many requests in work. Try again in a moment."));
            return true;
        }
        if (!upstream.acquire()) {
            return false;
        }
        leave();
        found.accept(upstream);
        return true;
    }

    private void await(Route seen, Duration atMost, ErrorPage otherwise) {
        following = true;
        Duration left = waiting.enter(seen, atMost, this::routeChanged);
        if (left.isZero() || left.isNegative()) {
            fail(otherwise);
        } else {
            deadline.set(left, () -> fail(otherwise));
        }
    }

    private void routeChanged() {
        if (following) {
            follow();
        }
    }

    private void fail(ErrorPage page) {
        leave();
        failed.accept(page);
    }

    /**
     * Nothing of the request was sent. Most likely the service has ended just now: the route will change, to one on
     * which requests wait.
     */
    void refused(Upstream by) {
        awaitOther(by, ErrorPage.of(BAD_GATEWAY, "This project's service does not accept connections."));
    }

    /**
     * The connection was closed before an answer. A version that ended right after its switch gives way to the one before,
     * to which the request is sent again; the same version, started again, does not get it twice.
     */
    void lost(Upstream by) {
        lost = by;
        awaitOther(by, ErrorPage.CLOSED);
    }

    private void awaitOther(Upstream by, ErrorPage otherwise) {
        Route route = shared.table().find(request.host()).orElse(null);
        if (route != null && leadsTo(by, route)) {
            await(route, shared.settings().timeouts().notice(), otherwise);
        } else {
            follow();
        }
    }

    private static boolean leadsElsewhere(Upstream from, Route route) {
        Route inner = route instanceof Route.Secured secured ? secured.serving() : route;
        return inner instanceof Route.Serving serving
                && !serving.upstream().deployment().equals(from.deployment());
    }

    private static boolean leadsTo(Upstream to, Route route) {
        Route inner = route instanceof Route.Secured secured ? secured.serving() : route;
        return inner instanceof Route.Serving serving && serving.upstream() == to;
    }

    /** Waits no more. Idempotent. */
    void leave() {
        following = false;
        waiting.leave();
    }
}
