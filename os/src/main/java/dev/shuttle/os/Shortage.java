package dev.shuttle.os;

import org.jspecify.annotations.Nullable;

/** Recognises failures that the machine is to blame for, and which pass: no disk space, file descriptor or thread was left. */
public final class Shortage {
    private static final int MAX_CAUSES = 20;

    private Shortage() {}

    /** Whether this, or a cause of it, says so. */
    public static boolean caused(@Nullable Throwable failure) {
        Throwable each = failure;
        for (int i = 0; each != null && i < MAX_CAUSES; i++) {
            String message = String.valueOf(each.getMessage());
            if (message.contains("Too many open files")
                    || message.contains("Resource temporarily unavailable")
                    || (each instanceof OutOfMemoryError && message.contains("native thread"))) {
                return true;
            }
            each = each.getCause();
        }
        return DiskFull.caused(failure);
    }
}
