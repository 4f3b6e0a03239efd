package dev.shuttle.controlplane.api;

import io.javalin.http.Context;
import io.javalin.http.Handler;
import java.util.concurrent.Semaphore;

/**
 * Bounds the requests that hold a thread for as long as their client likes, which leaves threads for the rest. A request
 * beyond the bound is answered with 429, and its body is not read.
 */
final class ConcurrencyLimit {
    private static final String RETRY_SECONDS = "5";

    private final Semaphore free;
    private final String what;

    /** At most so many at a time; {@code what} names the requests, in the plural. */
    ConcurrencyLimit(int most, String what) {
        this.free = new Semaphore(most);
        this.what = what;
    }

    /** The handler, within the limit. */
    Handler around(Handler handler) {
        return ctx -> {
            acquire(ctx);
            try {
                handler.handle(ctx);
            } finally {
                free.release();
            }
        };
    }

    /** Whether there was one, to be given back with {@link #release}. */
    boolean tryAcquire() {
        return free.tryAcquire();
    }

    void release() {
        free.release();
    }

    private void acquire(Context ctx) {
        if (!free.tryAcquire()) {
            ctx.header("Retry-After", RETRY_SECONDS);
            ctx.header("Connection", "close");
            throw new ProblemException(
                    429, "Too many", "Too many " + what + " at once; try again in a few seconds. Nothing was changed.");
        }
    }
}
