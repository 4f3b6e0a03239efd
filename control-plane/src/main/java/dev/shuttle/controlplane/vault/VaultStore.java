package dev.shuttle.controlplane.vault;

import dev.shuttle.controlplane.database.Database;
import java.time.Instant;
import java.util.Optional;
import org.jdbi.v3.core.Jdbi;

/** The id of the key that encrypts a store. */
final class VaultStore {
    private final Jdbi jdbi;

    VaultStore(Database database) {
        this.jdbi = database.jdbi();
    }

    /** The id of the key that it was encrypted with; empty if nothing was yet. */
    Optional<String> keyId() {
        return jdbi.withHandle(handle ->
                handle.select("select id from vault_key").mapTo(String.class).findOne());
    }

    void keep(String keyId) {
        jdbi.useHandle(
                handle -> handle.execute("insert into vault_key (id, created_at) values (?, ?)", keyId, Instant.now()));
    }
}
