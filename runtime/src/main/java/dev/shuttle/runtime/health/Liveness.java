package dev.shuttle.runtime.health;

import dev.shuttle.runtime.health.ProbeAnswer.Kind;
import java.net.InetSocketAddress;
import java.net.URI;
import java.time.Duration;

/**
 * Whether a service that was ready still answers: any word of it is an answer, whatever the status. Asks as the proxy
 * would.
 */
public final class Liveness {
    /** As long as a probe of readiness has. */
    public static final Duration PATIENCE = Duration.ofSeconds(10);

    private Liveness() {}

    /**
     * Asks once.
     *
     * @param address of the service
     * @param health the path to ask for; empty: {@code /}; {@code -}: nothing is asked
     * @param publicUrl where the public reaches the service
     * @param patience for the answer
     * @return false only if it accepted no connection, or did not say a word; true also where it could not be asked
     */
    public static boolean isSeen(InetSocketAddress address, String health, URI publicUrl, Duration patience) {
        if (health.equals(Readiness.NOT_ASKED)) {
            return true;
        }
        Kind kind = new ReadinessProbe(address, publicUrl, patience)
                .get(health.isEmpty() ? "/" : health)
                .kind();
        return kind != Kind.REFUSED && kind != Kind.SILENT;
    }
}
