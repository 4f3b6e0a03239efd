package dev.shuttle.controlplane.auth;

import dev.shuttle.controlplane.database.Database;
import dev.shuttle.protocol.Key;
import dev.shuttle.protocol.KeyScope;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.Jdbi;
import org.jdbi.v3.core.statement.StatementContext;

/** The hashes of the keys, and what each may do. */
final class ApiKeyStore {
    private final Jdbi jdbi;

    ApiKeyStore(Database database) {
        this.jdbi = database.jdbi();
    }

    Optional<Key> withHash(String hash) {
        return jdbi.withHandle(handle -> one(handle, "hash", hash));
    }

    Optional<Key> withName(String name) {
        return jdbi.withHandle(handle -> one(handle, "name", name));
    }

    Optional<Key> withId(String id) {
        return jdbi.withHandle(handle -> one(handle, "id", id));
    }

    private static Optional<Key> one(Handle handle, String column, String value) {
        return handle.select("select * from api_key where " + column + " = ?", value)
                .map(ApiKeyStore::key)
                .findOne();
    }

    List<Key> all() {
        return jdbi.withHandle(handle -> handle.select("select * from api_key order by name")
                .map(ApiKeyStore::key)
                .list());
    }

    /** Adds one, in the place of another of that name. */
    void put(Key key, String hash) {
        jdbi.useTransaction(handle -> {
            handle.execute("delete from api_key where name = ?", key.name());
            handle.execute(
                    "insert into api_key (id, name, hash, scope, created_at, expires_at) values (?, ?, ?, ?, ?, ?)",
                    key.id(),
                    key.name(),
                    hash,
                    key.scope().toString(),
                    Database.sql(key.createdAt()),
                    Database.sql(key.expiresAt()));
        });
    }

    void used(String id, Instant at) {
        jdbi.useHandle(
                handle -> handle.execute("update api_key set last_used_at = ? where id = ?", Database.sql(at), id));
    }

    void remove(String id) {
        jdbi.useHandle(handle -> handle.execute("delete from api_key where id = ?", id));
    }

    private static Key key(ResultSet row, StatementContext context) throws SQLException {
        return new Key(
                row.getString("id"),
                row.getString("name"),
                KeyScope.parse(row.getString("scope")),
                Objects.requireNonNull(Database.instant(row, "created_at")),
                Database.instant(row, "expires_at"),
                Database.instant(row, "last_used_at"));
    }
}
