package dev.shuttle.controlplane.auth;

import dev.shuttle.controlplane.database.Database;
import dev.shuttle.protocol.AuditEntry;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.Jdbi;
import org.jdbi.v3.core.mapper.RowMapper;
import org.jdbi.v3.core.mapper.reflect.ConstructorMapper;
import org.jdbi.v3.core.statement.EmptyHandling;
import org.jspecify.annotations.Nullable;

/** The table of what was done. */
final class AuditStore {
    private static final String SELECT =
            "select seq as id, at, actor, key_id, origin as \"from\", action, path, project,"
                    + " status, times as \"count\", deployment, request_id from audit";
    private static final RowMapper<AuditEntry> ENTRIES = ConstructorMapper.of(AuditEntry.class);

    /** At a time, of keys that have equally many: each time all are counted. */
    private static final long LEAST_FORGOTTEN = 100;

    private final Jdbi jdbi;

    AuditStore(Database database) {
        this.jdbi = database.jdbi();
    }

    long add(AuditLog.Asked asked, String path, Instant at) {
        return jdbi.withHandle(handle -> handle.createUpdate(
                        "insert into audit (at, actor, key_id, origin, action, path, project, request_id)"
                                + " values (?, ?, ?, ?, ?, ?, ?, ?)")
                .bind(0, at)
                .bind(1, asked.key().name())
                .bind(2, asked.key().id())
                .bind(3, asked.from())
                .bind(4, asked.action())
                .bind(5, path)
                .bind(6, asked.project())
                .bind(7, asked.requestId())
                .executeAndReturnGeneratedKeys("seq")
                .mapTo(Long.class)
                .one());
    }

    void complete(long seq, int status, @Nullable String deployment, @Nullable String made) {
        jdbi.useHandle(handle -> handle.execute(
                "update audit set status = ?, deployment = ?, path = coalesce(?, path) where seq = ? and status is null",
                status,
                deployment,
                made,
                seq));
    }

    List<AuditEntry> list(@Nullable String project, long before, int limit) {
        String where = project == null ? "" : "project = ? and ";
        Object[] values = project == null ? new Object[] {before, limit} : new Object[] {project, before, limit};
        return jdbi.withHandle(handle -> handle.select(
                        SELECT + " where " + where + "seq < ? order by seq desc fetch first ? rows only", values)
                .map(ENTRIES)
                .list());
    }

    @Nullable
    Instant newest() {
        return jdbi.withHandle(handle -> handle.select("select at from audit order by seq desc fetch first 1 rows only")
                .mapTo(Instant.class)
                .findOne()
                .orElse(null));
    }

    /** How each of these deployments began, as far as it is still told. */
    Map<String, AuditLog.Beginning> beginnings(String project, List<String> deployments) {
        return jdbi.withHandle(handle -> handle.createQuery(
                        "select deployment, actor, path from audit where project = :project and deployment in (<ids>)"
                                + " order by seq desc")
                .bind("project", project)
                .bindList(EmptyHandling.NULL_KEYWORD, "ids", deployments)
                .reduceRows(new HashMap<String, AuditLog.Beginning>(), (found, row) -> {
                    found.put(
                            row.getColumn("deployment", String.class),
                            new AuditLog.Beginning(
                                    row.getColumn("actor", String.class), row.getColumn("path", String.class)));
                    return found;
                }));
    }

    /** One more of the same. */
    void countAgain(long seq) {
        jdbi.useHandle(handle -> handle.execute("update audit set times = times + 1 where seq = ?", seq));
    }

    /** Deletes old entries, and of too many the oldest of the keys that have the most. */
    void forget(Instant before, int most) {
        jdbi.useHandle(handle -> {
            handle.execute("delete from audit where at < ?", before);
            long tooMany = handle.select("select count(*) from audit")
                            .mapTo(Long.class)
                            .one()
                    - most;
            while (tooMany > 0) {
                tooMany -= forgetOldest(handle, tooMany);
            }
        });
    }

    /** Of the key that has the most, down to what the second has, or a few if they are equal. */
    private static long forgetOldest(Handle handle, long atMost) {
        List<Writer> writers = handle.select("select key_id, count(*) as entries from audit group by key_id"
                        + " order by entries desc fetch first 2 rows only")
                .map((row, context) -> new Writer(row.getString(1), row.getLong(2)))
                .list();
        Writer first = writers.get(0);
        long second = writers.size() > 1 ? writers.get(1).entries() : 0;
        long number = Math.min(atMost, Math.max(LEAST_FORGOTTEN, first.entries() - second));
        return handle.execute(
                "delete from audit where key_id = ? and seq <= (select max(seq) from (select seq from audit"
                        + " where key_id = ? order by seq fetch first ? rows only) oldest)",
                first.keyId(),
                first.keyId(),
                number);
    }

    private record Writer(String keyId, long entries) {}
}
