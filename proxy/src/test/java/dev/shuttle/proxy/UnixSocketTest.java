package dev.shuttle.proxy;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.shuttle.os.UnixSocket;
import io.netty.channel.epoll.Epoll;
import java.io.BufferedReader;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.StandardProtocolFamily;
import java.net.URI;
import java.net.UnixDomainSocketAddress;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.WebSocket;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.Queue;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A service that listens on a Unix socket. */
class UnixSocketTest extends RunningProxy {
    private static final int MUCH = 10 << 20;

    @TempDir
    Path folder = Path.of("");

    private final Queue<String> told = new ConcurrentLinkedQueue<>();
    private Path path = Path.of("");

    @BeforeEach
    void choosePath() {
        assumeTrue(Epoll.isAvailable(), "Unix sockets are used by Netty's epoll transport");
        path = folder.resolve("s");
    }

    @Override
    ProxySettings settings() {
        ProxySettings.Timeouts usual = super.settings().timeouts();
        return within(new ProxySettings.Timeouts(
                usual.connect(),
                Duration.ofMillis(200),
                usual.response(),
                usual.head(),
                usual.idle(),
                usual.stream(),
                usual.stop()));
    }

    /** One that is at this path, and else at that address. */
    private Upstream upstream(InetSocketAddress address, OptionalInt owner) {
        return new Upstream(
                "d1", address, new Upstream.Options(null, Map.of(), told::add, new UnixSocket(path, owner)));
    }

    private RawClient clientOf(Upstream upstream) throws Exception {
        table.put("a.test", new Route.Serving(upstream));
        return new RawClient(start());
    }

    private static RawService.Conversation ok() {
        return (head, in, out) -> {
            RawService.write(out, OK);
            return true;
        };
    }

    @Test
    void aConnectionIsUsedAgain() throws Exception {
        try (RawService service = RawService.at(path, ok());
                RawClient client = clientOf(service)) {
            for (int i = 0; i < 20; i++) {
                assertEquals(OK, client.send(get("/" + i)).answer().replaceFirst("X-Request-Id: .*\r\n", ""));
            }
            assertEquals(1, service.connections.get());
            assertEquals(20, service.requests.get());
        }
    }

    @Test
    void tenMebibytesComeBackAsTheyWereSent() throws Exception {
        RawService.Conversation echo = (head, in, out) -> {
            byte[] body = in.readNBytes(MUCH);
            RawService.write(out, "HTTP/1.1 200 OK\r\nContent-Length: " + body.length + "\r\n\r\n");
            out.write(body);
            return true;
        };
        byte[] body = new byte[MUCH];
        new Random(7).nextBytes(body);
        try (RawService service = RawService.at(path, echo)) {
            table.put("127.0.0.1", new Route.Serving(service.upstream()));
            HttpClient client = HttpClient.newHttpClient();
            URI uri = URI.create("http://127.0.0.1:" + start().getPort() + "/");
            for (int i = 0; i < 3; i++) {
                HttpRequest request = HttpRequest.newBuilder(uri)
                        .POST(HttpRequest.BodyPublishers.ofByteArray(body))
                        .build();
                assertArrayEquals(
                        body,
                        client.send(request, HttpResponse.BodyHandlers.ofByteArray())
                                .body());
            }
            assertEquals(1, service.connections.get());
        }
    }

    @Test
    void aWebSocketPassesAndIsToldToGoAway() throws Exception {
        try (RawService service = RawService.at(path, TunnelTest::echo)) {
            Upstream upstream = service.upstream();
            table.put("127.0.0.1", new Route.Serving(upstream));
            TunnelTest.Messages messages = new TunnelTest.Messages();
            WebSocket socket = TunnelTest.open(start(), messages);
            for (String text : List.of("hello", "y".repeat(60_000), "")) {
                socket.sendText(text, true).get(10, TimeUnit.SECONDS);
                assertEquals(text, messages.texts.poll(10, TimeUnit.SECONDS));
            }
            CompletableFuture<Void> drained = upstream.drain();
            assertEquals(1001, messages.closed.get(10, TimeUnit.SECONDS));
            drained.get(10, TimeUnit.SECONDS);
        }
    }

    @Test
    void aClientThatLeavesTakesItsRequestAlong() throws Exception {
        CompletableFuture<Integer> end = new CompletableFuture<>();
        RawService.Conversation silent = (head, in, out) -> {
            end.complete(in.read());
            return false;
        };
        try (RawService service = RawService.at(path, silent)) {
            Upstream upstream = service.upstream();
            try (RawClient client = clientOf(upstream)) {
                client.send(get("/"));
                await(() -> service.requests.get() == 1);
            }
            assertEquals(-1, end.get(10, TimeUnit.SECONDS));
            await(() -> upstream.inFlight() == 0);
        }
    }

    @Test
    void anAnswerThatBreaksOffIsCut() throws Exception {
        RawService.Conversation half = (head, in, out) -> {
            RawService.write(out, "HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\nhalf");
            return false;
        };
        try (RawService service = RawService.at(path, half);
                RawClient client = clientOf(service)) {
            assertTrue(client.send(get("/")).rest().endsWith("\r\n\r\nhalf"));
        }
    }

    @Test
    void aSocketThatIsGoneIsAPortThatRefuses() throws Exception {
        try (RawClient client = clientOf(upstream(RoutingTest.gone().address(), OptionalInt.empty()))) {
            assertTrue(client.send(get("/")).answer().startsWith("HTTP/1.1 502 "));
            assertTrue(told.isEmpty(), told::toString);
        }
    }

    @Test
    void whereTheSocketIsGoneThePortServes() throws Exception {
        try (RawService service = RawService.answering(OK)) {
            try (RawClient client = clientOf(upstream(service.address(), OptionalInt.empty()))) {
                assertTrue(client.send(get("/")).answer().startsWith("HTTP/1.1 200 "));
            }
        }
    }

    /** A full queue is refused at once, by EAGAIN, where a port would keep the connection waiting. */
    @Test
    void whereTheSocketsQueueIsFullThePortServes() throws Exception {
        List<SocketChannel> waiting = new ArrayList<>();
        try (ServerSocketChannel full = ServerSocketChannel.open(StandardProtocolFamily.UNIX);
                RawService service = RawService.answering(OK)) {
            full.bind(UnixDomainSocketAddress.of(path), 1);
            while (isAccepted(waiting)) {
                assertTrue(waiting.size() < 100);
            }
            try (RawClient client = clientOf(upstream(service.address(), OptionalInt.empty()))) {
                assertTrue(client.send(get("/")).answer().startsWith("HTTP/1.1 200 "));
            }
        } finally {
            for (SocketChannel each : waiting) {
                each.close();
            }
        }
    }

    private boolean isAccepted(List<SocketChannel> waiting) throws IOException {
        SocketChannel channel = SocketChannel.open(StandardProtocolFamily.UNIX);
        waiting.add(channel);
        channel.configureBlocking(false);
        try {
            return channel.connect(UnixDomainSocketAddress.of(path));
        } catch (IOException e) {
            return false;
        }
    }

    @Test
    void ofAnotherUsersSocketBehindALinkOnlyTheProjectHears() throws Exception {
        assumeTrue(Files.isExecutable(Path.of("/usr/bin/setpriv")) && canChown(), "root with setpriv");
        Path classes = Files.createDirectory(folder.resolve("classes"));
        copyRelay(classes);
        Path theirs = Files.createDirectory(folder.resolve("theirs"));
        Files.setAttribute(theirs, "unix:uid", 4711);
        Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwxr-xr-x"));
        try (RawService service = RawService.answering(OK)) {
            Process other = new ProcessBuilder(
                            "/usr/bin/setpriv",
                            "--reuid=4711",
                            "--regid=4711",
                            "--clear-groups",
                            Path.of(System.getProperty("java.home"), "bin", "java")
                                    .toString(),
                            "-cp",
                            classes.toString(),
                            UnixRelay.class.getName(),
                            theirs.resolve("s").toString(),
                            "" + service.address().getPort())
                    .redirectError(ProcessBuilder.Redirect.INHERIT)
                    .start();
            try (BufferedReader said = other.inputReader()) {
                assertEquals("ready", said.readLine());
                Files.createSymbolicLink(path, theirs.resolve("s"));
                try (RawClient client = clientOf(upstream(RoutingTest.gone().address(), OptionalInt.of(4712)))) {
                    assertTrue(client.send(get("/secret")).answer().startsWith("HTTP/1.1 502 "));
                    assertTrue(client.send(get("/secret")).answer().startsWith("HTTP/1.1 502 "));
                    assertEquals(1, told.size(), told::toString);
                    assertTrue(told.peek().contains("another user listens"), told::toString);
                    String seen = asked(other, said);
                    assertTrue(seen.endsWith(" 0"), "connections and bytes: " + seen);
                    table.put(
                            "a.test",
                            new Route.Serving(upstream(RoutingTest.gone().address(), OptionalInt.of(4711))));
                    assertTrue(client.send(get("/")).answer().startsWith("HTTP/1.1 200 "), "of the right user");
                }
            } finally {
                other.destroyForcibly().waitFor();
            }
        }
    }

    private static String asked(Process other, BufferedReader said) throws IOException {
        other.getOutputStream().write(1);
        other.getOutputStream().flush();
        return said.readLine();
    }

    private boolean canChown() {
        try {
            Path file = Files.createFile(folder.resolve("chown"));
            Files.setAttribute(file, "unix:uid", 4711);
            return true;
        } catch (IOException e) {
            return false;
        }
    }

    private static void copyRelay(Path classes) throws Exception {
        Path compiled = Path.of(UnixRelay.class
                .getProtectionDomain()
                .getCodeSource()
                .getLocation()
                .toURI());
        Path name = Path.of(UnixRelay.class.getName().replace('.', '/') + ".class");
        Files.createDirectories(classes.resolve(name).getParent());
        Files.copy(compiled.resolve(name), classes.resolve(name));
    }
}
