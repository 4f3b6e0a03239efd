package dev.shuttle.controlplane.auth;

import dev.shuttle.controlplane.database.Database;
import dev.shuttle.protocol.AuditEntry;
import java.time.Instant;
import java.util.List;
import org.jdbi.v3.core.Jdbi;
import org.jdbi.v3.core.mapper.RowMapper;
import org.jdbi.v3.core.mapper.reflect.ConstructorMapper;
import org.jspecify.annotations.Nullable;

/** The table of what was done. */
final class AuditStore {
    private static final String SELECT =
            "select seq as id, at, actor, key_id, origin as \"from\", action, path, project,"
                    + " status, deployment, request_id from audit";
    private static final RowMapper<AuditEntry> ENTRIES = ConstructorMapper.of(AuditEntry.class);

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

    /** Deletes old entries, and all but the newest. */
    void forget(Instant before, int most) {
        jdbi.useHandle(handle -> handle.execute(
                "delete from audit where at < ? or seq <= (select coalesce(max(seq), 0) from audit) - ?",
                before,
                most));
    }
}
