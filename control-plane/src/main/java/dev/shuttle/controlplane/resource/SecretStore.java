package dev.shuttle.controlplane.resource;

import dev.shuttle.controlplane.database.Database;
import dev.shuttle.protocol.SecretName;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.Jdbi;
import org.jspecify.annotations.Nullable;

/** The table of secrets, encrypted. Thread-safe. */
final class SecretStore {
    private final Jdbi jdbi;

    SecretStore(Database database) {
        this.jdbi = database.jdbi();
    }

    /** Sets, or removes those whose value is null; all or none. */
    void change(String project, Map<String, @Nullable String> encrypted) {
        jdbi.useTransaction(handle -> encrypted.forEach((name, value) -> change(handle, project, name, value)));
    }

    private static void change(Handle handle, String project, String name, @Nullable String encrypted) {
        handle.execute("delete from secret where project = ? and name = ?", project, name);
        if (encrypted != null) {
            handle.execute(
                    "insert into secret (project, name, encrypted, updated_at) values (?, ?, ?, ?)",
                    project,
                    name,
                    encrypted,
                    Database.sql(Instant.now()));
        }
    }

    List<SecretName> names(String project) {
        return jdbi.withHandle(
                handle -> handle.select("select name, updated_at from secret where project = ? order by name", project)
                        .map((row, context) -> new SecretName(
                                row.getString("name"), Objects.requireNonNull(Database.instant(row, "updated_at"))))
                        .list());
    }

    /** By name. */
    Map<String, String> encrypted(String project) {
        return jdbi.withHandle(handle -> {
            Map<String, String> found = new LinkedHashMap<>();
            handle.select("select name, encrypted from secret where project = ? order by name", project)
                    .map((row, context) -> Map.entry(row.getString("name"), row.getString("encrypted")))
                    .forEach(entry -> found.put(entry.getKey(), entry.getValue()));
            return found;
        });
    }
}
