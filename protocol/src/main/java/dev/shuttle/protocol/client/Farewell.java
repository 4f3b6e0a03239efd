package dev.shuttle.protocol.client;

import dev.shuttle.protocol.ProjectName;
import java.time.Duration;
import java.time.Instant;

/**
 * Waits for a deleted project's end. The server answers a DELETE when the route is gone, and lists deployments until
 * the last of their processes is.
 */
final class Farewell {

    /** Longer than a server drains (30 s by default) and stops. */
    private static final Duration LIMIT = Duration.ofMinutes(3);

    private static final Duration PAUSE = Duration.ofMillis(250);

    private final ShuttleClient client;
    private final ProjectName project;

    Farewell(ShuttleClient client, ProjectName project) {
        this.client = client;
        this.project = project;
    }

    void await() throws ClientException {
        Instant deadline = Instant.now().plus(LIMIT);
        while (!isGone() && Instant.now().isBefore(deadline)) {
            try {
                Thread.sleep(PAUSE.toMillis());
            } catch (InterruptedException stop) {
                Thread.currentThread().interrupt();
                return;
            }
        }
    }

    private boolean isGone() throws ClientException {
        try {
            return client.deployments(project).stream()
                    .allMatch(each -> each.state().isFinal());
        } catch (ApiException refused) {
            if (refused.status() == 404) {
                return true;
            }
            throw refused;
        }
    }
}
