package dev.shuttle.runtime.plan;

import dev.shuttle.Isolation;
import java.util.ArrayList;
import java.util.List;

/**
 * The attributes of {@code @ShuttleService} that this version accepts and does not act on. A plan that asks for one says
 * it in its notes, which {@code shuttle:plan}, {@code shuttle:check} and the deploy show.
 */
final class PendingAttributes {
    private PendingAttributes() {}

    /** A sentence for each attribute that has no effect. */
    static List<String> notes(Isolation isolation, String sleepAfter, int instances) {
        List<String> notes = new ArrayList<>();
        if (instances > 1) {
            notes.add("instances = " + instances + " has no effect yet: one instance runs.");
        }
        if (!sleepAfter.isEmpty()) {
            notes.add("sleepAfter = \"" + sleepAfter + "\" has no effect yet: the service never sleeps.");
        }
        if (isolation == Isolation.SHARED) {
            notes.add(
                    "isolation = SHARED has no effect yet: the service runs where the control plane puts all others.");
        }
        return notes;
    }
}
