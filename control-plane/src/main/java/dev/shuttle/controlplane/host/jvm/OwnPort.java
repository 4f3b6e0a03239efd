package dev.shuttle.controlplane.host.jvm;

import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * Finds the ports on which a service listens instead of the given one, once it is plain that this is how it stays: a
 * service may open another port first, and the given one seconds later. Not thread-safe.
 */
final class OwnPort {
    /** Each look reads files of all its processes. */
    private static final Duration LOOK = Duration.ofMillis(100);

    /** For that long it has had nothing to do, and its ports were the same. */
    private static final Duration FOUND_AFTER = Duration.ofSeconds(1);

    /** A service that only waits, for a database for one, must not be refused for it. */
    private static final Duration REFUSED_AFTER = Duration.ofSeconds(5);

    private final HostProcess process;
    private final int given;
    private List<Integer> ports = List.of();
    private long since;
    private long looked;

    OwnPort(HostProcess process, int given) {
        this.process = process;
        this.given = given;
        this.looked = System.nanoTime();
    }

    /** Of a service that runs already. */
    static Optional<Integer> only(HostProcess process, int given) {
        List<Integer> ports = process.listeningPorts();
        return ports.size() == 1 && ports.get(0) != given ? Optional.of(ports.get(0)) : Optional.empty();
    }

    /** The one port; to be called often. */
    Optional<Integer> found() {
        look();
        return ports.size() == 1 && isFor(FOUND_AFTER) ? Optional.of(ports.get(0)) : Optional.empty();
    }

    /** Its ports, if it can be refused for them. */
    List<Integer> settled() {
        return isFor(REFUSED_AFTER) ? ports : List.of();
    }

    private boolean isFor(Duration time) {
        return !ports.isEmpty() && System.nanoTime() - since >= time.toNanos();
    }

    private void look() {
        long now = System.nanoTime();
        if (now - looked < LOOK.toNanos()) {
            return;
        }
        looked = now;
        List<Integer> seen = process.listeningPorts();
        List<Integer> other = seen.contains(given) ? List.of() : seen;
        if (other.isEmpty() || !other.equals(ports) || process.isBusy()) {
            ports = other;
            since = now;
        }
    }
}
