package dev.shuttle.controlplane.certificates;

import dev.shuttle.controlplane.database.Database;
import dev.shuttle.controlplane.vault.Vault;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.List;
import org.jdbi.v3.core.Jdbi;
import org.jdbi.v3.core.mapper.RowMapper;
import org.jspecify.annotations.Nullable;

/** The certificates with their keys, encrypted, and how the last attempt for each went. Thread-safe. */
final class CertificateStore {
    private static final int LONGEST_FAULT = 1000;

    private final Jdbi jdbi;
    private final Vault vault;
    private final RowMapper<Row> rows;

    CertificateStore(Database database, Vault vault) {
        this.jdbi = database.jdbi();
        this.vault = vault;
        this.rows = (result, context) -> {
            String name = result.getString("name");
            @Nullable String encrypted = result.getString("encrypted");
            return new Row(
                    name,
                    encrypted == null ? null : IssuedCertificate.read(this.vault.decrypt(place(name), encrypted)),
                    Attempts.of(
                            result.getInt("failures"),
                            result.getObject("next_at", OffsetDateTime.class),
                            result.getString("fault")));
        };
    }

    /** One name, or wildcard, with its certificate if it has one. */
    record Row(String name, @Nullable IssuedCertificate certificate, Attempts attempts) {}

    List<Row> all() {
        return jdbi.withHandle(handle -> handle.select("select * from certificate order by name")
                .map(rows)
                .list());
    }

    /** Failures that were recorded before are over. */
    void issued(String name, IssuedCertificate certificate) {
        String encrypted = vault.encrypt(place(name), certificate.pem());
        jdbi.useTransaction(handle -> {
            handle.execute("delete from certificate where name = ?", name);
            handle.execute(
                    "insert into certificate (name, encrypted, not_after, failures, updated_at) values (?, ?, ?, 0, ?)",
                    name,
                    encrypted,
                    certificate.notAfter(),
                    Instant.now());
        });
    }

    /** A certificate that was there before stays. */
    void failed(String name, Attempts attempts) {
        String fault = attempts.fault() == null ? "" : attempts.fault();
        String kept = fault.length() > LONGEST_FAULT ? fault.substring(0, LONGEST_FAULT) : fault;
        jdbi.useTransaction(handle -> {
            int changed = handle.execute(
                    "update certificate set failures = ?, next_at = ?, fault = ?, updated_at = ? where name = ?",
                    attempts.failures(),
                    attempts.nextAt(),
                    kept,
                    Instant.now(),
                    name);
            if (changed == 0) {
                handle.execute(
                        "insert into certificate (name, failures, next_at, fault, updated_at) values (?, ?, ?, ?, ?)",
                        name,
                        attempts.failures(),
                        attempts.nextAt(),
                        kept,
                        Instant.now());
            }
        });
    }

    void remove(String name) {
        jdbi.useHandle(handle -> handle.execute("delete from certificate where name = ?", name));
    }

    private static String place(String name) {
        return "certificate/" + name;
    }
}
