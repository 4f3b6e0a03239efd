package dev.shuttle.controlplane.host;

import dev.shuttle.os.UnixSocket;
import java.net.InetSocketAddress;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;

/** A service that runs, wherever that is. Thread-safe. */
public interface RunningService {

    /** The id of its deployment. */
    String deployment();

    /** The loopback address on which it listens. */
    InetSocketAddress address();

    /**
     * A Unix socket at which it can be reached beside its address.
     *
     * @return empty if it has its address only
     */
    default Optional<UnixSocket> socket() {
        return Optional.empty();
    }

    /**
     * Completes, with the reason in words, when the service has ended without having been stopped. Never completes
     * exceptionally; not completed by {@link #stop()}.
     *
     * @return the end
     */
    CompletableFuture<String> ended();

    /**
     * The process that all of its own descend from.
     *
     * @return its pid; 0 if it has none to itself
     */
    default long process() {
        return 0;
    }

    /**
     * Whether it answers a request for its health path, whatever it says; to be asked now and then, since a process may
     * be there and hang. Takes ten seconds at most.
     *
     * @return true also where that cannot be told, and where its code says that nothing is to be asked
     */
    default boolean answers() {
        return true;
    }

    /**
     * Ends it by force since it hangs, once the stacks of its threads stand in its output. {@link #ended()} completes
     * with that reason then.
     */
    default void endHung(String reason) {}

    /**
     * Stops the service and unloads it; returns when it is gone, with its threads, its port and its process. Takes the
     * service's own time to close, at most its {@linkplain ServiceSpec#stopTimeout() stop timeout}; then it is ended by
     * force. Idempotent.
     */
    void stop();
}
