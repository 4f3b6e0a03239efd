package dev.shuttle.protocol.client;

import dev.shuttle.protocol.JsonRecords;
import dev.shuttle.protocol.LogLine;
import java.io.BufferedReader;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Follows a log over connections that may break, and over restarts of the control plane: goes on with the time of the last
 * line, without the lines of that time that it has told already. Used by one thread, once.
 */
final class LogFollower {
    /** Four times what the server lets pass between two signs of life. */
    private static final Duration SILENCE = Duration.ofSeconds(60);

    /** A restarted control plane is back within seconds; one that is updated, within minutes. */
    private static final Duration OUTAGE = Duration.ofMinutes(10);

    private static final Duration SHORTEST_PAUSE = Duration.ofMillis(200);
    private static final Duration LONGEST_PAUSE = Duration.ofSeconds(10);
    private static final int NOT_FOUND = 404;

    private final ShuttleClient client;
    private final ClientExchange exchange;
    private final LogRequest request;
    private final DeploymentListener listener;

    /** Told, with the time of the last one. */
    private final List<LogLine> last = new ArrayList<>();

    private boolean answered;
    private @Nullable Instant away;
    private Duration pause = SHORTEST_PAUSE;

    LogFollower(ShuttleClient client, ClientExchange exchange, LogRequest request, DeploymentListener listener) {
        this.client = client;
        this.exchange = exchange;
        this.request = request;
        this.listener = listener;
    }

    /** Returns when the deployment has ended, or its project was deleted. */
    void follow() throws ClientException {
        while (true) {
            try {
                read();
                if (isOver()) {
                    return;
                }
                pause();
            } catch (ApiException refused) {
                if (answered && refused.status() == NOT_FOUND) {
                    return;
                }
                await(refused, refused.isPassing());
            } catch (UnreachableException | UnexpectedResponseException broken) {
                await(broken, true);
            }
        }
    }

    private void read() throws ClientException {
        LogRequest rest = last.isEmpty() ? request : request.since(last.get(0).at());
        List<LogLine> told = new ArrayList<>(last);
        var call = exchange.call(rest.path()).header("Accept", "application/x-ndjson");
        try (ApiAnswer answer = exchange.send(call, Calls.ANSWER, SILENCE)) {
            BufferedReader reader = answer.lines("ndjson");
            answered = true;
            for (String line = reader.readLine(); line != null; line = reader.readLine()) {
                away = null;
                pause = SHORTEST_PAUSE;
                if (!line.isBlank()) { // an empty one says that the connection is still there
                    hear(JsonRecords.read(line, LogLine.class), told);
                }
            }
        } catch (IOException broken) {
            throw new UnreachableException(exchange.api(), broken);
        }
    }

    private void hear(LogLine line, List<LogLine> told) {
        if (told.remove(line)) {
            return;
        }
        if (last.isEmpty() || line.at().isAfter(last.get(0).at())) {
            last.clear();
        }
        if (last.isEmpty() || line.at().equals(last.get(0).at())) {
            last.add(line);
        }
        listener.line(line);
    }

    /** The server ended the answer: because there is no more, because it stops, or after some hours. */
    private boolean isOver() throws ClientException {
        String deployment = request.deployment();
        return deployment != null
                && client.deployment(request.project(), deployment).state().isFinal();
    }

    private void await(ClientException fault, boolean passing) throws ClientException {
        Instant now = Instant.now();
        if (away == null) {
            away = now;
            if (answered && passing) {
                listener.notice("The connection to the control plane broke; connecting again.");
            }
        }
        if (!answered || !passing || now.isAfter(away.plus(OUTAGE))) {
            throw fault;
        }
        pause();
    }

    private void pause() throws ClientException {
        try {
            Thread.sleep(pause.toMillis());
        } catch (InterruptedException stop) {
            Thread.currentThread().interrupt();
            throw new UnreachableException(exchange.api(), new IOException("interrupted", stop));
        }
        Duration twice = pause.multipliedBy(2);
        pause = twice.compareTo(LONGEST_PAUSE) < 0 ? twice : LONGEST_PAUSE;
    }
}
