package dev.shuttle.protocol.client;

import com.fasterxml.jackson.core.type.TypeReference;
import dev.shuttle.protocol.Deployment;
import dev.shuttle.protocol.EnvironmentVariable;
import dev.shuttle.protocol.ProjectName;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A project's environment variables: set, removed, and listed with their values. A change restarts what serves, with
 * the new values. Thread-safe.
 */
public final class ProjectEnvironment {

    /** Of some databases of several gigabytes. */
    private static final Duration COPYING = Duration.ofMinutes(10);

    private final Calls calls;
    private final String path;

    ProjectEnvironment(Calls calls, ProjectName project) {
        this.calls = calls;
        this.path = "/projects/" + project;
    }

    /**
     * Those that are set.
     *
     * @return by name
     * @throws ClientException when the call failed; {@link ApiException} 404 where the project is unknown
     */
    public List<EnvironmentVariable> list() throws ClientException {
        return calls.all(path + "/env", new Query(), new TypeReference<>() {});
    }

    /**
     * Sets and removes several, with one restart; an unknown project comes into being by it.
     *
     * @param values by name, at most 128 KiB each; null removes
     * @return the restart, to be followed; empty where none is needed
     * @throws ClientException when the call failed; then none was changed
     */
    public Optional<Deployment> change(Map<String, @Nullable String> values) throws ClientException {
        return calls.change("PUT", path + "/env", "application/json", Calls.json(values));
    }

    /**
     * Copies the variables and secrets of another project over those of the same names.
     *
     * @param from the other project, which the key must see too
     * @return the restart, to be followed; empty where none is needed
     * @throws ClientException when the call failed
     */
    public Optional<Deployment> copy(ProjectName from) throws ClientException {
        Map<String, Object> body = Map.of("from", from.value(), "env", true, "secrets", true, "data", false);
        return calls.change("POST", path + "/copy", "application/json", Calls.json(body));
    }

    /**
     * Copies the databases of another project too.
     *
     * @param from the other project, which the key must see too
     * @param confirm this project's name, to replace data that it has; else they are not
     * @return the restart, to be followed; empty where none is needed
     * @throws ClientException when the call failed; {@link ApiException} 409 where the project has data of its own
     */
    public Optional<Deployment> copyWithData(ProjectName from, String confirm) throws ClientException {
        Map<String, Object> body =
                Map.of("from", from.value(), "env", true, "secrets", true, "data", true, "confirm", confirm);
        return calls.change("POST", path + "/copy", "application/json", Calls.json(body), COPYING);
    }
}
