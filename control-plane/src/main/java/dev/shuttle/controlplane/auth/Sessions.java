package dev.shuttle.controlplane.auth;

import dev.shuttle.controlplane.database.Database;
import dev.shuttle.os.Digests;
import dev.shuttle.os.Disk;
import dev.shuttle.protocol.Key;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Base64;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Who is signed in to the console: for some hours without a request, for some days in all, and never longer than the key
 * that was shown. Only hashes are kept. Thread-safe.
 */
public final class Sessions {
    /** A working day; beyond, the browser may be somebody else's. */
    public static final Duration IDLE = Duration.ofHours(12);

    /** However busy. */
    public static final Duration LONGEST = Duration.ofDays(7);

    /** One that was begun later than now was begun by a clock that was ahead, and would last for as long as that. */
    private static final Duration SKEW = Duration.ofMinutes(5);

    /** More than the browsers of those who share a key. */
    private static final int OF_A_KEY = 20;

    private static final Duration NOTED_EVERY = Duration.ofMinutes(5);
    private static final int BYTES = 32;
    private static final SecureRandom CHANCE = new SecureRandom();
    private static final Logger LOG = LoggerFactory.getLogger(Sessions.class);

    private final SessionStore store;
    private final Path home;
    private final InstantSource clock;

    /** Those of a store; {@code home} is where there must be room to note that one is used. */
    public Sessions(Database database, Path home, InstantSource clock) {
        this.store = new SessionStore(database);
        this.home = home;
        this.clock = clock;
    }

    /** A new one: what the browser shows from now on. */
    public String begin(Key key) {
        byte[] random = new byte[BYTES];
        CHANCE.nextBytes(random);
        String token = Base64.getUrlEncoder().withoutPadding().encodeToString(random);
        Instant now = now();
        store.add(hash(token), key.id(), now, OF_A_KEY, now.minus(LONGEST), now.minus(IDLE), now.plus(SKEW));
        return token;
    }

    /** The key that it was begun with; empty once it is over, or the key is. */
    public Optional<Key> find(String token) {
        Instant now = now();
        String hash = hash(token);
        Optional<SessionStore.Row> row = store.find(hash, now.minus(LONGEST), now.minus(IDLE), now.plus(SKEW))
                .filter(found -> ApiKeys.isCurrent(found.key(), now));
        row.filter(found -> Duration.between(found.usedAt(), now).abs().compareTo(NOTED_EVERY) >= 0)
                .ifPresent(found -> note(hash, now));
        return row.map(SessionStore.Row::key);
    }

    /** A full disk must not lock users out. */
    private void note(String hash, Instant now) {
        try {
            if (Disk.free(home) > Disk.KEPT_FREE) {
                store.used(hash, now);
            }
        } catch (IOException | RuntimeException e) {
            LOG.warn("that a session was used is not noted: {}", e.toString());
        }
    }

    /** Ends it. */
    public void end(String token) {
        store.remove(hash(token));
    }

    /** The word that its forms carry, which no other site can know. */
    public static String formToken(String token) {
        return Digests.sha256Hex(("form:" + token).getBytes(StandardCharsets.UTF_8));
    }

    private Instant now() {
        return Instant.ofEpochMilli(clock.millis());
    }

    private static String hash(String token) {
        return Digests.sha256Hex(token.getBytes(StandardCharsets.UTF_8));
    }
}
