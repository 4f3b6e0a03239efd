package dev.shuttle.controlplane.auth;

import dev.shuttle.controlplane.database.Database;
import dev.shuttle.protocol.Key;
import dev.shuttle.protocol.KeyScope;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.Jdbi;
import org.jdbi.v3.core.mapper.ColumnMapper;
import org.jdbi.v3.core.mapper.RowMapper;
import org.jdbi.v3.core.mapper.reflect.ConstructorMapper;
import org.jdbi.v3.core.result.ResultIterable;
import org.jdbi.v3.core.statement.Query;

/** The hashes of the keys, and what each may do. */
final class ApiKeyStore {
    static final ColumnMapper<KeyScope> SCOPES = (row, column, context) -> KeyScope.parse(row.getString(column));
    static final RowMapper<Key> KEYS = ConstructorMapper.of(Key.class);

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
        return keys(handle.select("select * from api_key where " + column + " = ?", value))
                .findOne();
    }

    List<Key> all() {
        return jdbi.withHandle(handle ->
                keys(handle.select("select * from api_key order by name")).list());
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
                    key.createdAt(),
                    key.expiresAt());
        });
    }

    void used(String id, Instant at) {
        jdbi.useHandle(handle -> handle.execute("update api_key set last_used_at = ? where id = ?", at, id));
    }

    void remove(String id) {
        jdbi.useHandle(handle -> handle.execute("delete from api_key where id = ?", id));
    }

    private static ResultIterable<Key> keys(Query query) {
        return query.registerColumnMapper(KeyScope.class, SCOPES).map(KEYS);
    }
}
