package dev.shuttle.controlplane.mavenproxy;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Lets a number of things go on at a time; the others wait in line, without a thread. Thread-safe. */
final class AsyncLimiter {

    private final int limit;
    private final int places;
    private final Deque<Runnable> line = new ArrayDeque<>();
    private int running;
    private boolean calling;

    /**
     * A line.
     *
     * @param limit how many go on at a time
     * @param places how many may wait
     */
    AsyncLimiter(int limit, int places) {
        this.limit = limit;
        this.places = places;
    }

    /** The result of the work, when it had its turn; fails at once if too many wait already. */
    <T> CompletableFuture<T> take(Supplier<CompletableFuture<T>> work) {
        CompletableFuture<T> result = new CompletableFuture<>();
        Runnable start = () -> {
            var unused = begin(work).whenComplete((value, failure) -> {
                end();
                if (failure == null) {
                    result.complete(value);
                } else {
                    result.completeExceptionally(failure);
                }
            });
        };
        switch (place(start)) {
            case NOW -> start.run();
            case LATER -> {}
            case NEVER -> result.completeExceptionally(new FetchFailedException(
                    503,
                    false,
                    "The build requests more files at a time than Shuttle fetches. Build with fewer threads."));
        }
        return result;
    }

    private static <T> CompletableFuture<T> begin(Supplier<CompletableFuture<T>> work) {
        try {
            return work.get();
        } catch (RuntimeException e) {
            return CompletableFuture.failedFuture(e);
        }
    }

    private enum Place {
        NOW,
        LATER,
        NEVER
    }

    private synchronized Place place(Runnable start) {
        if (running < limit && line.isEmpty()) {
            running++;
            return Place.NOW;
        }
        if (line.size() >= places) {
            return Place.NEVER;
        }
        line.add(start);
        return Place.LATER;
    }

    /** One thread calls the next, one after the other: what ends at once would else call the one behind it, ever deeper. */
    private void end() {
        synchronized (this) {
            running--;
            if (calling) {
                return;
            }
            calling = true;
        }
        for (Runnable next = next(); next != null; next = next()) {
            next.run();
        }
    }

    private synchronized @Nullable Runnable next() {
        Runnable next = running < limit ? line.poll() : null;
        if (next == null) {
            calling = false;
        } else {
            running++;
        }
        return next;
    }
}
