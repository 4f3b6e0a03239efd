package dev.shuttle.controlplane.webhook;

import dev.shuttle.controlplane.database.Database;
import dev.shuttle.protocol.WebhookDelivery;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.List;
import org.jdbi.v3.core.Jdbi;
import org.jdbi.v3.core.mapper.reflect.ConstructorMapper;
import org.jspecify.annotations.Nullable;

/** The table of notices on their way, and of those that arrived or were given up. Thread-safe. */
final class DeliveryStore {
    /** Of a receiver: its log, and its queue. */
    static final int MOST = 100;

    private final Jdbi jdbi;

    DeliveryStore(Database database) {
        this.jdbi = database.jdbi();
    }

    /** One that waits for its next attempt. */
    record Waiting(long seq, String receiver, String id, String body, int attempts, Instant nextAt) {}

    /** The oldest that waits, of each receiver. Those that are too many are deleted before. */
    List<Waiting> next() {
        trim();
        return jdbi.withHandle(handle -> handle.select(
                        "select seq, receiver, id, body, attempts, next_at from webhook_delivery where seq in (select min(seq)"
                                + " from webhook_delivery where next_at is not null group by receiver)")
                .map((row, context) -> new Waiting(
                        row.getLong("seq"),
                        row.getString("receiver"),
                        row.getString("id"),
                        row.getString("body"),
                        row.getInt("attempts"),
                        row.getObject("next_at", OffsetDateTime.class).toInstant()))
                .list());
    }

    void backupFailed(NoticeStore notices, String reason) {
        jdbi.useTransaction(handle -> notices.backupFailed(handle, reason));
    }

    /** {@code nextAt} null: it was the last attempt. */
    void attempted(
            Waiting delivery, Instant at, @Nullable Integer status, @Nullable String fault, @Nullable Instant nextAt) {
        jdbi.useHandle(handle -> handle.execute(
                "update webhook_delivery set attempts = ?, attempted_at = ?, status = ?, fault = ?, next_at = ?"
                        + " where seq = ?",
                delivery.attempts() + 1,
                at,
                status,
                fault,
                nextAt,
                delivery.seq()));
    }

    /** The newest first. */
    List<WebhookDelivery> list(String receiver) {
        return jdbi.withHandle(handle -> handle.select(
                        "select id, event, project, deployment, at, attempts, attempted_at, status, fault as error, next_at"
                                + " from webhook_delivery where receiver = ? order by seq desc fetch first ? rows only",
                        receiver,
                        MOST)
                .map(ConstructorMapper.of(WebhookDelivery.class))
                .list());
    }

    /** Only the newest of each receiver stay; those of one that is gone, none. */
    private void trim() {
        jdbi.useHandle(handle -> {
            handle.execute("delete from webhook_delivery where receiver not in (select project from webhook)");
            handle.select("select receiver from webhook_delivery group by receiver having count(*) > ?", MOST)
                    .mapTo(String.class)
                    .list()
                    .forEach(receiver -> handle.execute(
                            "delete from webhook_delivery where receiver = ? and seq <= (select seq from webhook_delivery"
                                    + " where receiver = ? order by seq desc offset ? rows fetch first 1 rows only)",
                            receiver,
                            receiver,
                            MOST));
        });
    }
}
