package dev.shuttle.os;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/** New digests of the kinds that every Java platform has. */
public final class Digests {

    private Digests() {}

    /**
     * For what must not be taken for something else.
     *
     * @return a new SHA-256
     */
    public static MessageDigest sha256() {
        return of("SHA-256");
    }

    /**
     * Maven's repository layout asks for it; nothing here relies on its strength.
     *
     * @return a new SHA-1
     */
    public static MessageDigest sha1() {
        return of("SHA-1");
    }

    /** The SHA-256 of a whole, in hexadecimal. */
    public static String sha256Hex(byte[] content) {
        return HexFormat.of().formatHex(sha256().digest(content));
    }

    private static MessageDigest of(String algorithm) {
        try {
            return MessageDigest.getInstance(algorithm);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("Every Java platform has " + algorithm, e);
        }
    }
}
