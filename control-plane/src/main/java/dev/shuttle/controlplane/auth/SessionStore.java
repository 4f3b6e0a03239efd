package dev.shuttle.controlplane.auth;

import dev.shuttle.controlplane.database.Database;
import dev.shuttle.protocol.Key;
import dev.shuttle.protocol.KeyScope;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.Optional;
import org.jdbi.v3.core.Jdbi;

/** The table of the console's sessions. */
final class SessionStore {
    private final Jdbi jdbi;

    SessionStore(Database database) {
        this.jdbi = database.jdbi();
    }

    /** A session, and whose it is. */
    record Row(Key key, Instant usedAt) {}

    /** One that was begun and used since, and not begun after the last. */
    Optional<Row> find(String hash, Instant begun, Instant used, Instant last) {
        return jdbi.withHandle(handle -> handle.select(
                        "select k.id, k.name, k.scope, k.created_at, k.expires_at, k.last_used_at,"
                                + " s.used_at as session_used_at"
                                + " from console_session s join api_key k on k.hash = s.key_hash"
                                + " where s.hash = ? and s.created_at > ? and s.used_at > ? and s.created_at <= ?",
                        hash,
                        begun,
                        used,
                        last)
                .registerColumnMapper(KeyScope.class, ApiKeyStore.SCOPES)
                .map((row, context) -> new Row(
                        ApiKeyStore.KEYS.map(row, context),
                        row.getObject("session_used_at", OffsetDateTime.class).toInstant()))
                .findOne());
    }

    /** Adds one of a key; beyond the number that it may have, its oldest ends, and so do all that are over. */
    void add(String hash, String keyId, Instant now, int most, Instant begun, Instant used, Instant last) {
        jdbi.useTransaction(handle -> {
            handle.execute(
                    "delete from console_session where created_at <= ? or used_at <= ? or created_at > ?",
                    begun,
                    used,
                    last);
            handle.execute(
                    "insert into console_session (hash, key_hash, created_at, used_at)"
                            + " select ?, hash, ?, ? from api_key where id = ?",
                    hash,
                    now,
                    now,
                    keyId);
            handle.execute(
                    "delete from console_session where key_hash = (select hash from api_key where id = ?)"
                            + " and hash not in (select hash from console_session"
                            + " where key_hash = (select hash from api_key where id = ?)"
                            + " order by created_at desc, hash fetch first ? rows only)",
                    keyId,
                    keyId,
                    most);
        });
    }

    void used(String hash, Instant at) {
        jdbi.useHandle(handle -> handle.execute("update console_session set used_at = ? where hash = ?", at, hash));
    }

    void remove(String hash) {
        jdbi.useHandle(handle -> handle.execute("delete from console_session where hash = ?", hash));
    }
}
