package dev.shuttle.controlplane.api;

import io.javalin.http.Context;
import io.javalin.http.Handler;
import java.util.concurrent.Semaphore;

/**
 * Places for requests that hold a thread for as long as their client likes: so many at a time, so that threads are left
 * for the rest. Who finds none is told to come again, and its body is not read.
 */
final class Places {
    private static final String RETRY_SECONDS = "5";

    private final Semaphore free;
    private final String what;

    /** Places; {@code what} names the requests, in the plural. */
    Places(int most, String what) {
        this.free = new Semaphore(most);
        this.what = what;
    }

    /** The handler, with a place for each request. */
    Handler around(Handler handler) {
        return ctx -> {
            take(ctx);
            try {
                handler.handle(ctx);
            } finally {
                free.release();
            }
        };
    }

    /** Whether there was one, to be given back with {@link #leave}. */
    boolean tryTake() {
        return free.tryAcquire();
    }

    void leave() {
        free.release();
    }

    private void take(Context ctx) {
        if (!free.tryAcquire()) {
            ctx.header("Retry-After", RETRY_SECONDS);
            ctx.header("Connection", "close");
            throw new ApiException(
                    429, "Too many", "Too many " + what + " at once; try again in a few seconds. Nothing was changed.");
        }
    }
}
