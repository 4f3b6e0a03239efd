package dev.shuttle.controlplane.certificates;

import dev.shuttle.os.PrintableText;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** An authority gave no certificate. The message is a clause that says why, for the owner of the name. */
final class OrderFailedException extends Exception {
    private static final long serialVersionUID = 1L;

    private static final int LONGEST = 1000;

    private final boolean unreachable;
    private final @Nullable Instant retryAfter;

    private OrderFailedException(
            String reason, boolean unreachable, @Nullable Instant retryAfter, @Nullable Throwable cause) {
        super(
                PrintableText.of(reason.replaceAll("\\s+", " "), LONGEST),
                cause); // authorities cite what hosts and DNS said
        this.unreachable = unreachable;
        this.retryAfter = retryAfter;
    }

    static OrderFailedException refused(String reason, @Nullable Throwable cause) {
        return new OrderFailedException(reason, false, null, cause);
    }

    /** The authority named a time before which it refuses again; null: it did not. */
    static OrderFailedException limited(String reason, @Nullable Instant retryAfter, Throwable cause) {
        return new OrderFailedException(reason, false, retryAfter, cause);
    }

    /** It did not decide: no name is at fault. */
    static OrderFailedException unreachable(String reason, @Nullable Throwable cause) {
        return new OrderFailedException(reason, true, null, cause);
    }

    boolean isUnreachable() {
        return unreachable;
    }

    @Nullable
    Instant retryAfter() {
        return retryAfter;
    }

    String reason() {
        return String.valueOf(getMessage());
    }
}
