package dev.shuttle.controlplane;

import dev.shuttle.os.Uninterruptibles;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * SIGTERM or Ctrl-C, and the time by which the process is gone whatever its threads do: a thread that hangs, or has ended
 * by a fault, does not keep it. Thread-safe.
 */
final class StopRequest {
    private final Duration limit;
    private final CompletableFuture<@Nullable Void> asked = new CompletableFuture<>();
    private final CountDownLatch done = new CountDownLatch(1);

    StopRequest(Duration limit) {
        this.limit = limit;
    }

    /** From now on a signal is such a request. */
    void listen() {
        Runtime.getRuntime().addShutdownHook(new Thread(this::stop, "shuttle-stop"));
    }

    boolean isMade() {
        return asked.isDone();
    }

    /** Waits for it, or for the other; false if the other came first. */
    boolean awaitBefore(CompletableFuture<?> other) {
        var unused = CompletableFuture.anyOf(asked, other).join();
        return isMade();
    }

    /** It ends for another reason than the request; the signal's own exit may come. */
    void release() {
        done.countDown();
    }

    private void stop() {
        asked.complete(null);
        long end = System.nanoTime() + limit.toNanos();
        if (!Uninterruptibles.await(() -> done.await(end - System.nanoTime(), TimeUnit.NANOSECONDS))) {
            try {
                System.err.println("shuttle: the control plane did not stop within " + limit.toSeconds()
                        + " s and exits with " + Command.LATE + ". The next start adopts what it left.");
            } finally {
                Runtime.getRuntime().halt(Command.LATE);
            }
        }
    }
}
