package dev.shuttle.controlplane.auth;

import dev.shuttle.controlplane.database.Database;
import dev.shuttle.protocol.AuditEntry;
import dev.shuttle.protocol.Key;
import dev.shuttle.protocol.Page;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/**
 * Who asked for what. An entry is written before anything is done, so that a crash cannot hide it, and is told its result
 * once; no entry is changed otherwise, and none is deleted before {@link #KEPT} is over. Thread-safe.
 */
public final class AuditLog {
    /** Two years, in which an incident comes to light. */
    private static final Duration KEPT = Duration.ofDays(730);

    /** Whatever their age: some hundred megabytes. */
    private static final int MOST = 1_000_000;

    private static final int LONGEST_PATH = 1000;
    private static final int TIDIED_EVERY = 1000;

    private final AuditStore store;
    private final AtomicLong written = new AtomicLong();

    public AuditLog(Database database) {
        this.store = new AuditStore(database);
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
     * Writes down what is about to be done.
     *
     * @param asked what
     * @return the entry's number, for {@link #done}
     */
    public long begin(Asked asked) {
        if (written.getAndIncrement() % TIDIED_EVERY == 0) {
            store.forget(Instant.now().minus(KEPT), MOST);
        }
        String path = asked.path();
        return store.add(asked, path.substring(0, Math.min(path.length(), LONGEST_PATH)), Instant.now());
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
        store.complete(entry, status, deployment, made);
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
}
