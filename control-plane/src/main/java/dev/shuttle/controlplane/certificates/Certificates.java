package dev.shuttle.controlplane.certificates;

import dev.shuttle.controlplane.database.Database;
import dev.shuttle.controlplane.egress.Egress;
import dev.shuttle.controlplane.vault.Vault;
import dev.shuttle.os.DueTime;
import dev.shuttle.os.OutOfMemory;
import java.io.IOException;
import java.net.InetAddress;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
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

    /** After a fault of our own, such as a full disk. */
    private static final Duration STORE_PAUSE = Duration.ofMinutes(10);

    private final CertificateTable table;
    private final CertificateRows rows;
    private final AcmeClient client;
    private final NameCheck check;
    private final OrderBounds bounds = new OrderBounds();
    private final AuthorityPause authority = new AuthorityPause();
    private final SuggestedRenewals suggested = new SuggestedRenewals();
    private final CertificateNotices notices;
    private final @Nullable DnsHook hook;
    private final Supplier<Map<String, String>> hosts;
    private final String domain;
    private final String directory;
    private final Clock clock;
    private final CountDownLatch closing = new CountDownLatch(1);
    private final Map<String, Integer> looks = new ConcurrentHashMap<>();
    private final Set<String> replaced = ConcurrentHashMap.newKeySet();
    private final OrderThreads threads;

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
        this.rows = new CertificateRows(new CertificateStore(parts.database(), parts.vault()));
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
        this.threads = new OrderThreads(clock, this::beginDue);
    }

    /** Reads those of before, so that the proxy has them. */
    public void load() {
        table.put(rows.load());
        table.complete();
    }

    /** Begins to order, once all hosts are known that there are at a start. */
    public void start() {
        threads.start();
    }

    /** The hosts have changed. */
    public void wake() {
        threads.wake();
    }

    /** How it stands with the certificate of a host; empty: the operator's files are for it. */
    public Optional<CertificateState> state(String host) {
        if (table.filesCover(host)) {
            return Optional.empty();
        }
        CertificateState state = rows.state(name(host), clock.instant());
        return Optional.of(state == null ? new CertificateState(null, authority.reason(), authority.until()) : state);
    }

    private String name(String host) {
        return hook != null && WantedCertificate.isDirectlyBelow(host, domain)
                ? WantedCertificate.WILDCARD + domain
                : host;
    }

    /** Looks at once whether a name leads here now; a pause that the authority's refusals caused stays. */
    public void lookAgain(String host) {
        rows.endPause(host);
        looks.remove(host);
        wake();
    }

    /** Orders a new one with a new key now, and then has the old one revoked: others may know its key. */
    public void replace(String host) {
        if (rows.certificate(host) != null) {
            replaced.add(host);
        }
        lookAgain(host);
    }

    private Instant beginDue() {
        Instant now = clock.instant();
        Instant next = now.plus(OrderThreads.LOOK_AGAIN);
        List<WantedCertificate> wanted = wanted();
        for (WantedCertificate each : wanted) {
            Instant due = due(each, now);
            if (!due.isAfter(now)) {
                threads.begin(each.owner(), () -> order(each));
            } else if (rows.certificate(each.name()) != null
                    && !suggested.askAt(each.name(), now).isAfter(now)) {
                threads.begin(each.owner(), () -> askForSuggestion(each.name()));
            }
            next = due.isAfter(now) && due.isBefore(next) ? due : next;
        }
        notices.put(rows.troubles(wanted, now));
        rows.forgetOthers(wanted.stream().map(WantedCertificate::name).collect(Collectors.toSet()), now);
        return next;
    }

    /** The platform's own first. */
    private List<WantedCertificate> wanted() {
        return WantedCertificate.of(hosts.get(), domain, hook != null).stream()
                .filter(each -> !each.names().stream().allMatch(table::filesCover))
                .sorted(Comparator.comparing((WantedCertificate each) -> !each.isOwn()))
                .toList();
    }

    private Instant due(WantedCertificate wanted, Instant now) {
        String name = wanted.name();
        IssuedCertificate certificate = rows.certificate(name);
        boolean kept = certificate != null && certificate.authority().equals(directory) && !replaced.contains(name);
        Instant due = certificate != null && kept ? suggested.due(name, Renewal.due(name, certificate)) : Instant.MIN;
        Instant tried = rows.attempts(name).nextAt();
        due = tried != null && tried.isAfter(due) ? DueTime.of(tried, now, Attempts.LONGEST) : due;
        Instant until = authority.until();
        Instant pause = until == null ? due : DueTime.of(until, now, AuthorityPause.LONGEST);
        return pause.isAfter(due) && !due.isAfter(now) ? pause : due;
    }

    private void askForSuggestion(String name) {
        IssuedCertificate certificate = rows.certificate(name);
        SuggestedRenewals.@Nullable Window window = null;
        try {
            if (certificate != null && certificate.authority().equals(directory)) {
                window = client.suggestedRenewal(certificate.chain().get(0)).orElse(null);
            }
        } catch (OrderFailedException e) {
            LOG.debug("the authority does not say when {} is to be renewed: {}", name, e.reason());
        }
        suggested.answered(name, window, clock.instant());
    }

    private void order(WantedCertificate wanted) {
        Attempts attempts = rows.attempts(wanted.name());
        try {
            Optional<Attempts> postponed = postponed(wanted, attempts);
            if (postponed.isPresent()) {
                rows.failed(wanted.name(), postponed.get());
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
                rows.put(
                        wanted.name(),
                        attempts.postponed(
                                "the server could not order or keep it: see its log",
                                clock.instant().plus(STORE_PAUSE)));
            }
        }
    }

    /** Why the authority is not asked yet. */
    private Optional<Attempts> postponed(WantedCertificate wanted, Attempts attempts) {
        Instant now = clock.instant();
        Optional<String> elsewhere = wanted.isWildcard() ? Optional.empty() : check.fault(wanted);
        if (elsewhere.isPresent()) {
            int look = looks.merge(wanted.name(), 1, Integer::sum);
            return Optional.of(attempts.postponed(elsewhere.get(), now.plus(Attempts.pauseAfterLook(look))));
        }
        looks.remove(wanted.name());
        boolean renewal = rows.certificate(wanted.name()) != null && !replaced.contains(wanted.name());
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

    private void issued(WantedCertificate wanted, Attempts attempts, IssuedCertificate certificate)
            throws OrderFailedException {
        authority.end();
        IssuedCertificate before = rows.certificate(wanted.name());
        rows.issued(wanted.name(), certificate);
        table.put(List.of(certificate));
        Instant now = clock.instant();
        suggested.renewed(wanted.name(), now);
        LOG.info("a certificate for {}, valid until {}", String.join(", ", wanted.names()), certificate.notAfter());
        if (!Renewal.due(wanted.name(), certificate).isAfter(now)) {
            // By this clock it would be ordered again at once, and again.
            String fault = CertificateRows.wrongClock(certificate, now);
            rows.failed(wanted.name(), attempts.refused(fault, now, now.plus(OrderThreads.LOOK_AGAIN)));
        }
        if (replaced.remove(wanted.name()) && before != null) {
            client.revoke(before.chain().get(0));
            LOG.info("the certificate for {} of before is revoked", wanted.name());
        }
    }

    private void failed(WantedCertificate wanted, Attempts attempts, OrderFailedException e) {
        if (closing.getCount() == 0) {
            return;
        }
        Instant now = clock.instant();
        if (e.isUnreachable()) {
            Instant until = authority.begin(e.reason(), now);
            rows.failed(wanted.name(), attempts.postponed(e.reason() + ", at " + directory, until));
        } else {
            authority.end();
            rows.failed(wanted.name(), attempts.refused(e.reason(), now, e.retryAfter()));
        }
    }

    /** Orders that wait for an answer end with it, or with the way out. */
    @Override
    public void close() {
        closing.countDown();
        if (hook != null) {
            hook.close();
        }
        threads.close();
    }
}
