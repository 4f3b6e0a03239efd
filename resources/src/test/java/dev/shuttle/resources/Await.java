package dev.shuttle.resources;

import java.time.Duration;
import java.util.concurrent.Callable;

/** Waits for what is to come, with a deadline. */
public final class Await {
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    private Await() {}

    public static void until(String what, Callable<Boolean> condition) throws Exception {
        long end = System.nanoTime() + PATIENCE.toNanos();
        while (!condition.call()) {
            if (System.nanoTime() > end) {
                throw new AssertionError("Not in " + PATIENCE.toSeconds() + " seconds: " + what);
            }
            Thread.sleep(20);
        }
    }
}
