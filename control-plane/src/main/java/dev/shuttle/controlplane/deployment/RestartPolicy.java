package dev.shuttle.controlplane.deployment;

import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * How often, and after which pauses, a service that ended by itself is started again.
 *
 * @param pauses before each further start, in order; when they are used up, the service is given up
 * @param stable a service that ran this long before it ended begins with the first pause again
 */
public record RestartPolicy(List<Duration> pauses, Duration stable) {
    public static final RestartPolicy DEFAULT = new RestartPolicy(
            List.of(
                    Duration.ZERO,
                    Duration.ofSeconds(1),
                    Duration.ofSeconds(3),
                    Duration.ofSeconds(9),
                    Duration.ofSeconds(27)),
            Duration.ofMinutes(1));

    public RestartPolicy {
        pauses = List.copyOf(pauses);
    }

    /** The pause before the next start after so many in a row; empty if there is none. */
    Optional<Duration> pauseAfter(int starts) {
        return starts < pauses.size() ? Optional.of(pauses.get(starts)) : Optional.empty();
    }

    boolean isStable(Duration uptime) {
        return uptime.compareTo(stable) > 0;
    }
}
