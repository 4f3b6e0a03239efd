package dev.shuttle.controlplane.vault;

import com.google.crypto.tink.Aead;
import com.google.crypto.tink.InsecureSecretKeyAccess;
import com.google.crypto.tink.aead.AesGcmKey;
import com.google.crypto.tink.aead.AesGcmParameters;
import com.google.crypto.tink.subtle.AesGcmJce;
import com.google.crypto.tink.util.SecretBytes;
import dev.shuttle.controlplane.database.Database;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.util.Base64;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Encrypts secrets and passwords at rest: AES-256-GCM by Tink, each ciphertext with the key's id in its prefix and bound
 * to its place, so that one row's cannot be put into another's. Thread-safe.
 */
public final class Vault {
    private static final int KEY_BYTES = 32;
    private static final int IV_BYTES = 12;
    private static final int TAG_BYTES = 16;

    private final MasterKey key;
    private @Nullable Aead aead;

    private Vault(MasterKey key) {
        this.key = key;
    }

    /**
     * Opens the vault of a store.
     *
     * @param given the operator's master key, or null
     * @param file where a generated one is kept
     * @param database the store
     * @return the vault
     * @throws IOException if what the store holds was encrypted with another key; names that key's id, and changes
     *     nothing
     */
    public static Vault open(@Nullable String given, Path file, Database database) throws IOException {
        VaultStore store = new VaultStore(database);
        Optional<String> wanted = store.keyId();
        if (wanted.isPresent() && given == null && !Files.exists(file)) {
            throw refused("There is no master key", wanted.get(), file);
        }
        MasterKey key = MasterKey.of(given, file);
        if (wanted.isEmpty()) {
            store.keep(key.id());
        } else if (!wanted.get().equals(key.id())) {
            throw refused("The master key has the id " + key.id(), wanted.get(), file);
        }
        return new Vault(key);
    }

    /** The vault of a key, such as that of another home. */
    public static Vault of(MasterKey key) {
        return new Vault(key);
    }

    private static IOException refused(String what, String wanted, Path file) {
        return new IOException(what + ", but the secrets of this home were encrypted with the key " + wanted
                + ". Set SHUTTLE_MASTER_KEY to that one, or put it back into " + file + ". Nothing was changed.");
    }

    /**
     * The key that this was opened with.
     *
     * @return shows only its id
     */
    public MasterKey key() {
        return key;
    }

    /**
     * Encrypts.
     *
     * @param place where it will lie; must be given again to decrypt
     * @param clear any text
     * @return printable ASCII
     */
    public String encrypt(String place, String clear) {
        try {
            byte[] ciphertext = aead().encrypt(clear.getBytes(StandardCharsets.UTF_8), bytes(place));
            return Base64.getEncoder().encodeToString(ciphertext);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("could not encrypt for " + place, e);
        }
    }

    /**
     * Decrypts.
     *
     * @param place where it lies
     * @param ciphertext what {@link #encrypt} made
     * @return the text
     * @throws IllegalStateException if it was changed, or belongs to another place
     */
    public String decrypt(String place, String ciphertext) {
        try {
            byte[] clear = aead().decrypt(Base64.getDecoder().decode(ciphertext), bytes(place));
            return new String(clear, StandardCharsets.UTF_8);
        } catch (GeneralSecurityException | IllegalArgumentException e) {
            throw new IllegalStateException("What the store holds for " + place + " cannot be decrypted", e);
        }
    }

    /** On first use: many starts of a control plane need none. */
    private synchronized Aead aead() throws GeneralSecurityException {
        if (aead == null) {
            AesGcmParameters parameters = AesGcmParameters.builder()
                    .setKeySizeBytes(KEY_BYTES)
                    .setIvSizeBytes(IV_BYTES)
                    .setTagSizeBytes(TAG_BYTES)
                    .setVariant(AesGcmParameters.Variant.TINK)
                    .build();
            aead = AesGcmJce.create(AesGcmKey.builder()
                    .setParameters(parameters)
                    .setKeyBytes(SecretBytes.copyFrom(key.bytes(), InsecureSecretKeyAccess.get()))
                    .setIdRequirement(key.number())
                    .build());
        }
        return aead;
    }

    private static byte[] bytes(String place) {
        return place.getBytes(StandardCharsets.UTF_8);
    }
}
