package dev.shuttle.protocol.client;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.shuttle.protocol.ProjectName;
import dev.shuttle.protocol.client.Call.Content;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Proxy;
import java.net.ProxySelector;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(60)
class QuickTransportTest {
    private static final ProjectName SHOP = new ProjectName("shop");
    private static final Duration LONG = Duration.ofSeconds(30);

    @TempDir
    private Path folder;

    /** It reads a part of each upload, answers, and does not wait for the rest. */
    @Test
    void anUploadThatIsRefusedHalfwayIsToldInTheServersWords() throws Exception {
        AtomicInteger uploads = new AtomicInteger();
        try (ServerSocket server = new ServerSocket(0, 50, InetAddress.getLoopbackAddress())) {
            serve(server, socket -> {
                uploads.incrementAndGet();
                socket.getInputStream().readNBytes(100_000);
                String problem = Samples.problem(413, "The sources are larger than 1 MiB.");
                socket.getOutputStream()
                        .write(("HTTP/1.1 413 Too Large\r\nContent-Type: application/problem+json\r\nConnection: close"
                                        + "\r\nContent-Length: "
                                        + problem.getBytes(StandardCharsets.UTF_8).length + "\r\n\r\n" + problem)
                                .getBytes(StandardCharsets.UTF_8));
                sleep(Duration.ofMillis(500));
            });
            ShuttleClient client = TestServer.client(address(server), HttpProxy.BY_JVM);
            DeployRequest request = new DeployRequest(
                    SHOP, false, null, null, null, null, null, false, null, DeployRequest.Identity.NONE);

            ApiException refused =
                    assertThrows(ApiException.class, () -> client.deploy(request, archive(), UploadListener.NONE));
            assertEquals("The sources are larger than 1 MiB.", refused.getMessage());
            assertEquals(2, uploads.get());
        }
    }

    @Test
    void aKeyThatIsRefusedForAChangeIsToldInTheServersWords() throws Exception {
        try (TestServer server =
                new TestServer(call -> call.json(401, Samples.problem(401, "The key is not valid.")))) {
            ApiException refused =
                    assertThrows(ApiException.class, () -> server.client().restart(SHOP));
            assertEquals("The key is not valid.", refused.getMessage());
        }
    }

    /** The JDK would, unless told otherwise. */
    @Test
    void aChangeWithoutAnAnswerIsNotRepeated() throws Exception {
        try (TestServer server = new TestServer(call -> call.exchange().close())) {
            assertThrows(UnreachableException.class, () -> server.client().restart(SHOP));
            assertEquals(1, server.asked().size());
        }
    }

    @Test
    void anUploadToOneThatDoesNotReadEndsAtItsLimit() throws Exception {
        Path archive = archive();
        try (ServerSocket server = new ServerSocket(0, 50, InetAddress.getLoopbackAddress())) {
            Call call = new Call(URI.create(address(server) + "/deploy"))
                    .method("POST", "application/gzip", new Content.Upload(archive, UploadListener.NONE));

            assertThrows(SocketTimeoutException.class, () -> new QuickTransport()
                    .send(call, Duration.ofMillis(500), Duration.ofMillis(500)));
        }
    }

    @Test
    void oneThatSpeaksNoHttpIsNotTakenForAnAnswer() throws Exception {
        try (ServerSocket server = new ServerSocket(0, 50, InetAddress.getLoopbackAddress())) {
            serve(server, socket -> socket.getOutputStream()
                    .write("SSH-2.0-OpenSSH_9.2\r\n".getBytes(StandardCharsets.UTF_8)));

            Call call = new Call(URI.create(address(server) + "/projects"));
            assertThrows(IOException.class, () -> new QuickTransport().send(call, LONG, LONG));
        }
    }

    @Test
    void closedBeforeItsEndAnAnswerDoesNotHoldTheCaller() throws Exception {
        try (TestServer server = new TestServer(call -> {
            call.exchange().sendResponseHeaders(200, 0);
            call.exchange().getResponseBody().write('a');
            call.exchange().getResponseBody().flush();
            sleep(Duration.ofSeconds(20));
        })) {
            Call call = new Call(server.address().resolve("/logs"));
            long begin = System.nanoTime();
            try (InputStream body = new QuickTransport().send(call, LONG, LONG).body()) {
                assertEquals('a', body.read());
            }
            assertTrue(Duration.ofNanos(System.nanoTime() - begin).compareTo(Duration.ofSeconds(10)) < 0);
        }
    }

    @Test
    void proxiesAndYoungMethodsAreNotForIt() {
        Call call = new Call(URI.create("http://127.0.0.1:1/projects"));
        ProxySelector direct = HttpProxy.BY_JVM.proxies();
        ProxySelector proxy = ProxySelector.of(InetSocketAddress.createUnresolved("proxy.test", 2));

        assertTrue(QuickTransport.suits(call, direct));
        assertFalse(QuickTransport.suits(call, proxy));
        assertEquals(Proxy.Type.HTTP, proxy.select(call.address()).get(0).type());
        assertFalse(QuickTransport.suits(call.method("PATCH"), direct));
    }

    /** Of one connection. */
    private interface Reply {
        void to(Socket socket) throws IOException;
    }

    private static void serve(ServerSocket server, Reply reply) {
        Thread thread = new Thread(() -> {
            while (!server.isClosed()) {
                try (Socket socket = server.accept()) {
                    reply.to(socket);
                } catch (IOException over) {
                    // by the client, or at the end of the test
                }
            }
        });
        thread.setDaemon(true);
        thread.start();
    }

    private static void sleep(Duration time) {
        try {
            Thread.sleep(time.toMillis());
        } catch (InterruptedException over) {
            Thread.currentThread().interrupt();
        }
    }

    /** More than the sockets of both sides hold. */
    private Path archive() throws IOException {
        return Files.write(folder.resolve("sources.tar.gz"), new byte[32 << 20]);
    }

    private static ApiAddress address(ServerSocket server) {
        return ApiAddress.parse("http://127.0.0.1:" + server.getLocalPort());
    }
}
