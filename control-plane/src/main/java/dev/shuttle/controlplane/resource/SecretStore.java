package dev.shuttle.controlplane.resource;

import dev.shuttle.controlplane.database.Database;
import dev.shuttle.protocol.SecretName;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.Jdbi;
import org.jdbi.v3.core.mapper.reflect.ConstructorMapper;
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
                    Instant.now());
        }
    }

    List<SecretName> names(String project) {
        return jdbi.withHandle(
                handle -> handle.select("select name, updated_at from secret where project = ? order by name", project)
                        .map(ConstructorMapper.of(SecretName.class))
                        .list());
    }

    /** By name. */
    Map<String, String> encrypted(String project) {
        return jdbi.withHandle(
                handle -> handle.select("select name, encrypted from secret where project = ? order by name", project)
                        .reduceRows(new LinkedHashMap<>(), (found, row) -> {
                            found.put(row.getColumn("name", String.class), row.getColumn("encrypted", String.class));
                            return found;
                        }));
    }
}
