package dev.shuttle.proxy;

import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The open connections of clients, bounded in all and by client. Beyond a bound one without a request in work gives way to
 * the new one: first the oldest that has not asked for anything yet, so a client that holds connections without using them
 * keeps no other out. Only where all are at work, the new one is refused. Thread-safe.
 */
final class ClientConnections {
    private final int most;
    private final Set<ClientConnection> open = new LinkedHashSet<>();
    private final Map<String, Integer> ofClient = new HashMap<>();

    ClientConnections(int most) {
        this.most = most;
    }

    /** Whether there is a place for it, of the share that its client has. */
    boolean add(ClientConnection added, int share) {
        @Nullable ClientConnection gone;
        synchronized (this) {
            boolean many = ofClient.getOrDefault(added.client(), 0) >= share;
            gone = many || open.size() >= most ? idle(many ? added.client() : null) : null;
            if (gone == null && (many || open.size() >= most)) {
                return false;
            }
            if (gone != null) {
                remove(gone); // at once: the next new one must find another
            }
            open.add(added);
            ofClient.merge(added.client(), 1, Integer::sum);
        }
        if (gone != null) {
            gone.giveWay();
        }
        return true;
    }

    private @Nullable ClientConnection idle(@Nullable String client) {
        @Nullable ClientConnection found = null;
        for (ClientConnection each : open) {
            if (each.isIdle() && (client == null || client.equals(each.client()))) {
                if (!each.hasAsked()) {
                    return each;
                }
                found = found == null ? each : found;
            }
        }
        return found;
    }

    /** It has ended, or gives way. Idempotent. */
    synchronized void remove(ClientConnection ended) {
        if (open.remove(ended)) {
            ofClient.computeIfPresent(ended.client(), (same, count) -> count == 1 ? null : count - 1);
        }
    }
}
