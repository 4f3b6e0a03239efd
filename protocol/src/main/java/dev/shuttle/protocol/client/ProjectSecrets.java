package dev.shuttle.protocol.client;

import com.fasterxml.jackson.core.type.TypeReference;
import dev.shuttle.protocol.Deployment;
import dev.shuttle.protocol.ProjectName;
import dev.shuttle.protocol.SecretName;
import dev.shuttle.protocol.client.Call.Content;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A project's secrets: set and removed, and listed by name; their values never come back. A change restarts what
 * serves, with the new values. Thread-safe.
 */
public final class ProjectSecrets {

    private final Calls calls;
    private final String path;

    ProjectSecrets(Calls calls, ProjectName project) {
        this.calls = calls;
        this.path = "/projects/" + project + "/secrets";
    }

    /**
     * Those that are set.
     *
     * @return in the server's order
     * @throws ClientException when the call failed; {@link ApiException} 404 where the project is unknown
     */
    public List<SecretName> names() throws ClientException {
        return calls.all(path, new Query(), new TypeReference<>() {});
    }

    /**
     * Sets one; an unknown project comes into being by it.
     *
     * @param name {@code [A-Za-z_][A-Za-z0-9_]{0,127}}
     * @param value 1 byte to 32 KiB of UTF-8
     * @return the restart, to be followed; empty where nothing serves
     * @throws ClientException when the call failed
     */
    public Optional<Deployment> set(String name, String value) throws ClientException {
        return calls.change("PUT", pathOf(name), "text/plain; charset=utf-8", new Content.Text(value));
    }

    /**
     * Removes one.
     *
     * @param name its name
     * @return the restart, to be followed; empty where nothing serves
     * @throws ClientException when the call failed; {@link ApiException} 404 where it is not set
     */
    public Optional<Deployment> remove(String name) throws ClientException {
        return calls.change("DELETE", pathOf(name), "text/plain", Content.NONE);
    }

    /**
     * Sets and removes several, with one restart.
     *
     * @param values by name, as for {@link #set}; null removes
     * @return the restart, to be followed; empty where nothing serves
     * @throws ClientException when the call failed; then none was changed
     */
    public Optional<Deployment> change(Map<String, @Nullable String> values) throws ClientException {
        return calls.change("PATCH", path, "application/json", Calls.json(values));
    }

    private String pathOf(String name) {
        return path + "/" + Query.encode(name);
    }
}
