package dev.shuttle.controlplane.auth;

import dev.shuttle.controlplane.database.Database;
import dev.shuttle.protocol.AuditEntry;
import dev.shuttle.protocol.Key;
import dev.shuttle.protocol.Page;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/**
 * Who asked for what. An entry is written before anything is done, so that a crash cannot hide it, and is told its result
 * once. Equal refusals of one key within a minute are one entry with a count; no entry is changed otherwise, and none is
 * deleted before {@link #KEPT} is over, except those of the key that has the most when all are too many: no key can push
 * out what others did. Thread-safe.
 */
public final class AuditLog {
    /** Two years, in which an incident comes to light. */
    private static final Duration KEPT = Duration.ofDays(730);

    private static final Duration ONE_ENTRY = Duration.ofMinutes(1);

    /** Of all keys that are refused in such a minute; the one that was refused longest ago gets a new entry. */
    private static final int MOST_REFUSALS = 10_000;

    private static final int LONGEST_PATH = 1000;

    /**
     * Bounds of the log.
     *
     * @param entries whatever their age
     * @param tidiedEvery so many that are written
     */
    record Bounds(int entries, int tidiedEvery) {
        /** Some hundred megabytes. */
        static final Bounds STANDARD = new Bounds(1_000_000, 1000);
    }

    private record Refusal(String keyId, String from, String action, @Nullable String project, int status) {}

    private record Written(long entry, Instant at) {}

    private final AuditStore store;
    private final Bounds bounds;
    private final InstantSource clock;
    private final InstantSource ages;
    private final AtomicLong written = new AtomicLong();
    private final Map<Refusal, Written> refusals = new LinkedHashMap<>() { // guarded by itself
                private static final long serialVersionUID = 1L;

                @Override
                protected boolean removeEldestEntry(Map.Entry<Refusal, Written> eldest) {
                    return size() > MOST_REFUSALS;
                }
            };

    /** Of a database. */
    public AuditLog(Database database) {
        this(database, InstantSource.system());
    }

    /** With another clock that tells how old its entries are. */
    public AuditLog(Database database, InstantSource ages) {
        this(database, Bounds.STANDARD, InstantSource.system(), ages);
    }

    AuditLog(Database database, Bounds bounds, InstantSource clock, InstantSource ages) {
        this.ages = ages;
        this.store = new AuditStore(database);
        this.bounds = bounds;
        this.clock = clock;
    }

    /** The time of the newest entry in a database; null if there is none. */
    public static @Nullable Instant newest(Database database) {
        return new AuditStore(database).newest();
    }

    /**
     * One request.
     *
     * @param key that was shown
     * @param from the address that it came from
     * @param action the route's name
     * @param path the request's
     * @param project that it is for, or null
     * @param requestId the request's
     */
    public record Asked(Key key, String from, String action, String path, @Nullable String project, String requestId) {}

    /**
     * The request that began a deployment.
     *
     * @param actor the name of the key that was shown
     * @param path of the request
     */
    public record Beginning(String actor, String path) {}

    /**
     * Writes down what is about to be done.
     *
     * @param asked what
     * @return the entry's number, for {@link #done}
     */
    public long begin(Asked asked) {
        if (written.getAndIncrement() % bounds.tidiedEvery() == 0) {
            store.forget(ages.instant().minus(KEPT), bounds.entries());
        }
        return store.add(asked, cut(asked.path()), clock.instant());
    }

    /**
     * Writes down that it was refused to the key: the first within a minute with its path, the next ones as a count.
     *
     * @param asked what
     * @param status the HTTP status
     */
    public void refused(Asked asked, int status) {
        Refusal refusal = new Refusal(asked.key().id(), asked.from(), asked.action(), asked.project(), status);
        Instant now = clock.instant();
        synchronized (refusals) {
            @Nullable Written last = refusals.get(refusal);
            if (last != null && Duration.between(last.at(), now).abs().compareTo(ONE_ENTRY) < 0) {
                store.countAgain(last.entry());
                return;
            }
            long entry = begin(asked);
            store.complete(entry, status, null, null);
            refusals.remove(refusal);
            refusals.put(refusal, new Written(entry, now));
        }
    }

    /**
     * Writes down how it was answered, the first time that it is called for an entry.
     *
     * @param entry its number
     * @param status the HTTP status
     * @param deployment that was begun, or null
     * @param made the path of what was made, in place of the one that was asked, or null
     */
    public void done(long entry, int status, @Nullable String deployment, @Nullable String made) {
        store.complete(entry, status, deployment, made == null ? null : cut(made));
    }

    private static String cut(String path) {
        return path.substring(0, Math.min(path.length(), LONGEST_PATH));
    }

    /**
     * The entries, newest first.
     *
     * @param project only those of this project; null for all
     * @param before the cursor: those before this one; null for the newest
     * @param limit how many at most
     * @return a page of them
     */
    public Page<AuditEntry> list(@Nullable String project, @Nullable Long before, int limit) {
        List<AuditEntry> rows = store.list(project, before == null ? Long.MAX_VALUE : before, limit + 1);
        List<AuditEntry> items = rows.stream().limit(limit).toList();
        return new Page<>(items, rows.size() > limit ? items.get(limit - 1).id() : null);
    }

    /**
     * How deployments began.
     *
     * @param project whose they are
     * @param deployments their ids
     * @return by id; those that are no longer told are missing
     */
    public Map<String, Beginning> beginnings(String project, List<String> deployments) {
        return store.beginnings(project, deployments);
    }
}
