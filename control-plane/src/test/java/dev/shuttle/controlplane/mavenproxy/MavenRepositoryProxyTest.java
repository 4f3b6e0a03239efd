package dev.shuttle.controlplane.mavenproxy;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.shuttle.controlplane.egress.Egress;
import dev.shuttle.controlplane.egress.EgressProxy;
import dev.shuttle.controlplane.egress.OperatorProxy;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Asked over its port, as builds ask it, with real repositories behind it. */
@SuppressWarnings("NullAway.Init") // restart() sets them, before each test and within some
class MavenRepositoryProxyTest {

    private static final String JAR = "org/example/lib/1.0/lib-1.0.jar";
    private static final String BASIC = "Basic YWRhOnMzY3JldC1wYXNz";
    private static final String SERVER =
            "<servers><server><id>corp</id><username>ada</username><password>s3cret-pass</password></server></servers>";
    private static final FetchLimits PATIENT = limits(Duration.ofSeconds(60));

    @TempDir
    Path home;

    private final HttpClient client = HttpClient.newHttpClient();
    private final List<String> said = Collections.synchronizedList(new ArrayList<>());
    private Egress egress = new Egress(Duration.ofSeconds(10), null);
    private RemoteRepository remote;
    private MavenRepositoryProxy repository;
    private BuildAccess build;
    private String address;

    @BeforeEach
    void start() throws Exception {
        remote = RemoteRepository.start();
        restart(SERVER, PATIENT);
    }

    private static FetchLimits limits(Duration idle) {
        return new FetchLimits(1 << 20, idle, Duration.ofMinutes(2), 8, 4);
    }

    private void restart(String servers, FetchLimits limits) throws Exception {
        restart(servers, remote.url(), limits);
    }

    private void restart(String servers, String url, FetchLimits limits) throws Exception {
        stop();
        Path file = home.resolve("settings.xml");
        Files.writeString(
                file,
                """
                <settings>
                  %s
                  <mirrors><mirror><id>corp</id><mirrorOf>*</mirrorOf><url>%s</url></mirror></mirrors>
                </settings>"""
                        .formatted(servers, url));
        repository = MavenRepositoryProxy.start(home, MavenSettings.read(file, Map.of()), limits, egress);
        build = repository.open();
        build.begin(said::add);
        Matcher ours = Pattern.compile("<url>(.*)</url>").matcher(build.settings());
        assertTrue(ours.find(), build.settings());
        address = ours.group(1);
    }

    private void stop() {
        if (repository != null) {
            build.close();
            repository.close();
        }
    }

    @AfterEach
    void nothingIsLeftHalfDone() throws Exception {
        long end = System.nanoTime() + Duration.ofSeconds(10).toNanos();
        while (!aside().isEmpty()) {
            assertTrue(System.nanoTime() < end, () -> "left: " + home.resolve("m2/.aside"));
            Thread.sleep(20);
        }
        stop();
        egress.close();
        remote.close();
        end = System.nanoTime() + Duration.ofSeconds(10).toNanos();
        while (!threads().isEmpty() && System.nanoTime() < end) {
            Thread.sleep(20); // a thread is listed until a moment after its end
        }
        assertEquals(List.of(), threads());
    }

    private static List<String> threads() {
        return Thread.getAllStackTraces().keySet().stream()
                .map(Thread::getName)
                .filter(name -> name.startsWith("shuttle-repository") || name.startsWith("shuttle-egress"))
                .toList();
    }

    @Test
    void anArtifactIsFetchedOnceWithTheOperatorsPasswordAndKeptWhereMavenLooks() throws Exception {
        remote.demanding(BASIC).with(JAR, "the jar");

        HttpResponse<String> first = get(JAR);

        assertEquals(200, first.statusCode());
        assertEquals("the jar", first.body());
        assertEquals(
                RemoteRepository.sha1(bytes("the jar")),
                first.headers().firstValue("X-Checksum-Sha1").orElse(""));
        assertEquals("the jar", Files.readString(home.resolve("m2").resolve(JAR)));
        assertEquals("the jar", get(JAR).body());
        assertEquals(List.of(JAR, JAR + ".sha1"), remote.askedFor());
    }

    @Test
    void headersOfTheServersEntryAreSent() throws Exception {
        restart(
                """
                <servers><server><id>corp</id><configuration><httpHeaders>
                  <property><name>Job-Token</name><value>t0ken</value></property>
                </httpHeaders></configuration></server></servers>""",
                PATIENT);
        remote.with(JAR, "the jar");
        assertEquals(200, get(JAR).statusCode());
        assertEquals(List.of("t0ken"), remote.asked().get(0).headers().get("Job-token"));
    }

    @Test
    void aWrongPasswordIsSaidToTheBuildWithoutIt() throws Exception {
        remote.demanding("Basic of somebody else").with(JAR, "the jar");
        assertEquals(403, get(JAR).statusCode());
        assertSaid("The repository \"corp\" (127.0.0.1) refuses the request with the operator's password (401).");
    }

    @Test
    void aMissingFileIsNotFoundAndNotLogged() throws Exception {
        assertEquals(404, get(JAR).statusCode());
        assertEquals(404, head(JAR).statusCode());
        assertEquals(List.of(), said);
    }

    @Test
    void anUpstreamThatIsGoneIsSaidInASentence() throws Exception {
        remote.close();
        assertEquals(502, get(JAR).statusCode());
        assertSaid("The repository \"corp\" (127.0.0.1) cannot be reached: connection refused.");
    }

    @Test
    void anUpstreamThatSaysNothingIsLeftAfterItsTime() throws Exception {
        restart(SERVER, limits(Duration.ofSeconds(4)));
        CountDownLatch end = new CountDownLatch(1);
        remote.put(JAR, exchange -> await(end));
        assertEquals(504, get(JAR).statusCode());
        assertSaid("cannot be reached: it does not answer in time");
        end.countDown();
    }

    @Test
    void anUpstreamThatStallsIsLeftAfterItsTime() throws Exception {
        restart(SERVER, limits(Duration.ofSeconds(4)));
        CountDownLatch end = new CountDownLatch(1);
        remote.put(JAR, exchange -> {
            exchange.sendResponseHeaders(200, 1000);
            exchange.getResponseBody().write(bytes("begun"));
            exchange.getResponseBody().flush();
            await(end);
        });
        assertEquals(504, get(JAR).statusCode());
        assertSaid("cannot be reached: it does not answer in time");
        end.countDown();
    }

    @Test
    void aBodyThatIsCutIsAskedForOnceMore() throws Exception {
        remote.with(JAR, "the jar");
        remote.put(JAR, exchange -> {
            boolean first = remote.askedFor().stream().filter(JAR::equals).count() == 1;
            exchange.sendResponseHeaders(200, 7);
            exchange.getResponseBody().write(bytes(first ? "the" : "the jar"));
        });
        assertEquals("the jar", get(JAR).body());
        assertEquals(List.of(), said);
    }

    @Test
    void aBodyWithAnotherChecksumIsNeitherGivenNorKept() throws Exception {
        remote.with(JAR, "the jar").put(JAR, exchange -> RemoteRepository.send(exchange, 200, bytes("another")));
        assertEquals(502, get(JAR).statusCode());
        assertSaid("sent lib-1.0.jar twice with a checksum that does not match its .sha1. It is not used.");
        assertFalse(Files.exists(home.resolve("m2").resolve(JAR)));
        assertEquals(2, remote.askedFor().stream().filter(JAR::equals).count());
    }

    @Test
    void checksumsAreReadInTheFormsThatToolsWrite() throws Exception {
        String sum = RemoteRepository.sha1(bytes("the jar"));
        for (String form : List.of(
                sum + "  lib-1.0.jar\n",
                "SHA1(lib-1.0.jar)= " + sum.toUpperCase(java.util.Locale.ROOT),
                sum + "\r\n")) {
            remote.with(JAR, "the jar")
                    .put(JAR + ".sha1", exchange -> RemoteRepository.send(exchange, 200, bytes(form)));
            assertEquals(200, get(JAR).statusCode(), form);
            Files.delete(home.resolve("m2").resolve(JAR));
        }
    }

    @Test
    void whatHasNoChecksumIsPassedOnAndNotKept() throws Exception {
        remote.put(JAR, exchange -> RemoteRepository.send(exchange, 200, bytes("the jar")));
        assertEquals("the jar", get(JAR).body());
        assertFalse(Files.exists(home.resolve("m2").resolve(JAR)));
        assertEquals(404, get(JAR + ".sha1").statusCode());
    }

    @Test
    void aChecksumThatComesWithTheFileIsNotAskedForAgain() throws Exception {
        remote.put(JAR, exchange -> {
            exchange.getResponseHeaders().set("X-Checksum-SHA1", RemoteRepository.sha1(bytes("the jar")));
            RemoteRepository.send(exchange, 200, bytes("the jar"));
        });
        assertEquals("the jar", get(JAR).body());
        assertEquals(List.of(JAR), remote.askedFor());
        assertTrue(Files.exists(home.resolve("m2").resolve(JAR)));
    }

    @Test
    void metadataAndSnapshotsAreAskedForEachTime() throws Exception {
        for (String path : List.of(
                "org/example/lib/maven-metadata.xml", "org/example/lib/2-SNAPSHOT/lib-2-20260101.000000-1.jar")) {
            remote.with(path, "one");
            assertEquals("one", get(path).body());
            remote.with(path, "two");
            assertEquals("two", get(path).body());
            assertFalse(Files.exists(home.resolve("m2").resolve(path)));
        }
    }

    @Test
    void buildsThatAskForTheSameFileWaitForOneFetch() throws Exception {
        CountDownLatch begun = new CountDownLatch(1);
        CountDownLatch go = new CountDownLatch(1);
        remote.with(JAR, "the jar").put(JAR, exchange -> {
            begun.countDown();
            await(go);
            RemoteRepository.send(exchange, 200, bytes("the jar"));
        });
        List<CompletableFuture<HttpResponse<String>>> answers = new ArrayList<>();
        for (int i = 0; i < 20; i++) {
            answers.add(client.sendAsync(
                    HttpRequest.newBuilder(URI.create(address + "/" + JAR)).build(),
                    HttpResponse.BodyHandlers.ofString()));
        }
        assertTrue(begun.await(10, TimeUnit.SECONDS));
        go.countDown();
        for (CompletableFuture<HttpResponse<String>> answer : answers) {
            assertEquals("the jar", answer.get(10, TimeUnit.SECONDS).body());
        }
        assertEquals(1, remote.askedFor().stream().filter(JAR::equals).count());
    }

    @Test
    void aLargeFileArrivesWholeAndOneThatIsTooLargeDoesNot() throws Exception {
        byte[] large = new byte[1 << 20];
        new java.util.Random(1).nextBytes(large);
        remote.with(JAR, large);
        HttpResponse<byte[]> answer = client.send(
                HttpRequest.newBuilder(URI.create(address + "/" + JAR)).build(),
                HttpResponse.BodyHandlers.ofByteArray());
        assertArrayEquals(large, answer.body());

        String other = JAR.replace("1.0", "2.0");
        remote.with(other, new byte[(1 << 20) + 1]);
        assertEquals(502, get(other).statusCode());
        assertSaid("sent more than the limit for one file");
        assertFalse(Files.exists(home.resolve("m2").resolve(other)));
    }

    @Test
    void aRedirectToAnotherHostIsFollowedWithoutThePassword() throws Exception {
        try (RemoteRepository other = RemoteRepository.start()) {
            other.with("moved.jar", "the jar");
            remote.demanding(BASIC).with(JAR, "the jar").put(JAR, exchange -> {
                exchange.getResponseHeaders().set("Location", other.url() + "/moved.jar");
                exchange.sendResponseHeaders(302, -1);
            });
            assertEquals("the jar", get(JAR).body());
            assertEquals(1, other.asked().size());
            assertFalse(other.asked().get(0).headers().containsKey("Authorization"));
        }
    }

    @Test
    void aRedirectOnTheSameHostKeepsThePassword() throws Exception {
        remote.demanding(BASIC)
                .with(JAR, "the jar")
                .with("moved.jar", "the jar")
                .put(JAR, exchange -> {
                    exchange.getResponseHeaders().set("Location", "/releases/moved.jar");
                    exchange.sendResponseHeaders(307, -1);
                });
        assertEquals("the jar", get(JAR).body());
    }

    @Test
    void redirectsWithoutEndAndToOtherProtocolsAreNotFollowed() throws Exception {
        for (String to : List.of("/releases/" + JAR, "file:///etc/passwd", "//")) {
            remote.put(JAR, exchange -> {
                exchange.getResponseHeaders().set("Location", to);
                exchange.sendResponseHeaders(302, -1);
            });
            assertEquals(502, get(JAR).statusCode(), to);
        }
        assertSaid("redirects to an address that Shuttle does not follow");
    }

    @Test
    void aProxyIsAskedWithItsOwnPassword() throws Exception {
        restart(
                """
                <proxies><proxy><active>true</active><protocol>http</protocol>
                  <host>127.0.0.1</host><port>%d</port><username>eve</username><password>pr0xy</password>
                </proxy></proxies>"""
                        .formatted(remote.port()),
                "http://maven.invalid/releases",
                PATIENT);
        remote.with(JAR, "the jar");
        assertEquals("the jar", get(JAR).body());
        RemoteRepository.Asked asked = remote.asked().get(0);
        assertEquals("http://maven.invalid/releases/" + JAR, asked.path());
        assertEquals(List.of(Upstreams.basic("eve:pr0xy")), asked.headers().get("Proxy-authorization"));
    }

    @Test
    void aProxyOnTheWayToHttpsIsAskedWithItsOwnPassword() throws Exception {
        try (ServerSocket proxy = new ServerSocket(0, 5, InetAddress.getLoopbackAddress())) {
            restart(
                    """
                    <servers><server><id>corp</id><username>ada</username><password>s3cret-pass</password></server></servers>
                    <proxies><proxy><active>true</active><protocol>http</protocol>
                      <host>127.0.0.1</host><port>%d</port><username>eve</username><password>pr0xy</password>
                    </proxy></proxies>"""
                            .formatted(proxy.getLocalPort()),
                    "https://maven.invalid/releases",
                    PATIENT);
            CompletableFuture<HttpResponse<String>> answer = client.sendAsync(
                    HttpRequest.newBuilder(URI.create(address + "/" + JAR)).build(),
                    HttpResponse.BodyHandlers.ofString());
            String head = "";
            try (Socket connection = proxy.accept()) {
                connection.setSoTimeout(20_000);
                while (!head.endsWith("\r\n\r\n")) {
                    head += (char) connection.getInputStream().read();
                }
                connection.getOutputStream().write(bytes("HTTP/1.1 403 Forbidden\r\nContent-Length: 0\r\n\r\n"));
            }
            assertTrue(head.startsWith("CONNECT maven.invalid:443 "), head);
            assertTrue(head.contains("proxy-authorization: " + Upstreams.basic("eve:pr0xy")), head);
            assertFalse(head.contains(BASIC), head);
            proxy.close();
            assertTrue(answer.get(60, TimeUnit.SECONDS).statusCode() >= 400);
        }
    }

    @ParameterizedTest
    @EnumSource(EgressProxy.Kind.class)
    void thePlatformsProxyIsTheWayUnlessTheSettingsNameAnother(EgressProxy.Kind kind) throws Exception {
        try (OperatorProxy proxy = new OperatorProxy(kind, "eve:pr0xy");
                OperatorProxy settings = new OperatorProxy(EgressProxy.Kind.HTTP, "bob:pr0xy");
                Egress proxied = new Egress(Duration.ofSeconds(10), proxy.setting())) {
            String url = "http://maven.invalid:" + remote.port() + "/releases";
            egress = proxied;
            remote.with(JAR, "the jar");
            restart("", url, PATIENT);
            assertEquals("the jar", get(JAR).body());
            assertEquals(2, Set.copyOf(remote.askedFor()).size());
            assertFalse(proxy.targets().isEmpty());

            Files.delete(home.resolve("m2").resolve(JAR));
            int before = proxy.targets().size();
            restart(
                    """
                    <proxies><proxy><active>true</active><protocol>http</protocol>
                      <host>127.0.0.1</host><port>%d</port><username>bob</username><password>pr0xy</password>
                    </proxy></proxies>"""
                            .formatted(settings.port()),
                    url,
                    PATIENT);
            assertEquals("the jar", get(JAR).body());
            assertFalse(settings.targets().isEmpty());
            assertEquals(before, proxy.targets().size());
        }
    }

    /** A build is a tenant's. */
    @Test
    void noHeaderOfABuildReachesProxyOrRepository() throws Exception {
        try (OperatorProxy proxy = new OperatorProxy(EgressProxy.Kind.HTTP, "eve:pr0xy");
                Egress proxied = new Egress(Duration.ofSeconds(10), proxy.setting())) {
            egress = proxied;
            restart(SERVER, "http://maven.invalid:" + remote.port() + "/releases", PATIENT);
            remote.demanding(BASIC).with(JAR, "the jar");
            HttpResponse<String> answer = client.send(
                    HttpRequest.newBuilder(URI.create(address + "/" + JAR))
                            .header("Proxy-Authorization", "Basic tenant")
                            .header("Authorization", "Basic tenant")
                            .header("X-Tenant", "tenant")
                            .header("Cookie", "a=tenant")
                            .header("User-Agent", "tenant")
                            .build(),
                    HttpResponse.BodyHandlers.ofString());

            assertEquals("the jar", answer.body());
            assertTrue(proxy.heads().contains(Upstreams.basic("eve:pr0xy")), proxy.heads());
            assertFalse(proxy.heads().contains("tenant"), proxy.heads());
            assertFalse(remote.asked().toString().contains("tenant"), () -> remote.asked()
                    .toString());
            assertFalse(remote.asked().toString().contains(Upstreams.basic("eve:pr0xy")));
        }
    }

    @Test
    void headSaysTheLength() throws Exception {
        remote.with(JAR, "the jar");
        assertEquals(7, head(JAR).headers().firstValueAsLong("Content-Length").orElse(-1));
        assertEquals(
                List.of("HEAD"),
                remote.asked().stream().map(RemoteRepository.Asked::method).toList());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/../../../etc/passwd",
                "/%2e%2e/%2e%2e/x",
                "/a/..%2fb/1/b-1.jar",
                "/.aside/x",
                "/org/.hidden/1/h-1.jar",
                "/a//b/1/b-1.jar",
                "/a/b%00c",
                "/a/b%0d%0ac",
                "/a/b;c",
                "/a%5cb",
                "/",
                ""
            })
    void pathsThatNoArtifactHasAreRefusedBeforeAnybodyIsAsked(String path) throws Exception {
        assertTrue(raw("GET", address.replaceFirst("http://[^/]*", "") + path) >= 400);
        assertTrue(raw("GET", address.replaceFirst("http://[^/]*", "") + "/" + "a/".repeat(600) + "b") >= 400);
        assertEquals(List.of(), remote.asked());
    }

    @Test
    void nothingIsWritten() throws Exception {
        for (String method : List.of("PUT", "POST", "DELETE", "OPTIONS", "PATCH")) {
            assertEquals(405, raw(method, address.replaceFirst("http://[^/]*", "") + "/" + JAR), method);
        }
        assertEquals(List.of(), remote.asked());
    }

    @Test
    void whoHasNoAddressOfABuildThatRunsGetsNothing() throws Exception {
        remote.with(JAR, "the jar");
        assertEquals(200, get(JAR).statusCode());
        try (BuildAccess other = repository.open()) {
            other.begin(said::add);
            assertNotEquals(build.settings(), other.settings());
        }
        build.close();
        assertEquals(404, get(JAR).statusCode());
        assertEquals(404, raw("GET", "/corp/" + JAR));
    }

    @Test
    void aHundredHalfSentRequestsDoNotBlockOthers() throws Exception {
        remote.with(JAR, "the jar");
        List<Socket> half = new ArrayList<>();
        try {
            for (int i = 0; i < 100; i++) {
                Socket socket = new Socket(
                        InetAddress.getLoopbackAddress(), URI.create(address).getPort());
                half.add(socket);
                socket.getOutputStream().write(bytes("GET / HTTP/1.1\r\nHo"));
            }
            assertEquals("the jar", get(JAR).body());
        } finally {
            for (Socket socket : half) {
                socket.close();
            }
        }
    }

    private List<Path> aside() throws IOException {
        try (Stream<Path> aside = Files.list(home.resolve("m2/.aside"))) {
            return aside.toList();
        }
    }

    private HttpResponse<String> get(String path) throws Exception {
        return client.send(
                HttpRequest.newBuilder(URI.create(address + "/" + path))
                        .timeout(Duration.ofSeconds(60))
                        .build(),
                HttpResponse.BodyHandlers.ofString());
    }

    private HttpResponse<Void> head(String path) throws Exception {
        return client.send(
                HttpRequest.newBuilder(URI.create(address + "/" + path))
                        .method("HEAD", HttpRequest.BodyPublishers.noBody())
                        .build(),
                HttpResponse.BodyHandlers.discarding());
    }

    /** The status, of a request that a well-behaved client would not send. */
    private int raw(String method, String target) throws IOException {
        try (Socket socket =
                new Socket(InetAddress.getLoopbackAddress(), URI.create(address).getPort())) {
            socket.setSoTimeout(10_000);
            socket.getOutputStream()
                    .write(bytes(method + " " + target + " HTTP/1.1\r\nHost: x\r\nContent-Length: 0\r\n"
                            + "Connection: close\r\n\r\n"));
            String answer = new String(socket.getInputStream().readAllBytes(), StandardCharsets.ISO_8859_1);
            return Integer.parseInt(answer.split(" ", 3)[1]);
        }
    }

    private void assertSaid(String sentence) {
        assertTrue(said.stream().anyMatch(each -> each.contains(sentence)), said.toString());
        assertFalse(said.toString().contains("s3cret"), said.toString());
        assertFalse(said.toString().contains("YWRh"), said.toString());
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    private static void await(CountDownLatch latch) throws IOException {
        try {
            latch.await(30, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            throw new IOException(e);
        }
    }
}
