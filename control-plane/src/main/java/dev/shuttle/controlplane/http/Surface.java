package dev.shuttle.controlplane.http;

import dev.shuttle.protocol.Key;
import dev.shuttle.protocol.Problem;
import io.javalin.http.Context;
import java.util.List;
import java.util.Optional;

/** A part of what the server shows, with routes of its own and its own way to know who asks. Thread-safe. */
public interface Surface extends AutoCloseable {

    /** All that it serves. */
    List<? extends GuardedRoute> routes();

    /** Whether a path is its own. */
    boolean isAt(String path);

    /** Before all else; what is thrown refuses the request. */
    default void begin(Context ctx) {}

    /** Whether it is answered with no more work than a refusal: then no key is looked for, and no rate taken. */
    default boolean isCheap(Context ctx) {
        return false;
    }

    /** The key of who asks. */
    Optional<Key> key(Context ctx);

    /** Refuses a request that shows no valid key where one is needed. */
    ProblemException unknown(Context ctx);

    /** Answers with a fault. */
    void answer(Context ctx, Problem problem);

    /** Ends what would keep the server from stopping. */
    @Override
    default void close() {}
}
