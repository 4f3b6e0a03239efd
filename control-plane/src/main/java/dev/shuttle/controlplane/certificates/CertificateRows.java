package dev.shuttle.controlplane.certificates;

import dev.shuttle.controlplane.certificates.CertificateStore.Row;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** How it stands with each certificate, in memory and in the store. Thread-safe. */
final class CertificateRows {
    private static final Logger LOG = LoggerFactory.getLogger(CertificateRows.class);

    /** How far the clocks of two machines may be apart. */
    private static final Duration SKEW = Duration.ofMinutes(5);

    /** Rows of names that are gone, after their use. */
    private static final Duration KEPT = Duration.ofDays(7);

    private final CertificateStore store;
    private final Map<String, Row> rows = new ConcurrentHashMap<>();

    CertificateRows(CertificateStore store) {
        this.store = store;
    }

    /** Those of before. */
    List<IssuedCertificate> load() {
        store.all().forEach(row -> rows.put(row.name(), row));
        return rows.values().stream()
                .map(Row::certificate)
                .filter(Objects::nonNull)
                .toList();
    }

    @Nullable
    IssuedCertificate certificate(String name) {
        Row row = rows.get(name);
        return row == null ? null : row.certificate();
    }

    Attempts attempts(String name) {
        Row row = rows.get(name);
        return row == null ? Attempts.NONE : row.attempts();
    }

    void issued(String name, IssuedCertificate certificate) {
        store.issued(name, certificate);
        rows.put(name, new Row(name, certificate, Attempts.NONE));
    }

    /** The certificate of before stays in use. */
    void failed(String name, Attempts attempts) {
        boolean told = Objects.equals(attempts(name).fault(), attempts.fault());
        put(name, attempts);
        if (!told) {
            LOG.warn(
                    "no certificate for {}: {}; the next attempt is at {}",
                    name,
                    attempts.fault(),
                    toSeconds(attempts.nextAt()));
        }
        store.failed(name, attempts);
    }

    private static @Nullable Instant toSeconds(@Nullable Instant at) {
        return at == null ? null : at.truncatedTo(ChronoUnit.SECONDS);
    }

    /** Until the next start, since the store does not take it. */
    void put(String name, Attempts attempts) {
        rows.put(name, new Row(name, certificate(name), attempts));
    }

    /** A pause that the authority's refusals caused stays. */
    void endPause(String name) {
        rows.computeIfPresent(
                name,
                (same, row) -> row.attempts().failures() > 0 ? row : new Row(same, row.certificate(), Attempts.NONE));
    }

    /** Null: nothing is known. */
    @Nullable
    CertificateState state(String name, Instant now) {
        Row row = rows.get(name);
        if (row == null) {
            return null;
        }
        IssuedCertificate certificate = row.certificate();
        String fault = fault(row, now);
        return new CertificateState(
                certificate == null ? null : certificate.notAfter(),
                fault,
                fault == null ? null : row.attempts().nextAt());
    }

    /** Why there is none, or no newer one; null: all is well. */
    private static @Nullable String fault(Row row, Instant now) {
        IssuedCertificate certificate = row.certificate();
        if (certificate != null && certificate.notBefore().isAfter(now.plus(SKEW))) {
            return wrongClock(certificate, now);
        }
        boolean well = certificate != null
                && row.attempts().failures() == 0
                && Renewal.due(row.name(), certificate).isAfter(now);
        return well ? null : row.attempts().fault();
    }

    static String wrongClock(IssuedCertificate certificate, Instant now) {
        return "the certificate that was issued is valid from " + certificate.notBefore() + " to "
                + certificate.notAfter() + ", but the clock of this machine says " + now + ": set the clock";
    }

    /** For the operator, by name. */
    Map<String, String> troubles(Collection<WantedCertificate> wanted, Instant now) {
        Map<String, String> troubles = new TreeMap<>();
        for (WantedCertificate each : wanted) {
            CertificateState state = state(each.name(), now);
            if (state != null && state.reason() != null) {
                String standing =
                        state.expiresAt() == null ? "no certificate" : "not renewed, valid until " + state.expiresAt();
                troubles.put(
                        each.name(),
                        standing + ": " + state.reason()
                                + (state.nextAttemptAt() == null
                                        ? ""
                                        : "; the next attempt is at " + toSeconds(state.nextAttemptAt())));
            }
        }
        return troubles;
    }

    /** Names that are gone keep what they have for a while: they may come back, and with them the pause after a refusal. */
    void forgetOthers(Set<String> names, Instant now) {
        for (Row row : List.copyOf(rows.values())) {
            IssuedCertificate certificate = row.certificate();
            Instant last = certificate == null ? row.attempts().nextAt() : certificate.notAfter();
            if (!names.contains(row.name()) && last != null && last.isBefore(now.minus(KEPT))) {
                store.remove(row.name());
                rows.remove(row.name());
            }
        }
    }
}
