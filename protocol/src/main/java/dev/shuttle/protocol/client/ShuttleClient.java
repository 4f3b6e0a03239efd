package dev.shuttle.protocol.client;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.type.TypeReference;
import dev.shuttle.protocol.Deployment;
import dev.shuttle.protocol.Json;
import dev.shuttle.protocol.LogLine;
import dev.shuttle.protocol.Page;
import dev.shuttle.protocol.Project;
import dev.shuttle.protocol.ProjectName;
import java.io.BufferedReader;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.ProxySelector;
import java.net.http.HttpRequest.BodyPublisher;
import java.net.http.HttpRequest.BodyPublishers;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Speaks with one control plane. Every call either returns what was asked for or throws a {@link ClientException}
 * that can be shown as it is. Thread-safe.
 */
public final class ShuttleClient {

    /** An answer from the store takes milliseconds; this is for a machine under load. */
    private static final Duration ANSWER = Duration.ofSeconds(30);
    /** The longest drain that an operator is likely to set, and a stop. */
    private static final Duration FAREWELL = Duration.ofMinutes(11);
    /** 256 MiB over a line of 2 Mbit/s. */
    private static final Duration UPLOAD = Duration.ofMinutes(20);
    /** A service may say nothing for a night; whoever follows its log ends that himself. */
    private static final Duration QUIET_SERVICE = Duration.ofDays(7);
    /** Far more than any server lists; against a cursor that runs in a circle. */
    private static final int MAX_PAGES = 1_000;

    private final Exchange exchange;

    /**
     * Connects to nothing yet.
     *
     * @param api where to
     * @param key what to show; null is refused by the server where a key is needed
     * @param proxies the way there
     */
    public ShuttleClient(ApiAddress api, @Nullable ApiKey key, ProxySelector proxies) {
        this.exchange = new Exchange(api, key, proxies);
    }

    /**
     * All projects that the key may see.
     *
     * @return in the server's order
     * @throws ClientException when the call failed
     */
    public List<Project> projects() throws ClientException {
        return all("/projects", new TypeReference<>() {});
    }

    /**
     * One project.
     *
     * @param name its name
     * @return empty where it is unknown
     * @throws ClientException when the call failed
     */
    public Optional<Project> project(ProjectName name) throws ClientException {
        try {
            return Optional.of(get("/projects/" + name, new TypeReference<Project>() {}));
        } catch (ApiException refused) {
            if (refused.status() == 404) {
                return Optional.empty();
            }
            throw refused;
        }
    }

    /**
     * A project's deployments.
     *
     * @param project its name
     * @return the newest first
     * @throws ClientException when the call failed
     */
    public List<Deployment> deployments(ProjectName project) throws ClientException {
        return all("/projects/" + project + "/deployments", new TypeReference<>() {});
    }

    /**
     * One deployment.
     *
     * @param project its project
     * @param id its id
     * @return as it is now
     * @throws ClientException when the call failed
     */
    public Deployment deployment(ProjectName project, String id) throws ClientException {
        return get("/projects/" + project + "/deployments/" + Query.encode(id), new TypeReference<>() {});
    }

    /**
     * Uploads sources. The archive is streamed from the disk.
     *
     * @param request what to do with them
     * @param archive a gzipped tar of the reactor's root
     * @return the new deployment, or the one that serves the same already, {@code unchanged}
     * @throws ClientException when the call failed
     */
    public Deployment deploy(DeployRequest request, Path archive) throws ClientException {
        return send("POST", "/deploy" + request.query(), "application/gzip", file(archive), UPLOAD);
    }

    /**
     * Serves an earlier release again.
     *
     * @param project the project
     * @param deployment the id of the one to serve; null for the one before
     * @return the new deployment
     * @throws ClientException when the call failed
     */
    public Deployment rollback(ProjectName project, @Nullable String deployment) throws ClientException {
        BodyPublisher body = deployment == null
                ? BodyPublishers.noBody()
                : BodyPublishers.ofString(json(Map.of("deployment", deployment)));
        return send("POST", "/projects/" + project + "/rollback", "application/json", body, ANSWER);
    }

    /**
     * Takes a project away; returns when its last request is answered and its process is gone.
     *
     * @param project the project
     * @param resources whether its data goes too
     * @throws ClientException when the call failed
     */
    public void delete(ProjectName project, boolean resources) throws ClientException {
        String path =
                "/projects/" + project + new Query().add("resources", resources).add("wait", true);
        exchange.send(exchange.request(path).DELETE(), FAREWELL, FAREWELL).close();
    }

    /**
     * Reads a log.
     *
     * @param request which lines
     * @param lines gets each, in order, on this thread
     * @throws ClientException when the call failed, or the log broke off
     */
    public void logs(LogRequest request, Consumer<LogLine> lines) throws ClientException {
        Duration silence = request.follow() ? QUIET_SERVICE : ANSWER;
        var call = exchange.request(request.path()).header("Accept", "application/x-ndjson");
        try (Answer answer = exchange.send(call, ANSWER, silence)) {
            BufferedReader reader = answer.lines("ndjson");
            for (String line = reader.readLine(); line != null; line = reader.readLine()) {
                lines.accept(Json.MAPPER.readValue(line, LogLine.class));
            }
        } catch (IOException broken) {
            throw new UnreachableException(exchange.api(), broken);
        }
    }

    /**
     * Waits until a deployment serves or has ended; a control plane that restarts meanwhile is waited for.
     *
     * @param deployment which
     * @param listener gets its lines and states
     * @return how it came out
     * @throws ClientException when the call failed
     */
    public Deployment follow(Deployment deployment, DeploymentListener listener) throws ClientException {
        return new Follower(this, exchange, deployment, listener).follow();
    }

    private <T> List<T> all(String path, TypeReference<Page<T>> kind) throws ClientException {
        List<T> items = new ArrayList<>();
        String cursor = null;
        for (int page = 0; page < MAX_PAGES; page++) {
            Page<T> part = get(path + new Query().add("cursor", cursor), kind);
            items.addAll(part.items());
            cursor = part.next();
            if (cursor == null) {
                break;
            }
        }
        return items;
    }

    private <T> T get(String path, TypeReference<T> kind) throws ClientException {
        try (Answer answer = exchange.send(exchange.request(path).GET(), ANSWER, ANSWER)) {
            return answer.read(kind);
        }
    }

    private Deployment send(String method, String path, String type, BodyPublisher body, Duration head)
            throws ClientException {
        var request = exchange.request(path).header("Content-Type", type).method(method, body);
        try (Answer answer = exchange.send(request, head, ANSWER)) {
            return answer.read(new TypeReference<Deployment>() {});
        }
    }

    private static BodyPublisher file(Path archive) {
        try {
            return BodyPublishers.ofFile(archive);
        } catch (FileNotFoundException gone) {
            throw new UncheckedIOException(gone);
        }
    }

    private static String json(Object value) {
        try {
            return Json.MAPPER.writeValueAsString(value);
        } catch (JsonProcessingException impossible) {
            throw new UncheckedIOException(impossible);
        }
    }
}
