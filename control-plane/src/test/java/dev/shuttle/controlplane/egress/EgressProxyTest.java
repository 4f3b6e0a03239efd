package dev.shuttle.controlplane.egress;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.net.httpserver.HttpServer;
import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsServer;
import dev.shuttle.os.LoopbackPorts;
import io.netty.handler.proxy.ProxyConnectException;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.UnknownHostException;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLException;
import javax.net.ssl.TrustManagerFactory;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** Everything goes through the operator's proxy, and nothing beside it. Real proxies and real servers. */
@Timeout(60)
class EgressProxyTest {
    private static final String LOGIN = "ada:s3cret";
    private static final Duration LIMIT = Duration.ofSeconds(10);

    @TempDir
    Path folder;

    private final Set<Integer> callers = Collections.synchronizedSet(new HashSet<>());
    private final List<String> bodies = Collections.synchronizedList(new ArrayList<>());
    private HttpServer plain;

    @BeforeEach
    void open() throws IOException {
        plain = served(HttpServer.create(LoopbackPorts.address(LoopbackPorts.next()), 0)); // one test starts it again
    }

    @AfterEach
    void close() {
        plain.stop(0);
    }

    private HttpServer served(HttpServer server) {
        server.createContext("/", exchange -> {
            callers.add(exchange.getRemoteAddress().getPort());
            bodies.add(new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8));
            byte[] answer = ("answer to " + exchange.getRequestMethod() + " " + exchange.getRequestURI())
                    .getBytes(StandardCharsets.UTF_8);
            exchange.sendResponseHeaders(200, answer.length);
            exchange.getResponseBody().write(answer);
            exchange.close();
        });
        server.start();
        return server;
    }

    private static int post(Egress egress, String uri, Reach reach) throws IOException {
        return egress.post(URI.create(uri), Map.of("webhook-id", "1"), "body".getBytes(StandardCharsets.UTF_8), reach);
    }

    private static EgressResponse<String> get(Egress egress, String uri) throws Exception {
        HttpRequest request =
                HttpRequest.newBuilder(URI.create(uri)).timeout(LIMIT).build();
        return egress.send(
                        request,
                        head -> HttpResponse.BodySubscribers.ofString(StandardCharsets.UTF_8),
                        egress.way(URI.create(uri)))
                .get();
    }

    private String at(String host) {
        return "http://" + host + ":" + plain.getAddress().getPort() + "/path?a=b";
    }

    @ParameterizedTest
    @CsvSource({"HTTP,", "HTTP," + LOGIN, "SOCKS5,", "SOCKS5," + LOGIN})
    void allGoesThroughTheProxyAndTheProxyLooksNamesUp(EgressProxy.Kind kind, String login) throws Exception {
        try (OperatorProxy proxy = new OperatorProxy(kind, login == null ? "" : login);
                Egress egress = new Egress(LIMIT, proxy.setting())) {
            EgressResponse<String> answer = get(egress, at("maven.invalid"));
            assertEquals(200, answer.statusCode());
            assertEquals("answer to GET /path?a=b", answer.body());
            assertEquals(200, post(egress, at("hooks.invalid"), Reach.PUBLIC));

            int port = plain.getAddress().getPort();
            assertEquals(List.of("maven.invalid:" + port, "hooks.invalid:" + port), proxy.targets());
            assertEquals(List.of("", "body"), bodies);
            assertTrue(proxy.ports().containsAll(callers), callers + " of " + proxy.ports());
        }
    }

    /** Their names are known here too, and lead to the server: who dialled them would reach it. */
    @ParameterizedTest
    @EnumSource(EgressProxy.Kind.class)
    void aNameThatIsKnownHereIsNotDialledFromHere(EgressProxy.Kind kind) throws Exception {
        InetAddress[] here = {InetAddress.getLoopbackAddress()};
        try (OperatorProxy proxy = new OperatorProxy(kind, "");
                Egress egress = new Egress(LIMIT, proxy.setting(), host -> here)) {
            for (int i = 0; i < 5; i++) {
                assertEquals(200, get(egress, at("maven.invalid")).statusCode());
                assertEquals(200, post(egress, at("hooks.invalid"), Reach.ANYWHERE));
            }

            assertEquals(10, bodies.size());
            assertTrue(proxy.ports().containsAll(callers), callers + " of " + proxy.ports());
        }
    }

    @ParameterizedTest
    @EnumSource(EgressProxy.Kind.class)
    void tlsGoesThroughATunnelToTheServerItself(EgressProxy.Kind kind) throws Exception {
        SSLContext before = SSLContext.getDefault();
        HttpsServer secure = HttpsServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        SSLContext.setDefault(certified("maven.invalid"));
        secure.setHttpsConfigurator(new HttpsConfigurator(SSLContext.getDefault()));
        served(secure);
        int port = secure.getAddress().getPort();
        try (OperatorProxy proxy = new OperatorProxy(kind, LOGIN);
                Egress egress = new Egress(LIMIT, proxy.setting())) {
            for (int i = 0; i < 3; i++) {
                assertEquals(
                        200, get(egress, "https://maven.invalid:" + port + "/x").statusCode());
            }
            assertEquals(200, post(egress, "https://maven.invalid:" + port + "/x", Reach.PUBLIC));
            assertEquals(List.of("maven.invalid:" + port, "maven.invalid:" + port), proxy.targets(), "one is kept");
            assertTrue(proxy.ports().containsAll(callers));

            IOException e = assertThrows(
                    IOException.class, () -> post(egress, "https://other.invalid:" + port + "/x", Reach.PUBLIC));
            assertEquals("its certificate or TLS version is not accepted", EgressFaults.reason(e));
        } finally {
            SSLContext.setDefault(before);
            secure.stop(0);
        }
    }

    @ParameterizedTest
    @EnumSource(EgressProxy.Kind.class)
    void theLoopbackIsReachedDirectly(EgressProxy.Kind kind) throws Exception {
        try (OperatorProxy proxy = new OperatorProxy(kind, "");
                Egress egress = new Egress(LIMIT, proxy.setting())) {
            for (String host : List.of("127.0.0.1", "localhost", "shop.localhost")) {
                assertEquals(Way.DIRECT, egress.way(URI.create(at(host))), host);
            }
            assertEquals(200, get(egress, at("127.0.0.1")).statusCode());
            assertEquals(200, post(egress, at("localhost"), Reach.ANYWHERE));
            assertEquals(List.of(), proxy.targets());
        }
    }

    @ParameterizedTest
    @EnumSource(EgressProxy.Kind.class)
    void whatIsRefusedStaysRefused(EgressProxy.Kind kind) throws Exception {
        try (OperatorProxy proxy = new OperatorProxy(kind, "");
                Egress egress = new Egress(LIMIT, proxy.setting(), EgressProxyTest::lookUp)) {
            egress.refuse(plain.getAddress().getPort());
            for (String host :
                    List.of("127.0.0.1", "localhost", "[::1]", "0.0.0.0", "[::ffff:127.0.0.1]", "here.invalid")) {
                assertThrows(RefusedAddressException.class, () -> post(egress, at(host), Reach.ANYWHERE), host);
            }
            for (String host : List.of("10.0.0.1", "169.254.169.254", "[fd00::1]", "intranet.invalid")) {
                assertThrows(RefusedAddressException.class, () -> post(egress, at(host), Reach.PUBLIC), host);
            }
            assertEquals(List.of(), proxy.targets());
        }
    }

    private static InetAddress[] lookUp(String host) throws UnknownHostException {
        return switch (host) {
            case "here.invalid" -> InetAddress.getAllByName("127.0.0.1");
            case "intranet.invalid" -> InetAddress.getAllByName("10.1.2.3");
            default -> InetAddress.getAllByName(host);
        };
    }

    @Test
    void aRefusalIsSaidAlsoWhereTlsFailsByItFirst() {
        Throwable refused =
                new ProxyConnectException("http, basic, /127.0.0.1:3128 => maven.invalid:443, status: 407 No");
        Throwable thrown =
                ProxyFailedException.behind(new SSLException("failure when writing TLS control frames", refused));

        assertEquals("the proxy refuses the user and password (407)", EgressFaults.reason(thrown));
    }

    @ParameterizedTest
    @EnumSource(EgressProxy.Kind.class)
    void aWrongPasswordIsSaidWithoutIt(EgressProxy.Kind kind) throws Exception {
        try (OperatorProxy proxy = new OperatorProxy(kind, LOGIN);
                Egress egress = new Egress(LIMIT, EgressProxy.parse(proxy.url().replace("s3cret", "wr0ng")))) {
            for (String uri : List.of(at("maven.invalid"), "https://maven.invalid:1/x")) {
                ExecutionException e = assertThrows(ExecutionException.class, () -> get(egress, uri));
                assertTrue(EgressFaults.reason(e).startsWith("the proxy refuses the user and password"), e::toString);
                assertFalse(e.toString().contains("wr0ng"), e::toString);
                IOException posted = assertThrows(IOException.class, () -> post(egress, uri, Reach.PUBLIC));
                assertTrue(EgressFaults.reason(posted).startsWith("the proxy refuses the user and password"));
            }
            assertEquals(List.of(), proxy.targets());
        }
    }

    @ParameterizedTest
    @EnumSource(EgressProxy.Kind.class)
    void aProxyThatIsGoneIsNotGoneRound(EgressProxy.Kind kind) throws Exception {
        OperatorProxy proxy = new OperatorProxy(kind, "");
        proxy.close();
        InetAddress[] here = {InetAddress.getLoopbackAddress()};
        try (Egress egress = new Egress(LIMIT, proxy.setting(), host -> here)) {
            ExecutionException e = assertThrows(ExecutionException.class, () -> get(egress, at("maven.invalid")));
            assertEquals("the proxy does not accept connections", EgressFaults.reason(e));
            assertThrows(IOException.class, () -> post(egress, at("maven.invalid"), Reach.ANYWHERE));
        }
        assertEquals(Set.of(), callers);
    }

    @Test
    void aKeptConnectionThatTheServerEndedIsReplaced() throws Exception {
        try (Egress egress = new Egress(LIMIT, null)) {
            for (int i = 0; i < 50; i++) {
                assertEquals(200, get(egress, at("127.0.0.1")).statusCode());
                if (i % 10 == 9) {
                    int port = plain.getAddress().getPort();
                    plain.stop(0);
                    plain = served(HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 0));
                }
            }
            assertTrue(callers.size() <= 6, callers.toString());
        }
    }

    private SSLContext certified(String host) throws Exception {
        Path store = folder.resolve("keys.p12");
        Process keytool = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "keytool")
                                .toString(),
                        "-genkeypair",
                        "-keyalg",
                        "EC",
                        "-alias",
                        "x",
                        "-dname",
                        "CN=x",
                        "-ext",
                        "san=dns:" + host,
                        "-storetype",
                        "PKCS12",
                        "-storepass",
                        "secret",
                        "-keystore",
                        store.toString())
                .inheritIO()
                .start();
        assertEquals(0, keytool.waitFor());
        KeyStore keys = KeyStore.getInstance("PKCS12");
        try (InputStream in = Files.newInputStream(store)) {
            keys.load(in, "secret".toCharArray());
        }
        KeyStore trusted = KeyStore.getInstance("PKCS12");
        trusted.load(null, null);
        trusted.setCertificateEntry("x", keys.getCertificate("x"));
        KeyManagerFactory own = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
        own.init(keys, "secret".toCharArray());
        TrustManagerFactory others = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        others.init(trusted);
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(own.getKeyManagers(), others.getTrustManagers(), null);
        return context;
    }
}
