package dev.shuttle.protocol.client;

import com.fasterxml.jackson.core.type.TypeReference;
import dev.shuttle.protocol.Domain;
import dev.shuttle.protocol.EdgeSetting;
import dev.shuttle.protocol.Page;
import dev.shuttle.protocol.ProjectName;
import dev.shuttle.protocol.client.Call.Content;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The host names of the user's own at which a project answers too. Thread-safe. */
public final class ProjectDomains {

    private final Calls calls;
    private final String path;
    private final String edge;

    ProjectDomains(Calls calls, ProjectName project) {
        this.calls = calls;
        this.path = "/projects/" + project + "/domains";
        this.edge = "/projects/" + project + "/edge";
    }

    /**
     * All of them.
     *
     * @return in the server's order
     * @throws ClientException when the call failed; {@link ApiException} 404 where the project is unknown
     */
    public List<Domain> list() throws ClientException {
        return calls.all(path, new Query(), new TypeReference<>() {});
    }

    /**
     * Adds one; what is there already stays.
     *
     * @param host such as {@code shop.example.com}
     * @return as it is now
     * @throws ClientException when the call failed; {@link ApiException} 409 where another project has it, 422 where it
     *     is no host name
     */
    public Domain add(String host) throws ClientException {
        return calls.send("PUT", path + "/" + Query.encode(host), Content.NONE, new TypeReference<>() {});
    }

    /**
     * Orders a new certificate for one, with a new key; the old one is revoked once the new one is there.
     *
     * @param host as listed
     * @return as it is now
     * @throws ClientException when the call failed; {@link ApiException} 404 where the project does not have it, 409 where the
     *     server orders no certificates
     */
    public Domain replaceCertificate(String host) throws ClientException {
        return calls.send(
                "PUT",
                path + "/" + Query.encode(host) + new Query().add("replaceCertificate", true),
                Content.NONE,
                new TypeReference<>() {});
    }

    /**
     * How the proxy treats the requests to all of them.
     *
     * @return by name; a password is not shown
     * @throws ClientException when the call failed; {@link ApiException} 404 where the project is unknown
     */
    public List<EdgeSetting> settings() throws ClientException {
        return calls.all(edge, new Query(), new TypeReference<>() {});
    }

    /**
     * Changes it, for the next request; an unknown project comes into being by it.
     *
     * @param values by name; null removes
     * @return all that are set now
     * @throws ClientException when the call failed; {@link ApiException} 422 where one cannot be, and none was changed
     */
    public List<EdgeSetting> set(Map<String, @Nullable String> values) throws ClientException {
        Page<EdgeSetting> all = calls.send("PUT", edge, Calls.json(values), new TypeReference<>() {});
        return all.items();
    }

    /**
     * Removes one.
     *
     * @param host as listed
     * @throws ClientException when the call failed; {@link ApiException} 404 where the project does not have it
     */
    public void remove(String host) throws ClientException {
        calls.delete(path + "/" + Query.encode(host), Calls.ANSWER);
    }
}
