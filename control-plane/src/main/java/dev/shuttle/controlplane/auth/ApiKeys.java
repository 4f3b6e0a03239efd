package dev.shuttle.controlplane.auth;

import dev.shuttle.controlplane.database.Database;
import dev.shuttle.controlplane.fault.ConflictException;
import dev.shuttle.controlplane.fault.InvalidException;
import dev.shuttle.os.Digests;
import dev.shuttle.os.Disk;
import dev.shuttle.os.NewFile;
import dev.shuttle.protocol.Key;
import dev.shuttle.protocol.KeyRequest;
import dev.shuttle.protocol.KeyScope;
import dev.shuttle.protocol.NewKey;
import java.io.IOException;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HexFormat;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The keys that open the API. Only SHA-256 hashes are kept: a generated key has 202 bits by chance, so that a slow hash
 * would buy nothing. A key is looked up for each request, so a revocation takes effect at once.
 * Thread-safe.
 */
public final class ApiKeys {
    private static final Logger LOG = LoggerFactory.getLogger(ApiKeys.class);

    private static final String ADMINISTRATOR = "admin";

    /** More than people and pipelines of one server; each is a row, and all are listed in one answer. */
    private static final int MOST = 1000;

    private static final int LONGEST_NAME = 100;

    /** Being told which keys are still in use is worth a write a minute. */
    private static final Duration NOTED_EVERY = Duration.ofMinutes(1);

    private final InstantSource clock;
    private final ApiKeyStore store;
    private final Path file;
    private final Path folder;

    /**
     * The keys of a control plane.
     *
     * @param database where their hashes are
     * @param file where a generated administrator's key is kept, mode 0600
     */
    public ApiKeys(Database database, Path file) {
        this(database, file, InstantSource.system());
    }

    /**
     * The keys of a control plane, by another clock.
     *
     * @param database where their hashes are
     * @param file where a generated administrator's key is kept, mode 0600
     * @param clock by which they expire
     */
    public ApiKeys(Database database, Path file, InstantSource clock) {
        this.clock = clock;
        this.store = new ApiKeyStore(database);
        this.file = file;
        this.folder = Objects.requireNonNull(file.toAbsolutePath().getParent());
    }

    /**
     * Sets the administrator's key, or makes one where there is none.
     *
     * @param given the operator's own, or null
     * @return the generated key, to be shown once; empty if none was made
     * @throws IOException if the key file cannot be written
     */
    public Optional<String> administrator(@Nullable String given) throws IOException {
        if (given != null) {
            String hash = hash(given);
            if (store.withHash(hash).filter(ApiKeys::isAdministrators).isEmpty()) {
                store.put(administrators(), hash);
            }
            Files.deleteIfExists(file);
            return Optional.empty();
        }
        if (store.withName(ADMINISTRATOR).isPresent() && Files.exists(file)) {
            return Optional.empty();
        }
        String key = KeyText.next();
        NewFile.write(file, key + "\n");
        store.put(administrators(), hash(key));
        return Optional.of(key);
    }

    private Key administrators() {
        return new Key(ADMINISTRATOR, ADMINISTRATOR, KeyScope.ADMIN, now(), null, null);
    }

    private static boolean isAdministrators(Key key) {
        return key.name().equals(ADMINISTRATOR);
    }

    /**
     * Whose key it is.
     *
     * @param text as the client sent it
     * @return empty for one that is unknown, revoked or expired
     */
    public Optional<Key> find(String text) {
        Instant now = now();
        Optional<Key> key = store.withHash(hash(text)).filter(known -> isCurrent(known, now));
        key.ifPresent(known -> note(known, now));
        return key;
    }

    /**
     * Whether a key that was found may still be used.
     *
     * @param key as found
     * @return false once it is revoked or has expired
     */
    public boolean isValid(Key key) {
        Instant now = now();
        return store.withId(key.id()).filter(known -> isCurrent(known, now)).isPresent();
    }

    static boolean isCurrent(Key key, Instant now) {
        return key.expiresAt() == null || now.isBefore(key.expiresAt());
    }

    /** A full disk must not lock users out. */
    private void note(Key key, Instant now) {
        Instant last = key.lastUsedAt();
        if (last != null && Duration.between(last, now).abs().compareTo(NOTED_EVERY) < 0) {
            return;
        }
        try {
            // A write for which there is no room would close the store, and what only reads would wait for it.
            if (Disk.free(folder) > Disk.KEPT_FREE) {
                store.used(key.id(), now);
            }
        } catch (IOException | RuntimeException e) {
            LOG.warn("that key {} was used is not noted: {}", key.id(), e.toString());
        }
    }

    /**
     * All keys, by name.
     *
     * @return without the keys themselves
     */
    public List<Key> all() {
        return store.all();
    }

    /**
     * Makes a key.
     *
     * @param wanted which
     * @return with the key, which is told only here
     * @throws InvalidException if it has no name, or would have expired already
     * @throws ConflictException if another has the name, or there are too many
     */
    public synchronized NewKey create(KeyRequest wanted) {
        String name = name(wanted.name());
        Instant expires = wanted.expiresAt();
        if (expires != null && !expires.isAfter(now())) {
            throw new InvalidException("key", "The expiry " + expires + " is in the past.");
        }
        if (store.withName(name).isPresent()) {
            throw new ConflictException("A key named " + name + " already exists: revoke it, or choose another name.");
        }
        if (store.all().size() >= MOST) {
            throw new ConflictException("The limit of " + MOST + " keys is reached: revoke some.");
        }
        String text = KeyText.next();
        Key key = new Key(id(), name, wanted.scope(), now(), expires, null);
        store.put(key, hash(text));
        return new NewKey(key.id(), name, key.scope(), key.createdAt(), expires, text);
    }

    private static String name(@Nullable String name) {
        String given = Objects.requireNonNullElse(name, "");
        boolean printable =
                given.codePoints().noneMatch(each -> Character.isISOControl(each) || !Character.isDefined(each));
        if (given.isBlank() || given.length() > LONGEST_NAME || !printable) {
            throw new InvalidException(
                    "key", "A key needs a name of 1 to " + LONGEST_NAME + " printable characters, such as ci.");
        }
        return given.strip();
    }

    private static String id() {
        return new BigInteger(60, new SecureRandom()).toString(Character.MAX_RADIX);
    }

    /**
     * Takes a key away; the next request with it is refused.
     *
     * @param id its id
     * @throws UnknownKeyException if there is none
     * @throws ConflictException if it is the administrator's own, which the settings have
     */
    public void revoke(String id) {
        Key key = store.withId(id).orElseThrow(() -> new UnknownKeyException(id));
        if (isAdministrators(key)) {
            throw new ConflictException("The first administrator's key comes from SHUTTLE_API_KEY or from admin.key in"
                    + " the home, and would come back: change it there, and restart the control plane.");
        }
        store.remove(id);
    }

    /** As the store keeps it. */
    private Instant now() {
        return Instant.ofEpochMilli(clock.millis());
    }

    private static String hash(String key) {
        return HexFormat.of().formatHex(Digests.sha256().digest(key.getBytes(StandardCharsets.UTF_8)));
    }
}
