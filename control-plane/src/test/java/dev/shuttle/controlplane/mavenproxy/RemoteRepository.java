package dev.shuttle.controlplane.mavenproxy;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/** A repository somewhere in the world, with files that a test puts there and manners that it chooses. */
public final class RemoteRepository implements AutoCloseable {

    private final Map<String, Manner> files = new ConcurrentHashMap<>();
    private final List<Asked> asked = Collections.synchronizedList(new ArrayList<>());
    private final ExecutorService threads = Executors.newCachedThreadPool();
    private final HttpServer server;
    private volatile String authorization = "";

    /** How one path is answered. */
    interface Manner {
        void answer(HttpExchange exchange) throws IOException;
    }

    record Asked(String method, String path, Map<String, List<String>> headers) {}

    private RemoteRepository() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.setExecutor(threads);
        server.createContext("/", this::handle);
    }

    public static RemoteRepository start() throws IOException {
        RemoteRepository repository = new RemoteRepository();
        repository.server.start();
        return repository;
    }

    public String url() {
        return "http://127.0.0.1:" + port() + "/releases";
    }

    int port() {
        return server.getAddress().getPort();
    }

    /** Only who says that gets anything. */
    public RemoteRepository demanding(String header) {
        authorization = header;
        return this;
    }

    /** With its checksum beside it. */
    public RemoteRepository with(String path, byte[] content) {
        put(path, exchange -> send(exchange, 200, content));
        put(path + ".sha1", exchange -> send(exchange, 200, sha1(content).getBytes(StandardCharsets.US_ASCII)));
        return this;
    }

    public RemoteRepository with(String path, String content) {
        return with(path, content.getBytes(StandardCharsets.UTF_8));
    }

    RemoteRepository put(String path, Manner manner) {
        files.put("/releases/" + path, manner);
        return this;
    }

    RemoteRepository putAnywhere(String path, Manner manner) {
        files.put(path, manner);
        return this;
    }

    public int requests() {
        return asked.size();
    }

    List<Asked> asked() {
        return List.copyOf(asked);
    }

    List<String> askedFor() {
        return asked().stream()
                .map(each -> each.path().replace("/releases/", ""))
                .toList();
    }

    private void handle(HttpExchange exchange) throws IOException {
        asked.add(new Asked(
                exchange.getRequestMethod(),
                exchange.getRequestURI().toString(),
                new HashMap<>(exchange.getRequestHeaders())));
        try (exchange) {
            List<String> given = exchange.getRequestHeaders().getOrDefault("Authorization", List.of(""));
            if (!authorization.isEmpty() && !given.equals(List.of(authorization))) {
                exchange.getResponseHeaders().set("WWW-Authenticate", "Basic realm=\"repository\"");
                send(exchange, 401, "who are you?".getBytes(StandardCharsets.UTF_8));
                return;
            }
            files.getOrDefault(exchange.getRequestURI().getPath(), each -> send(each, 404, new byte[0]))
                    .answer(exchange);
        }
    }

    static void send(HttpExchange exchange, int status, byte[] content) throws IOException {
        boolean none = content.length == 0 || exchange.getRequestMethod().equals("HEAD");
        if (exchange.getRequestMethod().equals("HEAD")) {
            exchange.getResponseHeaders().set("Content-Length", Integer.toString(content.length));
        }
        exchange.sendResponseHeaders(status, none ? -1 : content.length);
        if (!none) {
            exchange.getResponseBody().write(content);
        }
    }

    static String sha1(byte[] content) {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-1").digest(content));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }

    @Override
    public void close() {
        server.stop(0);
        threads.shutdownNow();
    }
}
