package dev.shuttle.runtime.service;

import java.util.ArrayDeque;
import java.util.Deque;
import org.jspecify.annotations.Nullable;

/** The objects opened for a service, closed once, in reverse. Thread-safe. */
final class OpenObjects {
    private final Deque<AutoCloseable> objects = new ArrayDeque<>();
    private boolean closed;

    /** Takes over an object; closes it at once where the service has been closed meanwhile. */
    void add(AutoCloseable object) {
        synchronized (this) {
            if (!closed) {
                objects.push(object);
                return;
            }
        }
        close(object);
        throw new IllegalStateException("the service was stopped while it started");
    }

    /** Takes no more. Returns whether there is something to close. */
    synchronized boolean seal() {
        closed = true;
        return !objects.isEmpty();
    }

    /** Closes them, by the service's own code: call it on a thread of the service. What they throw goes to its log. */
    void close() {
        seal();
        for (AutoCloseable next = next(); next != null; next = next()) {
            close(next);
        }
    }

    private synchronized @Nullable AutoCloseable next() {
        return objects.poll();
    }

    private static void close(AutoCloseable object) {
        try {
            object.close();
        } catch (Throwable e) {
            StartFailures.print(e);
        }
    }
}
