package dev.shuttle.controlplane;

import dev.shuttle.controlplane.auth.ApiKeys;
import dev.shuttle.controlplane.bundle.Bundle;
import dev.shuttle.controlplane.database.Database;
import dev.shuttle.controlplane.log.Masks;
import dev.shuttle.controlplane.resource.Secrets;
import dev.shuttle.controlplane.vault.Vault;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;

/**
 * A home, and what is kept in it.
 *
 * @param home that this process has taken
 * @param database its store
 * @param carried what the control plane brings along, laid out in the home
 * @param keys of the API
 * @param generatedKey the administrator's, if it had to be generated: to be shown once
 * @param vault that encrypts
 * @param masks of secrets, in logs
 * @param secrets of projects
 */
record Stored(
        Home home,
        Database database,
        Bundle carried,
        ApiKeys keys,
        Optional<String> generatedKey,
        Vault vault,
        Masks masks,
        Secrets secrets) {

    static Stored open(Settings settings, Home home, Database database) throws IOException {
        Bundle carried = Bundle.install(home.root());
        ApiKeys keys = new ApiKeys(database, home.root().resolve("admin.key"));
        Optional<String> generatedKey = keys.administrator(settings.keys().administrator());
        Vault vault = Vault.open(settings.keys().master(), home.root().resolve("master.key"), database);
        Masks masks = new Masks();
        return new Stored(
                home, database, carried, keys, generatedKey, vault, masks, new Secrets(database, vault, masks));
    }

    Path root() {
        return home.root();
    }
}
