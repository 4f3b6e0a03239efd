package dev.shuttle.controlplane.vault;

import dev.shuttle.os.NewFile;
import java.io.IOException;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.Base64;
import java.util.HexFormat;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.jspecify.annotations.Nullable;

/**
 * The key of the vault: the operator's own string, or one that is generated and kept in a file, mode 0600. What
 * encrypts is derived from it (HKDF with SHA-256, RFC 5869), and so is its id, which tells nothing of it. Immutable.
 */
public final class MasterKey {
    private static final int GENERATED_BYTES = 32;
    private static final byte[] SALT = "dev.shuttle master key".getBytes(StandardCharsets.US_ASCII);

    private final byte[] bytes;
    private final byte[] sealing;
    private final String id;

    private MasterKey(String text) {
        byte[] seed = mac(SALT, text.getBytes(StandardCharsets.UTF_8));
        this.bytes = expand(seed, "aead");
        this.sealing = expand(seed, "seal");
        this.id = HexFormat.of().formatHex(Arrays.copyOf(expand(seed, "id"), 4));
    }

    /**
     * The operator's key, or the file's, which is made where there is none.
     *
     * @param given the operator's, or null
     * @param file where a generated one is kept
     * @return the key
     * @throws IOException if the file cannot be read or written
     */
    public static MasterKey of(@Nullable String given, Path file) throws IOException {
        if (given != null) {
            return new MasterKey(given);
        }
        if (!Files.exists(file)) {
            generate(file);
        }
        String kept = text(file).strip();
        if (kept.isEmpty()) {
            throw new IOException("The master key in " + file + " is empty. Put the original one back.");
        }
        return new MasterKey(kept);
    }

    private static String text(Path file) throws IOException {
        try {
            return Files.readString(file);
        } catch (CharacterCodingException e) {
            throw new IOException(
                    "The master key in " + file + " is not text: it was damaged. Put the original one back, or set"
                            + " SHUTTLE_MASTER_KEY. Nothing was changed.",
                    e);
        }
    }

    private static void generate(Path file) throws IOException {
        byte[] random = new byte[GENERATED_BYTES];
        new SecureRandom().nextBytes(random);
        NewFile.write(file, Base64.getUrlEncoder().withoutPadding().encodeToString(random) + "\n");
    }

    /**
     * Names the key, in the store and in messages.
     *
     * @return eight hexadecimal digits
     */
    public String id() {
        return id;
    }

    /** The number in the prefix of each ciphertext: the same as {@link #id()}. */
    int number() {
        return HexFormat.fromHexDigits(id);
    }

    /**
     * Seals a text: who does not have the key can change neither unseen.
     *
     * @param text what is sealed
     * @return its HMAC, hexadecimal, under a key of its own that is derived from this one
     */
    public String seal(String text) {
        return HexFormat.of().formatHex(mac(sealing, text.getBytes(StandardCharsets.UTF_8)));
    }

    byte[] bytes() {
        return bytes.clone();
    }

    @Override
    public String toString() {
        return "MasterKey[" + id + "]";
    }

    /** One block of HKDF-Expand: its 32 bytes are all that is needed. */
    private static byte[] expand(byte[] seed, String purpose) {
        byte[] info = purpose.getBytes(StandardCharsets.US_ASCII);
        byte[] block = Arrays.copyOf(info, info.length + 1);
        block[info.length] = 1;
        return mac(seed, block);
    }

    private static byte[] mac(byte[] key, byte[] data) {
        try {
            Mac mac = Mac.getInstance("HmacSHA256");
            mac.init(new SecretKeySpec(key, "HmacSHA256"));
            return mac.doFinal(data);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("Every Java platform has HmacSHA256", e);
        }
    }
}
