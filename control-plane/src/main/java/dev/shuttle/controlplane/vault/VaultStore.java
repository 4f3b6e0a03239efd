package dev.shuttle.controlplane.vault;

import dev.shuttle.controlplane.database.Database;
import java.time.Instant;
import org.jdbi.v3.core.Jdbi;

/** The id of the key that encrypts a store. */
final class VaultStore {
    private final Jdbi jdbi;

    VaultStore(Database database) {
        this.jdbi = database.jdbi();
    }

    /** The id that the store has, which becomes the given one if it has none yet. */
    String keyId(String mine) {
        return jdbi.inTransaction(handle -> handle.select("select id from vault_key")
                .mapTo(String.class)
                .findOne()
                .orElseGet(() -> {
                    handle.execute(
                            "insert into vault_key (id, created_at) values (?, ?)", mine, Database.sql(Instant.now()));
                    return mine;
                }));
    }
}
