package dev.shuttle.os;

import java.time.Duration;

/** Waits in spite of interrupts, which are kept for later. What is waited for has a deadline of its own. Thread-safe. */
public final class Uninterruptibles {

    private Uninterruptibles() {}

    /**
     * A blocking call, which is repeated when it was interrupted.
     *
     * @param <T> what it gives
     */
    @FunctionalInterface
    public interface Waiting<T> {
        /**
         * Waits; of a limit of time only what is left by now.
         *
         * @return what came of it
         * @throws InterruptedException if interrupted
         */
        T await() throws InterruptedException;
    }

    /**
     * Waits to the end.
     *
     * @param waiting asked again after each interrupt
     * @param <T> what it gives
     * @return what came of it; the thread is interrupted then, if it was meanwhile
     */
    public static <T> T await(Waiting<T> waiting) {
        boolean interrupted = false;
        try {
            while (true) {
                try {
                    return waiting.await();
                } catch (InterruptedException e) {
                    interrupted = true;
                }
            }
        } finally {
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }

    /**
     * Sleeps.
     *
     * @param time at least so long, longer by what had passed at each interrupt
     */
    public static void sleep(Duration time) {
        await(() -> {
            Thread.sleep(time.toMillis());
            return true;
        });
    }
}
