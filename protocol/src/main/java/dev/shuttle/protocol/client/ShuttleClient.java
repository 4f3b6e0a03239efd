package dev.shuttle.protocol.client;

import com.fasterxml.jackson.core.type.TypeReference;
import dev.shuttle.protocol.AuditEntry;
import dev.shuttle.protocol.Deployment;
import dev.shuttle.protocol.JsonRecords;
import dev.shuttle.protocol.LogLine;
import dev.shuttle.protocol.Project;
import dev.shuttle.protocol.ProjectName;
import dev.shuttle.protocol.Version;
import dev.shuttle.protocol.client.Call.Content;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
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

    /** The longest drain that an operator is likely to set, and a stop. */
    private static final Duration FAREWELL = Duration.ofMinutes(11);
    /** 256 MiB over a line of 2 Mbit/s. */
    private static final Duration UPLOAD = Duration.ofMinutes(20);

    private final ClientExchange exchange;
    private final Calls calls;

    /**
     * Connects to nothing yet.
     *
     * @param api where to
     * @param key what to show; null is refused by the server where a key is needed
     * @param route the way there
     * @param agent who asks, as {@code PRODUCT/VERSION}
     */
    public ShuttleClient(ApiAddress api, @Nullable ApiKey key, HttpProxy route, String agent) {
        this.exchange = new ClientExchange(api, key, route, agent);
        this.calls = new Calls(exchange);
    }

    /**
     * All projects that the key may see.
     *
     * @return in the server's order
     * @throws ClientException when the call failed
     */
    public List<Project> projects() throws ClientException {
        return calls.all("/projects", new Query(), new TypeReference<>() {});
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
            return Optional.of(calls.get("/projects/" + name, new TypeReference<Project>() {}));
        } catch (ApiException refused) {
            if (refused.status() == 404) {
                return Optional.empty();
            }
            throw refused;
        }
    }

    /**
     * Asks for a project beside other work, on a thread of its own.
     *
     * @param name its name
     * @return what will know the answer
     */
    public PendingProject asking(ProjectName name) {
        return PendingProject.of(() -> project(name), exchange.api());
    }

    /**
     * Asks for the version of the server.
     *
     * @return its version, and where projects answer
     * @throws ClientException when the call failed
     */
    public Version version() throws ClientException {
        return calls.get("/version", new TypeReference<>() {});
    }

    /**
     * A project's newest deployments.
     *
     * @param project its name
     * @param most how many at most, 1 or more
     * @return the newest first
     * @throws ClientException when the call failed
     */
    public List<Deployment> deployments(ProjectName project, int most) throws ClientException {
        return calls.first("/projects/" + project + "/deployments", most, new TypeReference<>() {});
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
        return calls.get("/projects/" + project + "/deployments/" + Query.encode(id), new TypeReference<>() {});
    }

    /**
     * Uploads sources. The archive is streamed from the disk.
     *
     * @param request what to do with them
     * @param archive a gzipped tar of the reactor's root
     * @param listener hears how far it is
     * @return the new deployment, or the one that serves the same already, {@code unchanged}
     * @throws ClientException when the call failed
     */
    public Deployment deploy(DeployRequest request, Path archive, UploadListener listener) throws ClientException {
        Content body = new Content.Upload(archive, listener);
        return calls.deployment("POST", "/deploy" + request.query(), "application/gzip", body, UPLOAD);
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
        Content body = deployment == null ? Content.NONE : Calls.json(Map.of("deployment", deployment));
        return calls.deployment("POST", "/projects/" + project + "/rollback", "application/json", body, Calls.ANSWER);
    }

    /**
     * Restarts the current version, from the same artifact.
     *
     * @param project the project
     * @return the deployment that restarts
     * @throws ClientException when the call failed
     */
    public Deployment restart(ProjectName project) throws ClientException {
        return post(project, "restart");
    }

    /**
     * Serves again what was stopped.
     *
     * @param project the project
     * @return the new deployment, to be followed
     * @throws ClientException when the call failed; {@link ApiException} 409 where it serves, or never has
     */
    public Deployment start(ProjectName project) throws ClientException {
        return post(project, "start");
    }

    /**
     * Takes what serves off, and keeps all that {@link #start} needs.
     *
     * @param project the project
     * @return the deployment that is being stopped, for {@link #untilOver}
     * @throws ClientException when the call failed; {@link ApiException} 409 where nothing serves
     */
    public Deployment stop(ProjectName project) throws ClientException {
        return post(project, "stop");
    }

    /**
     * Cancels a deployment that is in work, or stops the one that serves.
     *
     * @param project the project
     * @param id the deployment
     * @return as it is now, for {@link #untilOver}
     * @throws ClientException when the call failed
     */
    public Deployment cancel(ProjectName project, String id) throws ClientException {
        String path = "/projects/" + project + "/deployments/" + Query.encode(id);
        return calls.deployment("DELETE", path, "application/json", Content.NONE, Calls.ANSWER);
    }

    /**
     * Waits until a deployment is over: stopped, cancelled, or over by itself.
     *
     * @param deployment which
     * @return as it is in the end
     * @throws ClientException when the call failed, or the longest drain is over
     */
    public Deployment untilOver(Deployment deployment) throws ClientException {
        return new DeploymentPoller(this, exchange.api(), deployment).await(FAREWELL);
    }

    /**
     * The API's keys.
     *
     * @return to list and change them; nothing is asked yet
     */
    public Keys keys() {
        return new Keys(calls);
    }

    /**
     * A project's own host names.
     *
     * @param project its name
     * @return to list and change them; nothing is asked yet
     */
    public ProjectDomains domains(ProjectName project) {
        return new ProjectDomains(calls, project);
    }

    /**
     * Who did what.
     *
     * @param project to which project; null for all, and for what belongs to none, which administrators may see
     * @param most how many entries at most, 1 or more
     * @return the newest first
     * @throws ClientException when the call failed
     */
    public List<AuditEntry> audit(@Nullable ProjectName project, int most) throws ClientException {
        String path = project == null ? "/audit" : "/projects/" + project + "/audit";
        return calls.first(path, most, new TypeReference<>() {});
    }

    /**
     * A project's secrets.
     *
     * @param project its name; it need not exist
     * @return to list and change them; nothing is asked yet
     */
    public ProjectSecrets secrets(ProjectName project) {
        return new ProjectSecrets(calls, project);
    }

    /**
     * A project's environment variables.
     *
     * @param project its name; it need not exist
     * @return to list and change them; nothing is asked yet
     */
    public ProjectEnvironment environment(ProjectName project) {
        return new ProjectEnvironment(calls, project);
    }

    /**
     * A project's resources.
     *
     * @param project its name
     * @return to list and delete them; nothing is asked yet
     */
    public ProjectResources resources(ProjectName project) {
        return new ProjectResources(calls, project);
    }

    /**
     * Connections to a database or a Redis of a project.
     *
     * @param project its name
     * @param type {@code postgres} or {@code redis}
     * @param name within the project
     * @return to open them; nothing is asked yet
     */
    public ResourceTunnel tunnel(ProjectName project, String type, String name) {
        return new ResourceTunnel(exchange, project, type, name);
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
        exchange.send(exchange.call(path).method("DELETE"), FAREWELL, FAREWELL).close();
    }

    /**
     * Reads a log, as it is now.
     *
     * @param request which lines
     * @param lines gets each, in order, on this thread
     * @throws ClientException when the call failed, or the log broke off
     */
    public void logs(LogRequest request, Consumer<LogLine> lines) throws ClientException {
        var call = exchange.call(request.path()).header("Accept", "application/x-ndjson");
        try (ApiAnswer answer = exchange.send(call, Calls.ANSWER, Calls.ANSWER)) {
            BufferedReader reader = answer.lines("ndjson");
            for (String line = reader.readLine(); line != null; line = reader.readLine()) {
                if (!line.isBlank()) {
                    lines.accept(JsonRecords.read(line, LogLine.class));
                }
            }
        } catch (IOException broken) {
            throw new UnreachableException(exchange.api(), broken);
        }
    }

    /**
     * Reads a log on and on; a connection that breaks, and a control plane that restarts, are followed by another
     * connection, which goes on behind the last line.
     *
     * @param request which lines
     * @param listener gets each line once, on this thread, and a notice when the connection breaks
     * @throws ClientException when the call is refused, or the control plane stays away for minutes
     */
    public void followLogs(LogRequest request, DeploymentListener listener) throws ClientException {
        new LogFollower(this, exchange, request.following(), listener).follow();
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

    private Deployment post(ProjectName project, String what) throws ClientException {
        String path = "/projects/" + project + "/" + what;
        return calls.deployment("POST", path, "application/json", Content.NONE, Calls.ANSWER);
    }
}
