package dev.shuttle.protocol.client;

import dev.shuttle.protocol.Deployment;
import dev.shuttle.protocol.DeploymentState;
import dev.shuttle.protocol.JsonRecords;
import dev.shuttle.protocol.LogLine;
import dev.shuttle.protocol.ProjectName;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * Follows one deployment to its end: by its event stream, which is resumed where it broke, and by asking, where the
 * stream breaks too often. Used by one thread, once.
 */
final class Follower {

    /** The longest silence of a build before the stream is reopened, in case the connection is dead. */
    private static final Duration SILENCE = Duration.ofSeconds(60);

    private static final Duration ANSWER = Duration.ofSeconds(30);
    /** In a row and without a single event; then something on the way does not let streams pass. */
    private static final int MAX_BREAKS = 5;
    /** The server's own limits end a deployment long before; this is for a queue that never moves. */
    private static final Duration WHOLE = Duration.ofHours(4);

    private final ClientExchange exchange;
    private final ProjectName project;
    private final DeploymentListener listener;
    private final DeploymentPoller server;
    private final Instant deadline = Instant.now().plus(WHOLE);
    private Deployment deployment;
    private @Nullable String lastEvent;
    private boolean ended;
    private int breaks;

    Follower(ShuttleClient client, ClientExchange exchange, Deployment deployment, DeploymentListener listener) {
        this.exchange = exchange;
        this.deployment = deployment;
        this.project = new ProjectName(deployment.project());
        this.listener = listener;
        this.server = new DeploymentPoller(client, exchange.api(), deployment);
    }

    Deployment follow() throws ClientException {
        while (true) {
            if (breaks < MAX_BREAKS) {
                stream();
            }
            if (ended || isSettled(ask())) {
                return deployment;
            }
            if (Instant.now().isAfter(deadline)) {
                throw new UnreachableException(
                        exchange.api(),
                        new IOException("deployment " + deployment.id() + " is still "
                                + deployment.state().json() + " after " + WHOLE.toHours() + " hours"));
            }
            server.pause();
        }
    }

    /** Whether the deployment's way up is over: it serves, or it will not. */
    private static boolean isSettled(Deployment deployment) {
        DeploymentState state = deployment.state();
        return state.isFinal()
                || state == DeploymentState.RUNNING
                || state == DeploymentState.SLEEPING
                || state == DeploymentState.DRAINING;
    }

    private void stream() throws ClientException {
        String path = LogRequest.of(project, deployment.id()).following().path();
        var request = exchange.call(path).header("Accept", "text/event-stream");
        if (lastEvent != null) {
            request.header("Last-Event-ID", lastEvent);
        }
        try (ApiAnswer answer = exchange.send(request, ANSWER, SILENCE)) {
            read(new EventReader(answer.lines("text/event-stream")));
            breaks++;
        } catch (ApiException refused) {
            if (!refused.isPassing()) {
                throw refused;
            }
            breaks++;
        } catch (IOException | UnreachableException | UnexpectedResponseException broken) {
            breaks++;
        }
        if (!ended && breaks == MAX_BREAKS) {
            listener.notice("Cannot follow the log any further; still waiting for deployment " + deployment.id() + ".");
        }
    }

    private void read(EventReader events) throws IOException {
        for (EventReader.Event event = events.next(); event != null && !ended; event = ended ? null : events.next()) {
            hear(event);
            breaks = 0;
            if (event.id() != null) {
                lastEvent = event.id();
            }
        }
    }

    private void hear(EventReader.Event event) throws IOException {
        switch (event.name()) {
            case "line" -> listener.line(JsonRecords.read(event.data(), LogLine.class));
            case "state" -> update(JsonRecords.read(event.data(), Deployment.class));
            case "end" -> {
                update(JsonRecords.read(event.data(), Deployment.class));
                ended = true;
            }
            default -> {} // from a newer server
        }
    }

    private void update(Deployment now) {
        boolean changed = now.state() != deployment.state();
        deployment = now;
        if (changed) {
            listener.state(now);
        }
    }

    private Deployment ask() throws ClientException {
        update(server.ask());
        return deployment;
    }
}
