package dev.shuttle.proxy;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.shuttle.proxy.certificates.Certificate;
import dev.shuttle.proxy.certificates.HostCertificates;
import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import javax.net.ssl.SNIHostName;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLHandshakeException;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocket;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Over TLS, each client is shown the certificate of the host that it asks for. */
@Timeout(60)
class ServerNameTest extends RunningProxy {
    @TempDir
    static Path folder;

    private static KeytoolCertificate ofA;
    private static KeytoolCertificate ofB;

    private final Map<String, Certificate> byHost = new ConcurrentHashMap<>();
    private final Map<String, Certificate> challenges = new ConcurrentHashMap<>();
    private final CompletableFuture<@Nullable Void> ready = new CompletableFuture<>();

    @BeforeAll
    static void make() throws Exception {
        ofA = KeytoolCertificate.of(folder, "a.test");
        ofB = KeytoolCertificate.of(folder, "b.test");
    }

    @Override
    HostCertificates certificates() {
        return new HostCertificates() {
            @Override
            public @Nullable Certificate find(String host) {
                return byHost.get(host);
            }

            @Override
            public @Nullable Certificate challenge(String host) {
                return challenges.get(host);
            }

            @Override
            public CompletionStage<@Nullable Void> ready() {
                return ready;
            }
        };
    }

    private InetSocketAddress startSecure() throws Exception {
        start();
        return proxy.startSecure(0);
    }

    private static SSLSocket connect(InetSocketAddress to, @Nullable String host, Socket plain) throws Exception {
        return connect(to, host, plain, KeytoolCertificate.trusting(List.of(ofA, ofB)));
    }

    private static SSLSocket connect(InetSocketAddress to, @Nullable String host, Socket plain, SSLContext client)
            throws Exception {
        plain.connect(to);
        plain.setSoTimeout(30_000);
        SSLSocket socket = (SSLSocket) client.getSocketFactory().createSocket(plain, "127.0.0.1", to.getPort(), true);
        if (host != null) {
            SSLParameters parameters = socket.getSSLParameters();
            parameters.setServerNames(List.of(new SNIHostName(host)));
            socket.setSSLParameters(parameters);
        }
        return socket;
    }

    private static Object shown(SSLSocket socket) throws Exception {
        socket.startHandshake();
        return socket.getSession().getPeerCertificates()[0];
    }

    private static String ask(SSLSocket socket, String host) throws IOException {
        socket.getOutputStream()
                .write(("GET / HTTP/1.1\r\nHost: " + host + "\r\n\r\n").getBytes(StandardCharsets.US_ASCII));
        return RawService.head(socket.getInputStream());
    }

    @Test
    void eachHostHasItsOwn() throws Exception {
        ready.complete(null);
        byHost.put("a.test", ofA.served());
        byHost.put("b.test", ofB.served());
        InetSocketAddress proxy = startSecure();
        try (SSLSocket a = connect(proxy, "a.test", new Socket());
                SSLSocket b = connect(proxy, "B.test", new Socket())) {
            assertEquals(ofA.own(), shown(a));
            assertEquals(ofB.own(), shown(b));
            assertTrue(ask(b, "c.test").startsWith("HTTP/1.1 404"));
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"TLSv1.2", "TLSv1.3"})
    void aSessionIsResumed(String version) throws Exception {
        ready.complete(null);
        byHost.put("a.test", ofA.served());
        InetSocketAddress proxy = startSecure();
        SSLContext client = KeytoolCertificate.trusting(List.of(ofA));
        List<Long> begun = new ArrayList<>();
        for (int i = 0; i < 2; i++) {
            try (SSLSocket socket = connect(proxy, "a.test", new Socket(), client)) {
                socket.setEnabledProtocols(new String[] {version});
                assertTrue(ask(socket, "c.test").startsWith("HTTP/1.1 404")); // the ticket comes with the answer
                assertEquals(version, socket.getSession().getProtocol());
                begun.add(socket.getSession().getCreationTime());
            }
            Thread.sleep(10); // so that another session has another time
        }
        assertEquals(begun.get(0), begun.get(1));
    }

    @Test
    void aHostWithoutOneEndsInAnAlertAndSoDoesNoName() throws Exception {
        ready.complete(null);
        byHost.put("a.test", ofA.served());
        InetSocketAddress proxy = startSecure();
        for (String host : new String[] {"c.test", null}) {
            try (SSLSocket socket = connect(proxy, host, new Socket())) {
                SSLException refused = assertThrows(SSLHandshakeException.class, socket::startHandshake);
                assertTrue(refused.toString().contains("unrecognized_name"), refused::toString);
            }
        }
    }

    @Test
    void theFirstMessageMayComeByteByByte() throws Exception {
        ready.complete(null);
        byHost.put("a.test", ofA.served());
        Socket slow = new Socket() {
            @Override
            public OutputStream getOutputStream() throws IOException {
                return new FilterOutputStream(super.getOutputStream()); // which writes each byte by itself
            }
        };
        slow.setTcpNoDelay(true);
        try (SSLSocket socket = connect(startSecure(), "a.test", slow)) {
            assertEquals(ofA.own(), shown(socket));
            assertTrue(ask(socket, "c.test").startsWith("HTTP/1.1 404"));
        }
    }

    @Test
    void aNewOneIsForNewConnectionsAndCutsNone() throws Exception {
        ready.complete(null);
        byHost.put("a.test", ofA.served());
        InetSocketAddress proxy = startSecure();
        try (SSLSocket before = connect(proxy, "a.test", new Socket())) {
            assertEquals(ofA.own(), shown(before));
            byHost.put("a.test", ofB.served());
            try (SSLSocket after = connect(proxy, "a.test", new Socket())) {
                assertEquals(ofB.own(), shown(after));
            }
            assertTrue(ask(before, "a.test").startsWith("HTTP/1.1 404"));
        }
    }

    @Test
    void aHandshakeWaitsUntilTheCertificatesAreKnown() throws Exception {
        InetSocketAddress proxy = startSecure();
        try (SSLSocket socket = connect(proxy, "a.test", new Socket())) {
            CompletableFuture<Object> shown = CompletableFuture.supplyAsync(() -> {
                try {
                    return shown(socket);
                } catch (Exception e) {
                    return e;
                }
            });
            try (RawClient other = new RawClient(proxy)) {
                other.send("x"); // the loops are at work meanwhile
            }
            assertFalse(shown.isDone());
            byHost.put("a.test", ofA.served());
            ready.complete(null);
            assertEquals(ofA.own(), shown.get());
        }
    }

    @Test
    void anAuthoritySeesTheChallengeAndOthersDoNot() throws Exception {
        ready.complete(null);
        byHost.put("a.test", ofA.served());
        challenges.put("a.test", ofB.served());
        InetSocketAddress proxy = startSecure();
        try (SSLSocket authority = connect(proxy, "a.test", new Socket());
                SSLSocket client = connect(proxy, "a.test", new Socket());
                SSLSocket both = connect(proxy, "a.test", new Socket())) {
            offer(authority, "acme-tls/1");
            offer(both, "acme-tls/1", "http/1.1");
            assertEquals(ofB.own(), shown(authority));
            assertEquals("acme-tls/1", authority.getApplicationProtocol());
            assertEquals(ofA.own(), shown(client));
            assertEquals(ofA.own(), shown(both));
        }
    }

    private static void offer(SSLSocket socket, String... protocols) {
        SSLParameters parameters = socket.getSSLParameters();
        parameters.setApplicationProtocols(protocols);
        socket.setSSLParameters(parameters);
    }
}
