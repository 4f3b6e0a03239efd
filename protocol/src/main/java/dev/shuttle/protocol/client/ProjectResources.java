package dev.shuttle.protocol.client;

import com.fasterxml.jackson.core.type.TypeReference;
import dev.shuttle.protocol.Deployment;
import dev.shuttle.protocol.ProjectName;
import dev.shuttle.protocol.Resource;
import dev.shuttle.protocol.client.Call.Content;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** A project's resources: what was provisioned for it, used or not. Thread-safe. */
public final class ProjectResources {

    /** A database with many files is dropped within seconds; this is for a disk under load. */
    private static final Duration DESTRUCTION = Duration.ofMinutes(2);

    /** The first of its kind starts a server. */
    private static final Duration MAKING = Duration.ofMinutes(2);

    private final Calls calls;
    private final String path;

    ProjectResources(Calls calls, ProjectName project) {
        this.calls = calls;
        this.path = "/projects/" + project + "/resources";
    }

    /**
     * All of them.
     *
     * @param reveal whether the details hold passwords too
     * @return in the server's order
     * @throws ClientException when the call failed; {@link ApiException} 404 where the project is unknown
     */
    public List<Resource> list(boolean reveal) throws ClientException {
        return calls.all(path, new Query().add("reveal", reveal), new TypeReference<>() {});
    }

    /**
     * Attaches one, whatever the code asks for; it is made if there is none, and the project too.
     *
     * @param type {@code postgres}, {@code redis}, {@code folder} or {@code secret}
     * @param name within the project
     * @return the restart with it, to be followed; empty where nothing serves, or what serves has it
     * @throws ClientException when the call failed
     */
    public Optional<Deployment> attach(String type, String name) throws ClientException {
        return calls.change("PUT", pathOf(type, name), "text/plain", Content.NONE, MAKING);
    }

    /**
     * Detaches one; its data stay.
     *
     * @param type as attached
     * @param name as attached
     * @return the restart without it, to be followed; empty where nothing serves with it
     * @throws ClientException when the call failed; {@link ApiException} 404 where it is not attached
     */
    public Optional<Deployment> detach(String type, String name) throws ClientException {
        return calls.change("DELETE", pathOf(type, name) + "?detach=true", "text/plain", Content.NONE, MAKING);
    }

    /**
     * Destroys one, with its data.
     *
     * @param type as in {@link Resource}
     * @param name as in {@link Resource}
     * @throws ClientException when the call failed; {@link ApiException} 409 while it is in use
     */
    public void delete(String type, String name) throws ClientException {
        calls.delete(pathOf(type, name), DESTRUCTION);
    }

    private String pathOf(String type, String name) {
        return path + "/" + Query.encode(type) + "/" + Query.encode(name);
    }
}
