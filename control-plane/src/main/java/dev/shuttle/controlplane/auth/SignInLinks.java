package dev.shuttle.controlplane.auth;

import dev.shuttle.os.Digests;
import dev.shuttle.protocol.Key;
import dev.shuttle.protocol.SignInLink;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Links that sign a browser in to the console, each once and within a minute. Only hashes are kept, in memory: a restart
 * ends them all. Thread-safe.
 */
public final class SignInLinks {
    /** For a browser to start. */
    public static final Duration VALID = Duration.ofMinutes(1);

    /** Of all keys; the oldest gives way. */
    static final int MOST = 1_000;

    private static final int BYTES = 32;
    private static final SecureRandom CHANCE = new SecureRandom();

    private final ApiKeys keys;
    private final InstantSource clock;
    private final Map<String, Link> links = new LinkedHashMap<>();

    private record Link(Key key, Instant expiresAt) {}

    /** Those of these keys. */
    public SignInLinks(ApiKeys keys, InstantSource clock) {
        this.keys = keys;
        this.clock = clock;
    }

    /** A new one, for who shows that key. */
    public synchronized SignInLink create(Key key) {
        Instant now = clock.instant();
        links.values().removeIf(link -> !now.isBefore(link.expiresAt()));
        if (links.size() >= MOST) {
            links.remove(links.keySet().iterator().next());
        }
        byte[] random = new byte[BYTES];
        CHANCE.nextBytes(random);
        String token = Base64.getUrlEncoder().withoutPadding().encodeToString(random);
        Instant expires = now.plus(VALID);
        links.put(hash(token), new Link(key, expires));
        return new SignInLink(token, expires);
    }

    /** Spends one. Empty if it was spent before, is too old, or its key is over by now. */
    public synchronized Optional<Key> spend(String token) {
        @Nullable Link link = links.remove(hash(token));
        return Optional.ofNullable(link)
                .filter(found -> clock.instant().isBefore(found.expiresAt()))
                .map(Link::key)
                .filter(keys::isValid);
    }

    private static String hash(String token) {
        return Digests.sha256Hex(token.getBytes(StandardCharsets.UTF_8));
    }
}
