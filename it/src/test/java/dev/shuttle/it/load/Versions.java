package dev.shuttle.it.load;

import java.io.IOException;
import java.util.List;
import java.util.Set;

/** The versions that may answer now; each change is announced before and after. Thread-safe. */
final class Versions {
    private volatile Set<String> allowed;

    Versions(String label) {
        allowed = Set.of(label);
    }

    void allow(String... labels) {
        allowed = Set.copyOf(List.of(labels));
    }

    /** To be taken when a request begins. */
    Set<String> allowed() {
        return allowed;
    }

    /** Fails if a request that began then was answered by a version that serves neither then nor now. */
    void check(Set<String> then, String label) throws IOException {
        Set<String> now = allowed;
        if (!then.contains(label) && !now.contains(label)) {
            throw new IOException("Answered by '" + label + "' where " + then + ", and now " + now + ", serve");
        }
    }
}
