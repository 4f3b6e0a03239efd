package dev.shuttle.protocol.client;

import com.fasterxml.jackson.core.type.TypeReference;
import dev.shuttle.protocol.ProjectName;
import dev.shuttle.protocol.Resource;
import java.time.Duration;
import java.util.List;

/** A project's resources: what was provisioned for it, used or not. Thread-safe. */
public final class ProjectResources {

    /** A database with many files is dropped within seconds; this is for a disk under load. */
    private static final Duration DESTRUCTION = Duration.ofMinutes(2);

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
     * Destroys one, with its data.
     *
     * @param type as in {@link Resource}
     * @param name as in {@link Resource}
     * @throws ClientException when the call failed; {@link ApiException} 409 while it is in use
     */
    public void delete(String type, String name) throws ClientException {
        calls.delete(path + "/" + Query.encode(type) + "/" + Query.encode(name), DESTRUCTION);
    }
}
