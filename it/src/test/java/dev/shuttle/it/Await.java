package dev.shuttle.it;

import java.time.Duration;
import java.util.concurrent.Callable;
import java.util.function.Predicate;

/** Waits until something is so, at most until a deadline, and then says what it saw last. */
final class Await {
    private static final long POLL_MILLIS = 50;

    private Await() {}

    static <T> T until(String what, Duration within, Callable<T> look, Predicate<T> enough) throws Exception {
        long deadline = System.nanoTime() + within.toNanos();
        while (true) {
            T seen = look.call();
            if (enough.test(seen)) {
                return seen;
            }
            if (System.nanoTime() > deadline) {
                throw new AssertionError("Waited " + within + " for " + what + "; the last look gave: " + seen);
            }
            Thread.sleep(POLL_MILLIS);
        }
    }
}
