package dev.shuttle.protocol.client;

import dev.shuttle.protocol.Deployment;
import dev.shuttle.protocol.ProjectName;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;

/**
 * Asks for a deployment until it is how one waits for it to be; a control plane that is away for a moment, or has too
 * much to do, is waited for. Used by one thread, once.
 */
final class DeploymentPoller {

    /** A restarted control plane is back within seconds. */
    private static final Duration OUTAGE = Duration.ofMinutes(2);

    private static final Duration PAUSE = Duration.ofSeconds(1);
    /** A stop without a drain takes less than a second, and is to be felt as that; a long one need not be. */
    private static final Duration SHORT_PAUSE = Duration.ofMillis(200);

    private static final int SHORT_PAUSES = 25;

    private final ShuttleClient client;
    private final ApiAddress api;
    private final ProjectName project;
    private final String id;

    DeploymentPoller(ShuttleClient client, ApiAddress api, Deployment deployment) {
        this.client = client;
        this.api = api;
        this.project = new ProjectName(deployment.project());
        this.id = deployment.id();
    }

    /** As it is in the end. */
    Deployment await(Duration limit) throws ClientException {
        Instant deadline = Instant.now().plus(limit);
        Deployment now = ask();
        for (int asked = 0; !now.state().isFinal(); asked++) {
            if (Instant.now().isAfter(deadline)) {
                throw new UnreachableException(
                        api,
                        new IOException("deployment " + id + " is still "
                                + now.state().json() + " after " + limit.toMinutes() + " minutes"));
            }
            pause(asked < SHORT_PAUSES ? SHORT_PAUSE : PAUSE);
            now = ask();
        }
        return now;
    }

    /** As it is now. */
    Deployment ask() throws ClientException {
        Instant patience = Instant.now().plus(OUTAGE);
        while (true) {
            try {
                return client.deployment(project, id);
            } catch (UnreachableException away) {
                giveUpAfter(patience, away);
            } catch (ApiException refused) {
                giveUpAfter(refused.isPassing() ? patience : Instant.MIN, refused);
            }
            pause(PAUSE);
        }
    }

    void pause() throws UnreachableException {
        pause(PAUSE);
    }

    private static <E extends ClientException> void giveUpAfter(Instant patience, E fault) throws E {
        if (Instant.now().isAfter(patience)) {
            throw fault;
        }
    }

    private void pause(Duration pause) throws UnreachableException {
        try {
            Thread.sleep(pause.toMillis());
        } catch (InterruptedException stop) {
            Thread.currentThread().interrupt();
            throw new UnreachableException(api, new IOException("interrupted", stop));
        }
    }
}
