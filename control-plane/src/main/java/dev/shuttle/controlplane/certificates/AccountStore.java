package dev.shuttle.controlplane.certificates;

import dev.shuttle.controlplane.database.Database;
import dev.shuttle.controlplane.vault.Vault;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.KeyPair;
import java.security.spec.PKCS8EncodedKeySpec;
import java.security.spec.X509EncodedKeySpec;
import java.time.Instant;
import java.util.Base64;
import org.jdbi.v3.core.Jdbi;

/** The keys of our accounts, encrypted: one at each directory. Thread-safe. */
final class AccountStore {
    private final Jdbi jdbi;
    private final Vault vault;

    AccountStore(Database database, Vault vault) {
        this.jdbi = database.jdbi();
        this.vault = vault;
    }

    /** Made and kept at first use, so that an account outlives a crash between its making and its first order. */
    synchronized KeyPair keyOf(String directory) {
        return jdbi.withHandle(
                        handle -> handle.select("select encrypted from acme_account where directory = ?", directory)
                                .mapTo(String.class)
                                .findOne())
                .map(encrypted -> read(vault.decrypt(place(directory), encrypted)))
                .orElseGet(() -> add(directory, KeyPairs.ec()));
    }

    private KeyPair add(String directory, KeyPair key) {
        Base64.Encoder encoder = Base64.getEncoder();
        String text = encoder.encodeToString(key.getPrivate().getEncoded()) + " "
                + encoder.encodeToString(key.getPublic().getEncoded());
        jdbi.useHandle(handle -> handle.execute(
                "insert into acme_account (directory, encrypted, created_at) values (?, ?, ?)",
                directory,
                vault.encrypt(place(directory), text),
                Instant.now()));
        return key;
    }

    private static KeyPair read(String text) {
        String[] keys = text.split(" ", -1);
        try {
            KeyFactory factory = KeyFactory.getInstance("EC");
            Base64.Decoder decoder = Base64.getDecoder();
            return new KeyPair(
                    factory.generatePublic(new X509EncodedKeySpec(decoder.decode(keys[1]))),
                    factory.generatePrivate(new PKCS8EncodedKeySpec(decoder.decode(keys[0]))));
        } catch (GeneralSecurityException | IllegalArgumentException e) {
            throw new IllegalStateException("the key of an ACME account in the store is not valid");
        }
    }

    private static String place(String directory) {
        return "acme/" + directory;
    }
}
