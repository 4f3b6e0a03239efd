package dev.shuttle.controlplane.http;

import dev.shuttle.os.QuotaSemaphore;
import dev.shuttle.os.QuotaSemaphore.Holder;
import dev.shuttle.os.QuotaSemaphore.Refusal;
import dev.shuttle.protocol.Key;
import dev.shuttle.proxy.forwarded.ClientNetwork;
import io.javalin.http.Context;
import io.javalin.http.Handler;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;

/**
 * Bounds the requests that hold a thread for as long as their client likes, which leaves threads for the rest. A project
 * has a share of them, each of its keys half of that, and so has an address that shows no key; a reserve is for
 * administrators. A request beyond its bound is answered with 429, and its body is not read. Thread-safe.
 */
public final class ConcurrencyLimit {
    private static final String RETRY_SECONDS = "5";

    /** A quarter for a project, an eighth for a key, and an eighth in reserve. */
    private static final int QUARTER = 4;

    private static final int EIGHTH = 8;

    /** Half: Maven loads five files at a time, and many machines may be behind one address. */
    private static final int HALF = 2;

    private final QuotaSemaphore places;
    private final int most;
    private final String what;

    /** At most so many at a time; {@code what} names the requests, in the plural. */
    public ConcurrencyLimit(int most, String what) {
        this.places = new QuotaSemaphore(most, share(most, EIGHTH));
        this.most = most;
        this.what = what;
    }

    /** The handler, within the limit. */
    public Handler around(Handler handler) {
        return ctx -> {
            Optional<Refusal> refusal = run(ctx, handler);
            if (refusal.isPresent()) {
                throw refused(ctx, refusal.get());
            }
        };
    }

    private ProblemException refused(Context ctx, Refusal refusal) {
        ctx.header("Retry-After", RETRY_SECONDS);
        ctx.header("Connection", "close");
        return new ProblemException(429, "Too many", sentence(refusal));
    }

    /** Takes a place that outlasts the request, or refuses it. What is returned gives the place back, once. */
    public Runnable take(Context ctx) {
        List<Holder> holders = holders(ctx);
        Optional<Refusal> refusal = places.tryAcquire(holders);
        if (refusal.isPresent()) {
            throw refused(ctx, refusal.get());
        }
        AtomicBoolean held = new AtomicBoolean(true);
        return () -> {
            if (held.compareAndSet(true, false)) {
                places.release(holders);
            }
        };
    }

    /** Runs it, or says why there was no place for it. */
    public Optional<Refusal> run(Context ctx, Handler handler) throws Exception {
        List<Holder> holders = holders(ctx);
        Optional<Refusal> refusal = places.tryAcquire(holders);
        if (refusal.isEmpty()) {
            try {
                handler.handle(ctx);
            } finally {
                places.release(holders);
            }
        }
        return refusal;
    }

    private List<Holder> holders(Context ctx) {
        @Nullable Key key = Guard.shownKey(ctx);
        if (key == null) {
            return List.of(new Holder("the address " + ClientNetwork.of(Guard.client(ctx)), share(most, HALF)));
        }
        if (key.scope().isAdmin()) {
            return List.of();
        }
        Holder own = new Holder("the key " + key.name(), share(most, EIGHTH));
        @Nullable String project = Guard.project(ctx);
        return project == null || !key.scope().sees(project)
                ? List.of(own)
                : List.of(own, new Holder("the project " + project, share(most, QUARTER)));
    }

    private static int share(int most, int part) {
        return Math.max(1, most / part);
    }

    private String sentence(Refusal refusal) {
        String used = refusal.holder()
                .map(holder -> "The share of " + holder.name() + " in this server's " + what + ", at most "
                        + holder.quota() + " at a time, is used up")
                .orElse("All " + most + " " + what + " at a time that this server allows are in use");
        return used + "; try again in " + RETRY_SECONDS + " s, when others have ended. Nothing was changed.";
    }
}
