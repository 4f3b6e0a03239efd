package dev.shuttle.controlplane.resource;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.type.TypeReference;
import dev.shuttle.controlplane.database.Database;
import dev.shuttle.controlplane.database.StateLists;
import dev.shuttle.controlplane.vault.Vault;
import dev.shuttle.protocol.Json;
import dev.shuttle.runtime.service.ResourceOutput;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.Jdbi;
import org.jspecify.annotations.Nullable;

/** The tables of resources and of what each deployment was given, encrypted. Thread-safe. */
final class ResourceStore {
    private final Jdbi jdbi;
    private final Vault vault;

    ResourceStore(Database database, Vault vault) {
        this.jdbi = database.jdbi();
        this.vault = vault;
    }

    List<ResourceRow> list(String project) {
        return jdbi.withHandle(
                handle -> handle.select("select * from resource where project = ? order by type, name", project)
                        .map((row, context) -> row(project, row))
                        .list());
    }

    Optional<ResourceRow> find(String project, String type, String name) {
        return jdbi.withHandle(handle -> handle.select(
                        "select * from resource where project = ? and type = ? and name = ?", project, type, name)
                .map((row, context) -> row(project, row))
                .findOne());
    }

    void insert(String project, ResourceRow row) {
        jdbi.useHandle(handle -> handle.execute(
                "insert into resource (project, type, name, encrypted, ready, created_at) values (?, ?, ?, ?, ?, ?)",
                project,
                row.type(),
                row.name(),
                ciphertext(project, row),
                row.ready(),
                Instant.now()));
    }

    void update(String project, ResourceRow row) {
        jdbi.useHandle(handle -> handle.execute(
                "update resource set encrypted = ?, ready = ? where project = ? and type = ? and name = ?",
                ciphertext(project, row),
                row.ready(),
                project,
                row.type(),
                row.name()));
    }

    void delete(String project, String type, String name) {
        jdbi.useHandle(handle -> handle.execute(
                "delete from resource where project = ? and type = ? and name = ?", project, type, name));
    }

    /** Whether a deployment was given it that serves, or is about to. */
    boolean isUsed(String project, String type, String name) {
        return isUsed(project, type, name, StateLists.FINAL_OR_DRAINING);
    }

    /** Whether a deployment was given it that is not over. */
    boolean isHeld(String project, String type, String name) {
        return isUsed(project, type, name, StateLists.FINAL);
    }

    private boolean isUsed(String project, String type, String name, String without) {
        return jdbi.withHandle(handle -> handle.select(
                                "select count(*) from deployment_output o join deployment d on d.id = o.deployment"
                                        + " where d.project = ? and o.type = ? and o.name = ? and d.state not in "
                                        + without,
                                project,
                                type,
                                name)
                        .mapTo(Integer.class)
                        .one())
                > 0;
    }

    /** The outputs of a deployment, in order. */
    List<ResourceOutput> outputs(String deployment) {
        return jdbi.withHandle(handle -> handle.select(
                        "select * from deployment_output where deployment = ? order by position", deployment)
                .map((row, context) -> output(deployment, row))
                .list());
    }

    /** Replaces what a deployment was given. */
    void give(String deployment, List<ResourceOutput> outputs) {
        jdbi.useTransaction(handle -> {
            handle.execute("delete from deployment_output where deployment = ?", deployment);
            for (int i = 0; i < outputs.size(); i++) {
                give(handle, deployment, i, outputs.get(i));
            }
        });
    }

    private void give(Handle handle, String deployment, int position, ResourceOutput output) {
        handle.execute(
                "insert into deployment_output (deployment, position, type, name, encrypted) values (?, ?, ?, ?, ?)",
                deployment,
                position,
                output.type(),
                output.name(),
                vault.encrypt(place(deployment, output.type(), output.name()), json(output.values())));
    }

    private ResourceRow row(String project, ResultSet row) throws SQLException {
        String type = row.getString("type");
        String name = row.getString("name");
        String clear = vault.decrypt(place(project, type, name), row.getString("encrypted"));
        return new ResourceRow(type, name, values(clear), row.getBoolean("ready"));
    }

    private ResourceOutput output(String deployment, ResultSet row) throws SQLException {
        String type = row.getString("type");
        String name = row.getString("name");
        String clear = vault.decrypt(place(deployment, type, name), row.getString("encrypted"));
        return new ResourceOutput(type, name, values(clear));
    }

    private String ciphertext(String project, ResourceRow row) {
        return vault.encrypt(place(project, row.type(), row.name()), json(row.values()));
    }

    private static String place(String owner, String type, String name) {
        return "resource/" + owner + "/" + type + "/" + name;
    }

    private static String json(Map<String, String> values) {
        try {
            return Json.MAPPER.writeValueAsString(values);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("a map of strings is JSON", e);
        }
    }

    private static Map<String, String> values(@Nullable String json) {
        try {
            return Json.MAPPER.readValue(json, new TypeReference<>() {});
        } catch (JsonProcessingException e) {
            // Without the cause, which would quote what is to be hidden.
            throw new IllegalStateException("what was encrypted is not what this version writes");
        }
    }
}
