package dev.shuttle.proxy;

import java.util.concurrent.CompletionStage;

/** Who may ask, by name and password (RFC 7617). Thread-safe. */
public interface Credentials {

    /** How a check came out. */
    enum Verdict {
        KNOWN,
        UNKNOWN,
        /** Too many are being checked. */
        BUSY
    }

    /** The name of the site, as browsers show it when they ask. */
    String realm();

    /** Whether a check of the same has found it known. Fast. */
    boolean isKnown(String encoded);

    /**
     * Looks at what a client sent. Called on an event loop, which it does not block.
     *
     * @param encoded after {@code Basic}, as it was sent
     * @return never completes exceptionally
     */
    CompletionStage<Verdict> check(String encoded);
}
