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
import java.security.GeneralSecurityException;
import java.util.Base64;
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
     * @param key the master key
     * @param database the store
     * @return the vault
     * @throws IOException if what the store holds was encrypted with another key; names that key's id
     */
    public static Vault open(MasterKey key, Database database) throws IOException {
        String wanted = new VaultStore(database).keyId(key.id());
        if (!wanted.equals(key.id())) {
            throw new IOException("The master key has the id " + key.id() + ", but the secrets of this home were"
                    + " encrypted with the key " + wanted + ". Give that one as SHUTTLE_MASTER_KEY, or put it back into"
                    + " master.key in the home. Nothing was changed.");
        }
        return new Vault(key);
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
