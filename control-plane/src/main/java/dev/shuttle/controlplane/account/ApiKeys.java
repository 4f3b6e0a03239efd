package dev.shuttle.controlplane.account;

import dev.shuttle.controlplane.database.Database;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.SecureRandom;
import java.util.HexFormat;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The keys that open the API. Only SHA-256 hashes are kept: a generated key has 238 bits, so that a slow hash would buy
 * nothing. Thread-safe.
 */
public final class ApiKeys {
    private static final String ADMINISTRATOR = "admin";
    private static final String ALPHABET = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";
    private static final int LENGTH = 40;

    private final ApiKeyStore store;
    private final Path file;
    private final SecureRandom random = new SecureRandom();

    /**
     * The keys of a control plane.
     *
     * @param database where their hashes are
     * @param file where a generated administrator's key is kept, mode 0600
     */
    public ApiKeys(Database database, Path file) {
        this.store = new ApiKeyStore(database);
        this.file = file;
    }

    /**
     * Sets the administrator's key, or makes one where there is none.
     *
     * @param given the operator's own, or null
     * @return the generated key, to be shown once; empty if none was made
     * @throws IOException if the key file cannot be written
     */
    public Optional<String> administrator(@Nullable String given) throws IOException {
        if (given != null) {
            store.put(ADMINISTRATOR, ADMINISTRATOR, hash(given));
            Files.deleteIfExists(file);
            return Optional.empty();
        }
        if (store.hasName(ADMINISTRATOR) && Files.exists(file)) {
            return Optional.empty();
        }
        String key = generate();
        write(key);
        store.put(ADMINISTRATOR, ADMINISTRATOR, hash(key));
        return Optional.of(key);
    }

    /**
     * Whether a key opens the API.
     *
     * @param key as the client sent it
     * @return true for a known key
     */
    public boolean knows(String key) {
        return store.hasHash(hash(key));
    }

    private String generate() {
        StringBuilder key = new StringBuilder("shk_");
        for (int i = 0; i < LENGTH; i++) {
            key.append(ALPHABET.charAt(random.nextInt(ALPHABET.length())));
        }
        return key.toString();
    }

    private void write(String key) throws IOException {
        Path aside = file.resolveSibling(file.getFileName() + ".new");
        Files.deleteIfExists(aside);
        Files.createFile(aside, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
        Files.writeString(aside, key + "\n");
        Files.move(aside, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    }

    private static String hash(String key) {
        try {
            byte[] hash = MessageDigest.getInstance("SHA-256").digest(key.getBytes(StandardCharsets.UTF_8));
            return HexFormat.of().formatHex(hash);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }
}
