package dev.shuttle.controlplane.auth;

import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.util.zip.CRC32;

/**
 * How a key that we make looks: {@code shk_}, 34 letters and digits by chance (202 bits), and 6 that are the CRC-32 of all
 * before, to base 62. So a scanner for leaked secrets finds it with few false alarms, without asking the server.
 */
final class KeyText {
    private static final String PREFIX = "shk_";
    private static final String ALPHABET = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";
    private static final int RANDOM = 34;
    private static final int CHECKSUM = 6;

    private static final SecureRandom CHANCE = new SecureRandom();

    private KeyText() {}

    /** A new one. */
    static String next() {
        StringBuilder text = new StringBuilder(PREFIX);
        for (int i = 0; i < RANDOM; i++) {
            text.append(ALPHABET.charAt(CHANCE.nextInt(ALPHABET.length())));
        }
        return text + checksum(text.toString());
    }

    private static String checksum(String text) {
        CRC32 crc = new CRC32();
        crc.update(text.getBytes(StandardCharsets.US_ASCII));
        StringBuilder digits = new StringBuilder();
        long rest = crc.getValue();
        for (int i = 0; i < CHECKSUM; i++) {
            digits.append(ALPHABET.charAt((int) (rest % ALPHABET.length())));
            rest /= ALPHABET.length();
        }
        return digits.reverse().toString();
    }
}
