package dev.shuttle.controlplane.resource;

import dev.shuttle.controlplane.database.Database;
import dev.shuttle.runtime.plan.ResourceRequest;
import java.time.Instant;
import java.util.List;
import org.jdbi.v3.core.Jdbi;

/** The table of attached resources. Thread-safe. */
final class AttachmentStore {
    private final Jdbi jdbi;

    AttachmentStore(Database database) {
        this.jdbi = database.jdbi();
    }

    /** In the order in which they were attached. */
    List<ResourceRequest> list(String project) {
        return jdbi.withHandle(handle -> handle.select(
                        "select type, name from attached_resource where project = ? order by created_at, type, name",
                        project)
                .map((row, context) -> Attachments.request(row.getString("type"), row.getString("name")))
                .list());
    }

    void add(String project, ResourceRequest request) {
        jdbi.useHandle(handle -> handle.execute(
                "insert into attached_resource (project, type, name, created_at) values (?, ?, ?, ?)",
                project,
                request.type(),
                request.name(),
                Instant.now()));
    }

    void remove(String project, ResourceRequest request) {
        jdbi.useHandle(handle -> handle.execute(
                "delete from attached_resource where project = ? and type = ? and name = ?",
                project,
                request.type(),
                request.name()));
    }
}
