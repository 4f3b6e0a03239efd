package dev.shuttle.protocol.client;

import com.sun.net.httpserver.Headers;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.jspecify.annotations.Nullable;

/** A real HTTP server on a free loopback port, which says what a test has it say, and keeps what it was asked. */
final class TestServer implements AutoCloseable {

    /** Handles a request as a test needs it. */
    interface Reply {
        void to(Call call) throws IOException;
    }

    /** A request that came. */
    record Asked(String line, Headers headers, String body) {

        @Nullable
        String header(String name) {
            return headers.getFirst(name);
        }

        @Nullable
        String authorization() {
            return header("Authorization");
        }

        @Nullable
        String lastEventId() {
            return header("Last-Event-ID");
        }
    }

    /** A request to be answered. */
    record Call(HttpExchange exchange, Asked asked, int number) {

        void answer(int status, String type, String body) throws IOException {
            byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
            exchange.getResponseHeaders().add("Content-Type", type);
            exchange.sendResponseHeaders(status, bytes.length == 0 ? -1 : bytes.length);
            exchange.getResponseBody().write(bytes);
        }

        Call with(String header, String value) {
            exchange.getResponseHeaders().add(header, value);
            return this;
        }

        void json(int status, String body) throws IOException {
            answer(status, status < 400 ? "application/json" : "application/problem+json", body);
        }

        /** Sends events in one piece and ends there. */
        void events(String... events) throws IOException {
            answer(200, "text/event-stream", String.join("", events));
        }
    }

    private final HttpServer server;
    private final ExecutorService threads = Executors.newCachedThreadPool();
    private final List<Asked> asked = new CopyOnWriteArrayList<>();

    TestServer(Reply reply) throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.setExecutor(threads);
        server.createContext("/", exchange -> {
            try (exchange) {
                Asked request = read(exchange);
                asked.add(request);
                reply.to(new Call(exchange, request, asked.size()));
            }
        });
        server.start();
    }

    private static Asked read(HttpExchange exchange) throws IOException {
        return new Asked(
                exchange.getRequestMethod() + " " + exchange.getRequestURI(),
                exchange.getRequestHeaders(),
                new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8));
    }

    ApiAddress address() {
        return ApiAddress.parse("http://127.0.0.1:" + server.getAddress().getPort());
    }

    ShuttleClient client() {
        return client(address(), HttpProxy.BY_JVM);
    }

    static ShuttleClient client(ApiAddress api, HttpProxy route) {
        return new ShuttleClient(api, new ApiKey("a-key-of-twenty-characters"), route, "test/1");
    }

    List<Asked> asked() {
        return asked;
    }

    List<String> lines() {
        return asked.stream().map(Asked::line).toList();
    }

    @Override
    public void close() {
        server.stop(0);
        threads.shutdownNow();
    }
}
