package dev.shuttle.controlplane.edge;

import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.util.Base64;
import javax.crypto.SecretKeyFactory;
import javax.crypto.spec.PBEKeySpec;

/** Passwords that people choose, hashed slowly (PBKDF2, RFC 8018) and each with a salt of its own: they can be guessed. */
final class PasswordHash {
    /** Some tenths of a second, once a user and run. It is kept with each hash, and may be raised. */
    private static final int ROUNDS = 100_000;

    private static final int SALT_BYTES = 16;
    private static final int BITS = 256;
    private static final String KIND = "pbkdf2-sha512";

    /** Takes as long as another, and matches nothing: that a user is unknown must not show. */
    static final String OF_NONE = KIND + ":" + ROUNDS + ":AAAAAAAAAAAAAAAAAAAAAA==:AAAA";

    private PasswordHash() {}

    /** With all that is needed to compare. */
    static String of(String password) {
        byte[] salt = new byte[SALT_BYTES];
        new SecureRandom().nextBytes(salt);
        Base64.Encoder text = Base64.getEncoder();
        return KIND + ":" + ROUNDS + ":" + text.encodeToString(salt) + ":"
                + text.encodeToString(hash(password, salt, ROUNDS));
    }

    static boolean matches(String password, String hashed) {
        String[] parts = hashed.split(":", -1);
        byte[] salt = Base64.getDecoder().decode(parts[2]);
        byte[] wanted = Base64.getDecoder().decode(parts[3]);
        return MessageDigest.isEqual(wanted, hash(password, salt, Integer.parseInt(parts[1])));
    }

    private static byte[] hash(String password, byte[] salt, int rounds) {
        try {
            return SecretKeyFactory.getInstance("PBKDF2WithHmacSHA512")
                    .generateSecret(new PBEKeySpec(password.toCharArray(), salt, rounds, BITS))
                    .getEncoded();
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every JDK has PBKDF2", e);
        }
    }
}
