package dev.shuttle.os;

import org.jspecify.annotations.Nullable;

/**
 * The end of a process that has met an {@link OutOfMemoryError}: no state of it can be trusted, and its own main may
 * have it exit. Until a main says so, nothing is done here. Thread-safe.
 */
public final class OutOfMemory {
    private static final int MAX_CAUSES = 20;

    private static volatile Runnable exit = () -> {};

    private OutOfMemory() {}

    /** From now on that is run at the first such error; it does not return. */
    public static void onError(Runnable halt) {
        exit = halt;
    }

    /** Of threads the kernel gives none for a moment, to a user who has too many: a service may do that to us. */
    private static boolean isOfThreads(Throwable fault) {
        return String.valueOf(fault.getMessage()).contains("native thread");
    }

    /** To be called wherever an {@code Error} of any kind is caught. */
    public static void exitIfCaused(@Nullable Throwable fault) {
        Throwable each = fault;
        for (int i = 0; each != null && i < MAX_CAUSES; i++) {
            if (each instanceof OutOfMemoryError && !isOfThreads(each)) {
                exit.run();
                return;
            }
            each = each.getCause();
        }
    }
}
