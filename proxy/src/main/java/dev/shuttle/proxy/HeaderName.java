package dev.shuttle.proxy;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * A header's name in one spelling, and what it is to the proxy, found out once: the names in use are kept in a table of fixed
 * size, in which a new one takes the place of another. Immutable.
 */
final class HeaderName {
    /** The bit that differs between a capital and a small letter. */
    private static final int CASE = 0x20;

    private static final int SLOTS = 1024;
    private static final int MAX_KEPT_LENGTH = 64;
    private static final @Nullable HeaderName[] KEPT = new HeaderName[SLOTS];

    private final String text;
    private final byte[] bytes;
    private final Role role;
    private final boolean hopByHop;
    private final boolean claim;

    /** The part that a header has in where its message ends, for the parser of plain heads. */
    enum Role {
        /** None. */
        PLAIN,
        CONTENT_LENGTH,
        /** The end depends on it, or something comes before it. */
        SPECIAL
    }

    private HeaderName(String text) {
        this.text = text;
        this.bytes = text.getBytes(StandardCharsets.ISO_8859_1);
        this.role = switch (text.toLowerCase(Locale.ROOT)) {
            case "content-length" -> Role.CONTENT_LENGTH;
            case "transfer-encoding", "expect", "upgrade", "trailer", "sec-websocket-key1", "sec-websocket-key2" -> Role
                    .SPECIAL;
            default -> Role.PLAIN;
        };
        this.hopByHop = HopByHop.contains(text);
        this.claim = ClientClaims.isClaim(text) || HopByHop.isOtherSpelling(text);
    }

    static HeaderName of(String text) {
        if (text.length() > MAX_KEPT_LENGTH) {
            return new HeaderName(text);
        }
        int slot = slot(hash(text));
        HeaderName kept = KEPT[slot];
        if (kept != null && kept.text.equals(text)) {
            return kept;
        }
        HeaderName name = new HeaderName(text);
        KEPT[slot] = name;
        return name;
    }

    /** Of the bytes from {@code start} to before {@code end}, whose {@link #hash} is known. */
    static HeaderName of(byte[] head, int start, int end, int hash) {
        HeaderName kept = KEPT[slot(hash)];
        if (kept != null && Arrays.equals(kept.bytes, 0, kept.bytes.length, head, start, end)) {
            return kept;
        }
        return of(new String(head, start, end - start, StandardCharsets.ISO_8859_1));
    }

    /** Of one more byte behind those of a hash; of the first behind 0. */
    static int hash(int before, byte next) {
        return 31 * before + (next & 0xff);
    }

    private static int hash(String text) {
        int hash = 0;
        for (int i = 0; i < text.length(); i++) {
            hash = hash(hash, (byte) text.charAt(i));
        }
        return hash;
    }

    private static int slot(int hash) {
        return (hash ^ (hash >>> 15)) & (SLOTS - 1);
    }

    /** Whether it is that one, in any case. */
    boolean is(String other) {
        return text.length() == other.length()
                && ((text.charAt(0) ^ other.charAt(0)) & ~CASE) == 0
                && text.equalsIgnoreCase(other);
    }

    String text() {
        return text;
    }

    Role role() {
        return role;
    }

    /** Whether it ends at the proxy. */
    boolean isHopByHop() {
        return hopByHop;
    }

    /** Whether it says something that a client must not say itself, or could be read so. */
    boolean isClaim() {
        return claim;
    }
}
