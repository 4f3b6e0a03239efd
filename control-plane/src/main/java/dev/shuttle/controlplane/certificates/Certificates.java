package dev.shuttle.controlplane.certificates;

import dev.shuttle.controlplane.certificates.CertificateStore.Row;
import dev.shuttle.controlplane.database.Database;
import dev.shuttle.controlplane.egress.Egress;
import dev.shuttle.controlplane.vault.Vault;
import dev.shuttle.os.DaemonThreads;
import dev.shuttle.os.OutOfMemory;
import java.io.IOException;
import java.net.InetAddress;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Orders a certificate for each host that has a route, renews it in time, and tries again with growing pauses where the authority
 * refuses. Of one project, one order goes on at a time. Thread-safe.
 */
public final class Certificates implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Certificates.class);

    /** Orders at a time; they wait nearly all of it. */
    private static final int THREADS = 4;

    private static final long IDLE_SECONDS = 10;
    private static final long END_MILLIS = 2_000;

    /** The longest wait: the clock of a machine may be set, and a machine may sleep. */
    private static final Duration LOOK_AGAIN = Duration.ofMinutes(10);

    /** After a fault of our own, such as a full disk. */
    private static final Duration STORE_PAUSE = Duration.ofMinutes(10);

    /** Rows of names that are gone, after their use. */
    private static final Duration KEPT = Duration.ofDays(7);

    /** How far the clocks of two machines may be apart. */
    private static final Duration SKEW = Duration.ofMinutes(5);

    private final CertificateTable table;
    private final CertificateStore store;
    private final AcmeClient client;
    private final NameCheck check;
    private final OrderBounds bounds = new OrderBounds();
    private final AuthorityPause authority = new AuthorityPause();
    private final CertificateNotices notices;
    private final @Nullable DnsHook hook;
    private final Supplier<Map<String, String>> hosts;
    private final String domain;
    private final String directory;
    private final Clock clock;
    private final CountDownLatch closing = new CountDownLatch(1);
    private final Map<String, Row> rows = new ConcurrentHashMap<>();
    private final Map<String, Integer> looks = new ConcurrentHashMap<>();
    private final Set<String> busy = ConcurrentHashMap.newKeySet();
    private final ThreadPoolExecutor orders;
    private final Thread dispatcher = DaemonThreads.create("shuttle-certificates", this::run);
    private boolean woken = true; // guarded by this

    /**
     * The collaborators.
     *
     * @param table from which the proxy takes them
     * @param home for the notices
     * @param hosts those that have a route, each with the host whose route it is
     * @param domain of the platform
     */
    public record Parts(
            CertificateTable table,
            Database database,
            Vault vault,
            Egress egress,
            Path home,
            Supplier<Map<String, String>> hosts,
            String domain) {}

    /** Throws if the settings name a file of authorities that cannot be used; the message is for the operator. */
    public Certificates(AcmeSettings settings, Parts parts) throws IOException {
        this(settings, parts, Clock.systemUTC(), InetAddress::getAllByName);
    }

    Certificates(AcmeSettings settings, Parts parts, Clock clock, NameCheck.Resolver resolver) throws IOException {
        this.table = parts.table();
        this.store = new CertificateStore(parts.database(), parts.vault());
        Path trust = settings.trust();
        this.client = new AcmeClient(
                settings.directory(),
                settings.email(),
                parts.egress().client(trust == null ? null : DirectoryTrust.of(trust)),
                new AccountStore(parts.database(), parts.vault()),
                closing);
        this.check = new NameCheck(parts.egress(), table.challenges(), parts.domain(), resolver);
        this.notices = new CertificateNotices(parts.home());
        this.hook = settings.dnsHook() == null ? null : new DnsHook(settings.dnsHook());
        this.hosts = parts.hosts();
        this.domain = parts.domain();
        this.directory = settings.directory().toString();
        this.clock = clock;
        this.orders = new ThreadPoolExecutor(
                THREADS,
                THREADS,
                IDLE_SECONDS,
                TimeUnit.SECONDS,
                new LinkedBlockingQueue<>(), // one at most of each owner
                DaemonThreads.numbered("shuttle-acme-"));
        orders.allowCoreThreadTimeOut(true);
    }

    /** Reads those of before, so that the proxy has them. */
    public void load() {
        store.all().forEach(row -> rows.put(row.name(), row));
        table.put(rows.values().stream()
                .map(Row::certificate)
                .filter(Objects::nonNull)
                .toList());
        table.complete();
    }

    /** Begins to order, once all hosts are known that there are at a start. */
    public void start() {
        dispatcher.start();
    }

    /** The hosts have changed. */
    public synchronized void wake() {
        woken = true;
        notifyAll();
    }

    /** How it stands with the certificate of a host. */
    public CertificateState state(String host) {
        if (table.filesCover(host)) {
            return new CertificateState(null, null, null);
        }
        String name = hook != null && WantedCertificate.isDirectlyBelow(host, domain)
                ? WantedCertificate.WILDCARD + domain
                : host;
        Row row = rows.get(name);
        if (row == null) {
            return new CertificateState(null, authority.reason(), authority.until());
        }
        IssuedCertificate certificate = row.certificate();
        String fault = fault(row, clock.instant());
        return new CertificateState(
                certificate == null ? null : certificate.notAfter(),
                fault,
                fault == null ? null : row.attempts().nextAt());
    }

    /** Looks at once whether a name leads here now; a pause that the authority's refusals caused stays. */
    public void lookAgain(String host) {
        rows.computeIfPresent(
                host,
                (name, row) -> row.attempts().failures() > 0 ? row : new Row(name, row.certificate(), Attempts.NONE));
        looks.remove(host);
        wake();
    }

    private void run() {
        try {
            Instant next = clock.instant();
            while (awaitWork(next)) {
                next = dispatch();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** Until woken, or that time; false at the end. */
    private synchronized boolean awaitWork(Instant until) throws InterruptedException {
        while (!woken && closing.getCount() > 0) {
            Instant now = clock.instant();
            if (!until.isAfter(now)) {
                break;
            }
            long millis = Duration.between(now, until).toMillis();
            wait(Math.max(1, Math.min(LOOK_AGAIN.toMillis(), millis)));
        }
        woken = false;
        return closing.getCount() > 0;
    }

    /** Returns when there is something to do again. */
    private Instant dispatch() {
        Instant now = clock.instant();
        Instant next = now.plus(LOOK_AGAIN);
        try {
            Collection<WantedCertificate> wanted = wanted();
            for (WantedCertificate each : wanted) {
                Instant due = due(each, now);
                if (due.isAfter(now)) {
                    next = due.isBefore(next) ? due : next;
                } else if (busy.add(each.owner())) {
                    orders.execute(() -> order(each));
                }
            }
            notices.put(troubles(wanted));
            forgetOthers(wanted, now);
        } catch (RejectedExecutionException e) {
            // We are closed.
        } catch (RuntimeException e) {
            LOG.warn("The certificates that are needed cannot be found out, and wait", e);
        }
        return next;
    }

    /** Names that are gone keep what they have for a while: they may come back, and with them the pause after a refusal. */
    private void forgetOthers(Collection<WantedCertificate> wanted, Instant now) {
        Set<String> names = wanted.stream().map(WantedCertificate::name).collect(Collectors.toSet());
        for (Row row : List.copyOf(rows.values())) {
            IssuedCertificate certificate = row.certificate();
            Instant last = certificate == null ? row.attempts().nextAt() : certificate.notAfter();
            if (!names.contains(row.name()) && last != null && last.isBefore(now.minus(KEPT))) {
                store.remove(row.name());
                rows.remove(row.name());
            }
        }
    }

    /** The platform's own first. */
    private List<WantedCertificate> wanted() {
        return WantedCertificate.of(hosts.get(), domain, hook != null).stream()
                .filter(each -> !each.names().stream().allMatch(table::filesCover))
                .sorted(Comparator.comparing((WantedCertificate each) -> !each.isOwn()))
                .toList();
    }

    private Instant due(WantedCertificate wanted, Instant now) {
        Row row = rows.get(wanted.name());
        Instant due = Instant.MIN;
        if (row != null) {
            IssuedCertificate certificate = row.certificate();
            Instant tried = row.attempts().nextAt();
            due = certificate == null ? due : Renewal.due(wanted.name(), certificate);
            due = tried != null && tried.isAfter(due) ? tried : due;
        }
        Instant pause = authority.until();
        return pause != null && pause.isAfter(due) && !due.isAfter(now) ? pause : due;
    }

    private void order(WantedCertificate wanted) {
        Row row = rows.get(wanted.name());
        Attempts attempts = row == null ? Attempts.NONE : row.attempts();
        try {
            Optional<Attempts> postponed = postponed(wanted, row, attempts);
            if (postponed.isPresent()) {
                failed(wanted, postponed.get());
            } else {
                issued(wanted, attempts, client.order(wanted.names(), kind(wanted, attempts)));
            }
        } catch (OrderFailedException e) {
            failed(wanted, attempts, e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (RuntimeException | Error e) {
            OutOfMemory.exitIfCaused(e);
            if (closing.getCount() > 0) {
                LOG.warn("The certificate for {} could not be ordered or kept", wanted.name(), e);
                String fault = "the server could not order or keep it: see its log";
                Instant until = clock.instant().plus(STORE_PAUSE);
                rows.put(
                        wanted.name(),
                        new Row(
                                wanted.name(),
                                row == null ? null : row.certificate(),
                                attempts.postponed(fault, until)));
            }
        } finally {
            busy.remove(wanted.owner());
            wake();
        }
    }

    /** Why the authority is not asked yet. */
    private Optional<Attempts> postponed(WantedCertificate wanted, @Nullable Row row, Attempts attempts) {
        Instant now = clock.instant();
        Optional<String> elsewhere = wanted.isWildcard() ? Optional.empty() : check.fault(wanted);
        if (elsewhere.isPresent()) {
            int look = looks.merge(wanted.name(), 1, Integer::sum);
            return Optional.of(attempts.postponed(elsewhere.get(), now.plus(Attempts.pauseAfterLook(look))));
        }
        looks.remove(wanted.name());
        boolean renewal = row != null && row.certificate() != null;
        Instant allowed = wanted.isOwn() || renewal ? now : bounds.take(wanted, now);
        return allowed.isAfter(now)
                ? Optional.of(attempts.postponed("too many certificates were ordered in a short time", allowed))
                : Optional.empty();
    }

    /** Every second attempt by the other way: one of the two ports may be closed to the outside. */
    private ChallengeKind kind(WantedCertificate wanted, Attempts attempts) {
        if (wanted.isWildcard() && hook != null) {
            return ChallengeKind.dns01(hook);
        }
        ChallengeKind clear = ChallengeKind.http01(table.challenges());
        ChallengeKind secure = ChallengeKind.tlsAlpn01(table.challenges());
        return attempts.failures() % 2 == 0 ? ChallengeKind.first(clear, secure) : ChallengeKind.first(secure, clear);
    }

    private void issued(WantedCertificate wanted, Attempts attempts, IssuedCertificate certificate) {
        authority.end();
        store.issued(wanted.name(), certificate);
        table.put(List.of(certificate));
        Instant now = clock.instant();
        rows.put(wanted.name(), new Row(wanted.name(), certificate, Attempts.NONE));
        LOG.info("a certificate for {}, valid until {}", String.join(", ", wanted.names()), certificate.notAfter());
        if (!Renewal.due(wanted.name(), certificate).isAfter(now)) {
            // By this clock it would be ordered again at once, and again.
            failed(wanted, attempts.refused(wrongClock(certificate, now), now, now.plus(LOOK_AGAIN)));
        }
    }

    private static String wrongClock(IssuedCertificate certificate, Instant now) {
        return "the certificate that was issued is valid from " + certificate.notBefore() + " to "
                + certificate.notAfter() + ", but the clock of this machine says " + now + ": set the clock";
    }

    /** Why there is none, or no newer one; null: all is well. */
    private @Nullable String fault(Row row, Instant now) {
        IssuedCertificate certificate = row.certificate();
        if (certificate != null && certificate.notBefore().isAfter(now.plus(SKEW))) {
            return wrongClock(certificate, now);
        }
        boolean well =
                certificate != null && Renewal.due(row.name(), certificate).isAfter(now);
        return well ? null : row.attempts().fault();
    }

    private void failed(WantedCertificate wanted, Attempts attempts, OrderFailedException e) {
        if (closing.getCount() == 0) {
            return;
        }
        Instant now = clock.instant();
        if (e.isUnreachable()) {
            Instant until = authority.begin(e.reason(), now);
            failed(wanted, attempts.postponed(e.reason() + ", at " + directory, until));
        } else {
            authority.end();
            failed(wanted, attempts.refused(e.reason(), now, e.retryAfter()));
        }
    }

    /** The certificate of before stays in use. */
    private void failed(WantedCertificate wanted, Attempts attempts) {
        Row row = rows.get(wanted.name());
        boolean told = row != null && Objects.equals(row.attempts().fault(), attempts.fault());
        rows.put(wanted.name(), new Row(wanted.name(), row == null ? null : row.certificate(), attempts));
        if (!told) {
            LOG.warn(
                    "no certificate for {}: {}; the next attempt is at {}",
                    wanted.name(),
                    attempts.fault(),
                    attempts.nextAt());
        }
        store.failed(wanted.name(), attempts);
    }

    private Map<String, String> troubles(Collection<WantedCertificate> wanted) {
        Map<String, String> troubles = new TreeMap<>();
        for (WantedCertificate each : wanted) {
            Row row = rows.get(each.name());
            String fault = row == null ? null : fault(row, clock.instant());
            if (row != null && fault != null) {
                IssuedCertificate certificate = row.certificate();
                troubles.put(
                        each.name(),
                        (certificate == null ? "no certificate" : "not renewed, valid until " + certificate.notAfter())
                                + ": " + fault + "; the next attempt is at "
                                + row.attempts().nextAt());
            }
        }
        return troubles;
    }

    /** Orders that wait for an answer end with it, or with the way out. */
    @Override
    public void close() {
        synchronized (this) {
            closing.countDown();
            notifyAll();
        }
        if (hook != null) {
            hook.close();
        }
        orders.shutdown();
        try {
            dispatcher.join(END_MILLIS);
            if (!orders.awaitTermination(END_MILLIS, TimeUnit.MILLISECONDS)) {
                LOG.debug("an order still waits for the authority's answer");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
