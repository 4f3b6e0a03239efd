package dev.shuttle.protocol.client;

import com.fasterxml.jackson.core.type.TypeReference;
import dev.shuttle.protocol.Domain;
import dev.shuttle.protocol.ProjectName;
import java.net.http.HttpRequest.BodyPublishers;
import java.util.List;

/** The host names of the user's own at which a project answers too. Thread-safe. */
public final class ProjectDomains {

    private final Calls calls;
    private final String path;

    ProjectDomains(Calls calls, ProjectName project) {
        this.calls = calls;
        this.path = "/projects/" + project + "/domains";
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
        return calls.send("PUT", path + "/" + Query.encode(host), BodyPublishers.noBody(), new TypeReference<>() {});
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
                BodyPublishers.noBody(),
                new TypeReference<>() {});
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
