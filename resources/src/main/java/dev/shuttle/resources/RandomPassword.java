package dev.shuttle.resources;

import java.security.SecureRandom;

/** Passwords that cannot be guessed and need no escaping in a URL, a configuration or a shell. */
public final class RandomPassword {
    private static final String ALPHABET = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789";

    /** Some 238 bits. */
    private static final int LENGTH = 40;

    private static final SecureRandom RANDOM = new SecureRandom();

    private RandomPassword() {}

    /**
     * A new one.
     *
     * @return 40 letters and digits
     */
    public static String next() {
        StringBuilder password = new StringBuilder(LENGTH);
        for (int i = 0; i < LENGTH; i++) {
            password.append(ALPHABET.charAt(RANDOM.nextInt(ALPHABET.length())));
        }
        return password.toString();
    }
}
