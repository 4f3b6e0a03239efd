package dev.shuttle.controlplane.resource;

import dev.shuttle.controlplane.database.Database;
import dev.shuttle.controlplane.vault.Vault;
import java.security.SecureRandom;
import java.util.HexFormat;
import org.jdbi.v3.core.Jdbi;

/** Passwords of the platform's own, for the servers that it brings along: made up on first use, encrypted. Thread-safe. */
public final class PlatformSecretStore {
    private static final int RANDOM_BYTES = 24;

    private final Jdbi jdbi;
    private final Vault vault;

    /**
     * The platform's passwords in a store.
     *
     * @param database where they lie
     * @param vault what encrypts them
     */
    public PlatformSecretStore(Database database, Vault vault) {
        this.jdbi = database.jdbi();
        this.vault = vault;
    }

    /**
     * A password; committed before it is returned for the first time.
     *
     * @param name what it is for
     * @return hexadecimal digits, always the same
     */
    public synchronized String of(String name) {
        String place = "platform/" + name;
        return jdbi.inTransaction(handle -> handle.select("select encrypted from platform_secret where name = ?", name)
                .mapTo(String.class)
                .findOne()
                .map(ciphertext -> vault.decrypt(place, ciphertext))
                .orElseGet(() -> {
                    String made = random();
                    handle.execute(
                            "insert into platform_secret (name, encrypted) values (?, ?)",
                            name,
                            vault.encrypt(place, made));
                    return made;
                }));
    }

    private static String random() {
        byte[] bytes = new byte[RANDOM_BYTES];
        new SecureRandom().nextBytes(bytes);
        return HexFormat.of().formatHex(bytes);
    }
}
