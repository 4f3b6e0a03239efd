package dev.shuttle.controlplane.certificates;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.shuttle.controlplane.database.Database;
import dev.shuttle.controlplane.egress.Egress;
import dev.shuttle.controlplane.vault.Vault;
import dev.shuttle.proxy.Proxy;
import dev.shuttle.proxy.ProxySettings;
import dev.shuttle.proxy.RequestObserver;
import dev.shuttle.proxy.Route;
import dev.shuttle.proxy.RoutingTable;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.URI;
import java.net.UnknownHostException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.function.Predicate;
import javax.net.ssl.SNIHostName;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.TrustManager;
import javax.net.ssl.X509ExtendedTrustManager;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A real authority gives certificates for hosts of a real proxy. */
@Timeout(90)
class CertificatesTest {
    private static final String DOMAIN = "apps.test";

    @TempDir
    static Path folder;

    private static final RoutingTable routes = new RoutingTable();
    private static final CertificateTable table = new CertificateTable(List.of(), true);
    private static Database database;
    private static Vault vault;
    private static Proxy proxy;
    private static InetSocketAddress secure;
    private static Pebble pebble;
    private static Egress egress;

    private final SettableClock clock = new SettableClock();
    private @Nullable Certificates running;

    @BeforeAll
    static void start() throws Exception {
        database = Database.open("jdbc:h2:mem:certificates;DB_CLOSE_DELAY=-1");
        vault = Vault.open("a master key of 20 characters", folder.resolve("master.key"), database);
        proxy = new Proxy(ProxySettings.on("127.0.0.1", 0), routes, RequestObserver.NONE, table);
        int clear = proxy.start().getPort();
        secure = proxy.startSecure(0);
        pebble = Pebble.start(folder, clear, secure.getPort());
        egress = new Egress(Duration.ofSeconds(10), null);
        table.complete();
    }

    @AfterAll
    static void stop() throws Exception {
        if (egress != null) {
            egress.close();
        }
        if (pebble != null) {
            pebble.close();
        }
        proxy.close();
        database.close();
    }

    @AfterEach
    void end() {
        if (running != null) {
            running.close();
        }
        routes.hosts().keySet().forEach(routes::remove);
        database.jdbi().useHandle(handle -> handle.execute("delete from certificate"));
    }

    /** Names lead here where the platform's own do. */
    private Certificates begin(@Nullable URI directory, @Nullable Path hook) throws IOException {
        AcmeSettings settings = new AcmeSettings(
                "ops@example.com", directory == null ? pebble.directory() : directory, pebble.ca(), hook);
        Certificates certificates = new Certificates(
                settings,
                new Certificates.Parts(table, database, vault, egress, folder, routes::hosts, DOMAIN),
                clock,
                CertificatesTest::lookUp);
        running = certificates;
        certificates.load();
        routes.onHosts(certificates::wake);
        certificates.start();
        return certificates;
    }

    private static InetAddress[] lookUp(String host) throws UnknownHostException {
        String address = host.startsWith("elsewhere") ? "203.0.113.5" : "127.0.0.1";
        return InetAddress.getAllByName(address);
    }

    private static void host(String name) {
        routes.put(name, new Route.Unavailable(Route.Unavailable.Reason.STOPPED));
    }

    private static CertificateState await(Certificates certificates, String host, Predicate<CertificateState> wanted)
            throws InterruptedException {
        Instant end = Instant.now().plusSeconds(30);
        while (true) {
            CertificateState state = certificates.state(host).orElseThrow();
            if (wanted.test(state)) {
                return state;
            }
            assertTrue(Instant.now().isBefore(end), () -> host + " is still " + state);
            Thread.sleep(20);
        }
    }

    private static String reason(CertificateState state) {
        return String.valueOf(state.reason());
    }

    private static Instant next(CertificateState state) {
        return Objects.requireNonNull(state.nextAttemptAt());
    }

    private static Instant expires(CertificateState state) {
        return Objects.requireNonNull(state.expiresAt());
    }

    private static X509Certificate shown(String host) throws Exception {
        try (SSLSocket socket = connect(host)) {
            return (X509Certificate) socket.getSession().getPeerCertificates()[0];
        }
    }

    private static SSLSocket connect(String host) throws Exception {
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(null, new TrustManager[] {new TrustsAll()}, new SecureRandom());
        SSLSocket socket = (SSLSocket) context.getSocketFactory()
                .createSocket(new Socket(secure.getAddress(), secure.getPort()), host, secure.getPort(), true);
        SSLParameters parameters = socket.getSSLParameters();
        parameters.setServerNames(List.of(new SNIHostName(host)));
        socket.setSSLParameters(parameters);
        socket.setSoTimeout(20_000);
        socket.startHandshake();
        return socket;
    }

    @Test
    void aHostGetsACertificateWhichIsKeptEncryptedAndUsedAfterAStart() throws Exception {
        Certificates certificates = begin(null, null);
        host("shop.example.test");
        CertificateState state = await(certificates, "shop.example.test", each -> each.expiresAt() != null);
        assertNull(state.reason());
        X509Certificate first = shown("shop.example.test");
        assertTrue(String.valueOf(first.getSubjectAlternativeNames()).contains("shop.example.test"));

        String stored = database.jdbi().withHandle(handle -> handle.select("select encrypted from certificate")
                .mapTo(String.class)
                .one());
        assertFalse(stored.contains("BEGIN"), stored);
        certificates.close();
        Certificates again = begin(null, null);
        assertEquals(
                state.expiresAt(),
                again.state("shop.example.test").orElseThrow().expiresAt());
        host("other.example.test");
        await(again, "other.example.test", each -> each.expiresAt() != null);
        assertEquals(first, shown("shop.example.test"), "It was not ordered again");
    }

    @Test
    void itIsRenewedAtAThirdOfItsLifetimeAndConnectionsStay() throws Exception {
        Certificates certificates = begin(null, null);
        host("renewed.test");
        Instant expires = expires(await(certificates, "renewed.test", each -> each.expiresAt() != null));
        X509Certificate first = shown("renewed.test");
        try (SSLSocket open = connect("renewed.test")) {
            clock.set(expires.minus(Pebble.LIFETIME.dividedBy(2)));
            certificates.wake();
            host("second.test"); // by whose certificate we know that all was looked at
            await(certificates, "second.test", each -> each.expiresAt() != null);
            assertEquals(first, shown("renewed.test"), "Not at half of it");

            clock.set(expires.minus(Pebble.LIFETIME.dividedBy(3)).plusSeconds(1));
            certificates.wake();
            Instant end = Instant.now().plusSeconds(30);
            while (shown("renewed.test").equals(first)) {
                assertTrue(Instant.now().isBefore(end), "It is not renewed");
                Thread.sleep(50);
            }
            open.getOutputStream()
                    .write("GET / HTTP/1.1\r\nHost: renewed.test\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
            assertEquals('H', open.getInputStream().read());
        }
    }

    @Test
    void aRefusalIsToldAndNotRepeatedBeforeItsPause() throws Exception {
        Certificates certificates = begin(null, null);
        host("blocked.test");
        CertificateState state = await(certificates, "blocked.test", each -> each.reason() != null);
        assertNull(state.expiresAt());
        assertTrue(reason(state).contains("the authority refuses"), state::toString);
        assertTrue(reason(state).contains("blocked.test"), state::toString);
        assertFalse(next(state).isBefore(clock.instant().plus(Duration.ofMinutes(5))), state::toString);
        certificates.lookAgain("blocked.test");
        host("good.test");
        await(certificates, "good.test", each -> each.expiresAt() != null);
        assertEquals(state, certificates.state("blocked.test").orElseThrow());
        assertTrue(Files.readString(folder.resolve(CertificateNotices.FILE))
                .startsWith("blocked.test: no certificate: the authority refuses"));

        clock.set(next(state));
        certificates.wake();
        CertificateState second = await(certificates, "blocked.test", each -> !each.equals(state));
        assertTrue(Duration.between(clock.instant(), next(second)).toMinutes() >= 15, second::toString);
    }

    @Test
    void aProofThatIsNotFoundIsTriedByTheOtherPort() throws Exception {
        pebble.address("closed.test", "127.0.0.2");
        Certificates certificates = begin(null, null);
        host("closed.test");
        CertificateState first = await(certificates, "closed.test", each -> each.reason() != null);
        assertTrue(reason(first).contains("did not find the proof for closed.test (http-01:"), first::toString);
        clock.set(next(first));
        certificates.wake();
        CertificateState second = await(certificates, "closed.test", each -> !each.equals(first));
        assertTrue(reason(second).contains("(tls-alpn-01:"), second::toString);
    }

    @Test
    void theProofByTlsIsFound() throws Exception {
        host("alpn.test");
        IssuedCertificate certificate =
                client(pebble.directory()).order(List.of("alpn.test"), ChallengeKind.tlsAlpn01(table.challenges()));
        assertEquals(
                Pebble.LIFETIME.toDays(), certificate.lifetime().plusSeconds(1).toDays());
    }

    private static AcmeClient client(URI directory) throws Exception {
        return new AcmeClient(
                directory,
                "ops@example.com",
                egress.client(pebble.trust()),
                new AccountStore(database, vault),
                new CountDownLatch(1));
    }

    @Test
    void oneWildcardByTheDnsHookIsForAllHostsOfTheDomain() throws Exception {
        Certificates certificates = begin(null, pebble.dnsHook());
        host("shop.apps.test");
        host("api.apps.test");
        Instant expires = expires(await(certificates, "shop.apps.test", each -> each.expiresAt() != null));
        assertEquals(shown("shop.apps.test"), shown("api.apps.test"));
        host("third.apps.test");
        assertEquals(
                expires, certificates.state("third.apps.test").orElseThrow().expiresAt());
        assertEquals(shown("shop.apps.test"), shown("third.apps.test"));
        String log = pebble.hookLog();
        assertEquals(2, log.split("present _acme-challenge.apps.test", -1).length - 1, log);
        assertEquals(2, log.split("cleanup _acme-challenge.apps.test", -1).length - 1, log);
    }

    @Test
    void anAuthorityThatIsNotReachedIsAskedForNoOtherName() throws Exception {
        Certificates certificates = begin(URI.create("https://127.0.0.1:1/dir"), null);
        host("unreached.test");
        CertificateState state = await(certificates, "unreached.test", each -> each.reason() != null);
        assertTrue(reason(state).contains("cannot be reached (connection refused)"), state::toString);
        host("waits.test");
        certificates.wake();
        CertificateState waiting = certificates.state("waits.test").orElseThrow();
        assertEquals(next(state), waiting.nextAttemptAt());
        assertTrue(reason(waiting).contains("cannot be reached"), waiting::toString);
    }

    @Test
    void anAuthoritysOwnLimitIsKept() throws Exception {
        try (LimitingDirectory limiting = LimitingDirectory.start(pebble)) {
            Certificates certificates = begin(limiting.uri(), null);
            host("limited.test");
            CertificateState state = await(certificates, "limited.test", each -> each.reason() != null);
            assertTrue(reason(state).contains("limits orders: too many new orders"), state::toString);
            assertTrue(Duration.between(clock.instant(), next(state)).toMinutes() >= 115, state::toString);
        }
    }

    @Test
    void aNameThatLeadsElsewhereIsNotOrdered() throws Exception {
        Certificates certificates = begin(URI.create("https://127.0.0.1:1/dir"), null);
        host("elsewhere.test");
        CertificateState state = await(certificates, "elsewhere.test", each -> each.reason() != null);
        assertTrue(reason(state).contains("has the address 203.0.113.5, which is not this server's"), state::toString);
        assertTrue(next(state).isAfter(clock.instant()));
    }

    @Test
    void aClockThatIsWrongIsSaidAndOrdersNotAgainAndAgain() throws Exception {
        clock.set(Instant.now().plus(Duration.ofDays(3650)));
        Certificates certificates = begin(null, null);
        host("late.test");
        CertificateState state = await(certificates, "late.test", each -> each.reason() != null);
        assertTrue(reason(state).contains("set the clock"), state::toString);
        assertNotNull(state.expiresAt(), "It is shown: the clocks of clients may be right");
        X509Certificate first = shown("late.test");
        certificates.wake();
        assertEquals(first, shown("late.test"));
        assertTrue(next(state).isAfter(clock.instant()));
    }

    @Test
    void aCertificateIsReplacedAndTheOldOneRevoked() throws Exception {
        Certificates certificates = begin(null, null);
        host("leaked.test");
        await(certificates, "leaked.test", each -> each.expiresAt() != null);
        X509Certificate first = shown("leaked.test");
        certificates.replace("leaked.test");
        Instant end = Instant.now().plusSeconds(30);
        while (!pebble.statusOf(first).contains("Revoked")) {
            assertTrue(Instant.now().isBefore(end), "It is not revoked");
            Thread.sleep(50);
        }
        assertNotEquals(first, shown("leaked.test"));
        assertNotEquals(first.getPublicKey(), shown("leaked.test").getPublicKey());
        certificates.wake();
        assertNull(certificates.state("leaked.test").orElseThrow().reason());
    }

    @Test
    void anotherAuthorityGivesNewOnesAndSaysWhenToRenew() throws Exception {
        Certificates certificates = begin(null, null);
        host("moves.test");
        await(certificates, "moves.test", each -> each.expiresAt() != null);
        certificates.close();
        try (LimitingDirectory other = LimitingDirectory.start(pebble)) {
            Certificates moved = begin(other.uri(), null);
            CertificateState state = await(moved, "moves.test", each -> each.reason() != null);
            assertTrue(reason(state).contains("limits orders"), state::toString);
            assertNotNull(state.expiresAt(), "The old one is shown until then");
            SuggestedRenewals.Window window =
                    client(other.uri()).suggestedRenewal(shown("moves.test")).orElseThrow();
            assertEquals(Instant.parse("2020-01-02T00:00:00Z"), window.end());
        }
        assertEquals(
                Optional.empty(), client(pebble.directory()).suggestedRenewal(shown("moves.test")), "Pebble has none");
    }

    @Test
    void aSuggestionGoesBeforeTheUsualTime() {
        SuggestedRenewals suggested = new SuggestedRenewals();
        Instant now = Instant.parse("2026-01-01T00:00:00Z");
        Instant usual = now.plus(Duration.ofDays(60));
        assertTrue(suggested.askAt("a.test", now).isBefore(now.plus(Duration.ofHours(6))));
        assertEquals(usual, suggested.due("a.test", usual));
        suggested.answered("a.test", new SuggestedRenewals.Window(now, now.plusSeconds(60)), now);
        assertTrue(suggested.due("a.test", usual).isBefore(now.plusSeconds(60)));
        suggested.answered("a.test", null, now);
        assertEquals(usual, suggested.due("a.test", usual));
    }

    @Test
    void aCertificateCanBeRevoked() throws Exception {
        host("revoked.test");
        AcmeClient client = client(pebble.directory());
        IssuedCertificate certificate = client.order(List.of("revoked.test"), ChallengeKind.http01(table.challenges()));
        X509Certificate own = certificate.chain().get(0);
        assertTrue(pebble.statusOf(own).contains("Valid"));
        client.revoke(own);
        assertTrue(pebble.statusOf(own).contains("Revoked"));
        assertNotEquals(0, certificate.chain().size());
    }

    /** The authority of tests is trusted by no client, and which certificate is shown is what the test looks at. */
    private static final class TrustsAll extends X509ExtendedTrustManager {
        @Override
        public void checkClientTrusted(X509Certificate[] chain, String kind) {}

        @Override
        public void checkClientTrusted(X509Certificate[] chain, String kind, Socket socket) {}

        @Override
        public void checkClientTrusted(X509Certificate[] chain, String kind, SSLEngine engine) {}

        @Override
        public void checkServerTrusted(X509Certificate[] chain, String kind) {}

        @Override
        public void checkServerTrusted(X509Certificate[] chain, String kind, Socket socket) {}

        @Override
        public void checkServerTrusted(X509Certificate[] chain, String kind, SSLEngine engine) {}

        @Override
        public X509Certificate[] getAcceptedIssuers() {
            return new X509Certificate[0];
        }
    }
}
