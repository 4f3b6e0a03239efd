package dev.shuttle.controlplane.account;

import dev.shuttle.controlplane.database.Database;
import java.time.Instant;
import org.jdbi.v3.core.Jdbi;

/** The hashes of the keys. */
final class ApiKeyStore {
    private final Jdbi jdbi;

    ApiKeyStore(Database database) {
        this.jdbi = database.jdbi();
    }

    boolean hasHash(String hash) {
        return count("select count(*) from api_key where hash = ?", hash) > 0;
    }

    boolean hasName(String name) {
        return count("select count(*) from api_key where name = ?", name) > 0;
    }

    private int count(String sql, String value) {
        return jdbi.withHandle(
                handle -> handle.select(sql, value).mapTo(Integer.class).one());
    }

    void put(String id, String name, String hash) {
        jdbi.useTransaction(handle -> {
            handle.execute("delete from api_key where name = ?", name);
            handle.execute(
                    "insert into api_key (id, name, hash, created_at) values (?, ?, ?, ?)",
                    id,
                    name,
                    hash,
                    Database.sql(Instant.now()));
        });
    }
}
