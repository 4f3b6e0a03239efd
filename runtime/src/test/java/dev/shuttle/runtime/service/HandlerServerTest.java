package dev.shuttle.runtime.service;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpHandler;
import com.sun.net.httpserver.HttpServer;
import dev.shuttle.os.LoopbackPorts;
import java.io.BufferedReader;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The JDK's server at a Unix socket beside its port. */
class HandlerServerTest {
    private static final InetSocketAddress ANY_PORT = new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);

    @TempDir
    Path folder = Path.of("");

    private @Nullable HandlerServer server;

    private Path serve(HttpHandler handler) throws IOException {
        Path path = folder.resolve("w");
        server = new HandlerServer(handler, ANY_PORT, path, new StatementTracing());
        assertTrue(server.isAtSocket());
        return path;
    }

    @AfterEach
    void close() throws Exception {
        if (server != null) {
            server.close();
        }
    }

    private static void answer(HttpExchange exchange, String text) throws IOException {
        byte[] body = text.getBytes(StandardCharsets.UTF_8);
        exchange.sendResponseHeaders(200, body.length);
        exchange.getResponseBody().write(body);
        exchange.close();
    }

    private static String get(String path) {
        return "GET " + path + " HTTP/1.1\r\nHost: a.test\r\n\r\n";
    }

    /** A connection to the socket. */
    private static final class Client implements AutoCloseable {
        private final SocketChannel channel;
        private final ByteBuffer buffer = ByteBuffer.allocate(64 * 1024).flip();

        Client(Path path) throws IOException {
            channel = SocketChannel.open(UnixDomainSocketAddress.of(path));
        }

        Client send(byte[] bytes) throws IOException {
            for (ByteBuffer left = ByteBuffer.wrap(bytes); left.hasRemaining(); ) {
                channel.write(left);
            }
            return this;
        }

        Client send(String text) throws IOException {
            return send(text.getBytes(StandardCharsets.US_ASCII));
        }

        private int read() throws IOException {
            if (!buffer.hasRemaining()) {
                buffer.clear();
                int read = channel.read(buffer);
                buffer.flip();
                return read < 0 ? -1 : buffer.get() & 0xff;
            }
            return buffer.get() & 0xff;
        }

        /** The body of the next answer, which has a length. */
        byte[] body() throws IOException {
            ByteArrayOutputStream head = new ByteArrayOutputStream();
            while (!head.toString(StandardCharsets.US_ASCII).endsWith("\r\n\r\n")) {
                int next = read();
                if (next < 0) {
                    throw new IOException("closed after: " + head);
                }
                head.write(next);
            }
            int length = Integer.parseInt(
                    head.toString(StandardCharsets.US_ASCII).replaceAll("(?is).*content-length: (\\d+).*", "$1"));
            byte[] body = new byte[length];
            for (int i = 0; i < length; i++) {
                body[i] = (byte) read();
            }
            return body;
        }

        byte[] first(int length) throws IOException {
            byte[] bytes = new byte[length];
            for (int i = 0; i < length; i++) {
                bytes[i] = (byte) read();
            }
            return bytes;
        }

        String text() throws IOException {
            return new String(body(), StandardCharsets.UTF_8);
        }

        @Override
        public void close() throws IOException {
            channel.close();
        }
    }

    @Test
    void aConnectionIsKeptForManyRequests() throws Exception {
        Path path = serve(exchange -> answer(exchange, exchange.getRequestURI().getPath()));
        try (Client client = new Client(path)) {
            for (int i = 0; i < 200; i++) {
                assertEquals("/" + i, client.send(get("/" + i)).text());
            }
        }
    }

    @Test
    void requestsThatAreSentTogetherAreAnsweredInOrder() throws Exception {
        Path path = serve(exchange -> answer(exchange, exchange.getRequestURI().getPath()));
        try (Client client = new Client(path)) {
            StringBuilder together = new StringBuilder();
            for (int i = 0; i < 50; i++) {
                together.append(get("/" + i));
            }
            client.send(together.toString());
            for (int i = 0; i < 50; i++) {
                assertEquals("/" + i, client.text());
            }
        }
    }

    @Test
    void manyConnectionsAtATimeAreServed() throws Exception {
        Path path = serve(exchange -> answer(exchange, exchange.getRequestURI().getPath()));
        List<Client> clients = new ArrayList<>();
        try {
            for (int i = 0; i < 150; i++) {
                clients.add(new Client(path).send(get("/" + i)));
            }
            for (int round = 0; round < 3; round++) {
                for (int i = 0; i < clients.size(); i++) {
                    assertEquals("/" + i, clients.get(i).text());
                    clients.get(i).send(get("/" + i));
                }
            }
        } finally {
            for (Client each : clients) {
                each.close();
            }
        }
    }

    @Test
    void bodiesPassBothWays() throws Exception {
        Path path = serve(exchange -> {
            byte[] body = exchange.getRequestBody().readAllBytes();
            exchange.sendResponseHeaders(200, body.length);
            exchange.getResponseBody().write(body);
            exchange.close();
        });
        byte[] body = new byte[10 << 20];
        new Random(7).nextBytes(body);
        try (Client client = new Client(path)) {
            for (int i = 0; i < 2; i++) {
                client.send("POST / HTTP/1.1\r\nHost: a.test\r\nContent-Length: " + body.length + "\r\n\r\n");
                client.send(body);
                assertTrue(Arrays.equals(body, client.body()));
            }
        }
    }

    @Test
    void aHandlerSeesLoopbackAddressesWhicheverWayARequestCame() throws Exception {
        Path path = serve(exchange -> answer(
                exchange,
                exchange.getRemoteAddress().getAddress() + " "
                        + exchange.getLocalAddress() + " "
                        + exchange.getHttpContext().getServer().getAddress() + " " + exchange.getProtocol()));
        InetSocketAddress port;
        String bySocket;
        try (Client client = new Client(path)) {
            bySocket = client.send(get("/")).text();
            String[] words = bySocket.split(" ", -1);
            assertEquals("/127.0.0.1", words[0]);
            assertEquals(words[2], words[1]);
            port = new InetSocketAddress(
                    InetAddress.getLoopbackAddress(), Integer.parseInt(words[1].replaceAll(".*:", "")));
        }
        assertTrue(byPort(port).endsWith(bySocket), bySocket);
    }

    private static String byPort(InetSocketAddress address) throws IOException {
        try (Socket socket = new Socket(address.getAddress(), address.getPort())) {
            socket.getOutputStream()
                    .write("GET / HTTP/1.1\r\nHost: a.test\r\nConnection: close\r\n\r\n"
                            .getBytes(StandardCharsets.US_ASCII));
            return new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        }
    }

    @Test
    void aMistakeOfAHandlerIsAnsweredBy500() throws Exception {
        Path path = serve(exchange -> {
            throw new IllegalStateException("meant");
        });
        try (Client client = new Client(path)) {
            assertEquals("HTTP/1.1 500", new String(client.send(get("/")).first(12), StandardCharsets.US_ASCII));
        }
    }

    @Test
    void closingEndsARequestThatIsInWorkAndRemovesTheSocket() throws Exception {
        CountDownLatch begun = new CountDownLatch(1);
        CompletableFuture<Boolean> interrupted = new CompletableFuture<>();
        Path path = serve(exchange -> {
            begun.countDown();
            try {
                Thread.sleep(60_000);
                interrupted.complete(false);
            } catch (InterruptedException e) {
                interrupted.complete(true);
            }
        });
        try (Client client = new Client(path);
                Client idle = new Client(path)) {
            client.send(get("/"));
            assertTrue(begun.await(10, TimeUnit.SECONDS));
            close();
            server = null;
            assertTrue(interrupted.get(10, TimeUnit.SECONDS));
            assertEquals(-1, client.read());
            assertEquals(-1, idle.read());
        }
        assertFalse(Files.exists(path));
        assertThrows(IOException.class, () -> new Client(path).close());
    }

    @Test
    void aSocketThatAnotherHasLeftIsReplaced() throws Exception {
        try (ServerSocketChannel left = ServerSocketChannel.open(StandardProtocolFamily.UNIX)) {
            left.bind(UnixDomainSocketAddress.of(folder.resolve("w")));
        }
        Path path = serve(exchange -> answer(exchange, "here"));
        try (Client client = new Client(path)) {
            assertEquals("here", client.send(get("/")).text());
        }
    }

    @Test
    void whereNoSocketCanBeTheServerHasItsPort() throws Exception {
        InetSocketAddress given = freeAddress();
        server = new HandlerServer(
                exchange -> answer(exchange, "here"), given, folder.resolve("x".repeat(200)), new StatementTracing());
        assertFalse(server.isAtSocket());
        assertTrue(byPort(given).endsWith("here"));
    }

    @Test
    void aTrialIsPassed() throws Exception {
        HttpServer plain = HttpServer.create(ANY_PORT, 0);
        plain.start();
        Path path = folder.resolve("w");
        try (UnixListener listener = new UnixListener(plain, path, 10)) {
            SocketTrial.run(plain, path);
            assertThrows(
                    IllegalArgumentException.class, () -> plain.removeContext("/"), "No context is left, and none was");
        } finally {
            plain.stop(0);
        }
    }

    /** As a server of another JDK could: what it is handed stays where it is. */
    @Test
    void aServerThatTakesConnectionsAndAnswersNoneIsFoundOut() throws Exception {
        HttpServer deaf = HttpServer.create(ANY_PORT, 0);
        deaf.setExecutor(task -> {});
        deaf.start();
        Path path = folder.resolve("w");
        try (UnixListener listener = new UnixListener(deaf, path, 10)) {
            IOException e = assertThrows(IOException.class, () -> SocketTrial.run(deaf, path));
            assertEquals("it did not answer within 2 s", e.getMessage());
        } finally {
            deaf.stop(0);
        }
    }

    /** In a JVM that opens nothing, as where the JDK has another server: told to no log but one of debugging. */
    @Test
    void whereTheServerIsClosedToUsItHasItsPort() throws Exception {
        InetSocketAddress given = freeAddress();
        Path path = folder.resolve("w");
        Process other = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-cp",
                        System.getProperty("java.class.path"),
                        InClosedJvm.class.getName(),
                        "" + given.getPort(),
                        path.toString())
                .redirectErrorStream(true)
                .start();
        try (BufferedReader said = other.inputReader()) {
            assertEquals("at the socket: false", said.readLine());
            assertTrue(byPort(given).endsWith("here"));
            assertFalse(Files.exists(path));
        } finally {
            other.destroyForcibly().waitFor();
        }
    }

    /** Serves until it is ended. */
    static final class InClosedJvm {
        public static void main(String[] args) throws Exception {
            InetSocketAddress address =
                    new InetSocketAddress(InetAddress.getLoopbackAddress(), Integer.parseInt(args[0]));
            HandlerServer server = new HandlerServer(
                    exchange -> answer(exchange, "here"), address, Path.of(args[1]), new StatementTracing());
            System.out.println("at the socket: " + server.isAtSocket());
        }
    }

    private static InetSocketAddress freeAddress() throws IOException {
        return LoopbackPorts.address(LoopbackPorts.next());
    }
}
