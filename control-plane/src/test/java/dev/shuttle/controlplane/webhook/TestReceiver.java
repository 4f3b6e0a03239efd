package dev.shuttle.controlplane.webhook;

import com.fasterxml.jackson.databind.JsonNode;
import com.sun.net.httpserver.Headers;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.shuttle.controlplane.host.Await;
import dev.shuttle.protocol.Json;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.CopyOnWriteArrayList;

/** A receiver on the loopback, which keeps what it gets and answers as it is told. */
public final class TestReceiver implements AutoCloseable {
    private final HttpServer server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    private final List<Got> got = new CopyOnWriteArrayList<>();
    private final Queue<Integer> answers = new ArrayDeque<>();

    /** One request. */
    public record Got(Headers headers, String body) {
        public JsonNode json() {
            try {
                return Json.MAPPER.readTree(body);
            } catch (IOException e) {
                throw new AssertionError("no JSON", e);
            }
        }

        String header(String name) {
            return String.valueOf(headers.getFirst(name));
        }
    }

    public TestReceiver() throws IOException {
        server.createContext("/", this::receive);
        server.start();
    }

    private synchronized void receive(HttpExchange exchange) throws IOException {
        got.add(new Got(
                exchange.getRequestHeaders(),
                new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8)));
        Integer status = answers.poll();
        if (status != null && status / 100 == 3) {
            exchange.getResponseHeaders().set("Location", url() + "elsewhere");
        }
        exchange.sendResponseHeaders(status == null ? 200 : status, -1);
        exchange.close();
    }

    /** The next requests are answered with these, those after them with 200. */
    synchronized void answer(Integer... statuses) {
        answers.addAll(List.of(statuses));
    }

    public String url() {
        return URI.create("http://127.0.0.1:" + server.getAddress().getPort() + "/hooks/a-secret-path")
                .toString();
    }

    public List<Got> await(int number) throws Exception {
        Await.until(number + " requests at the receiver", () -> got.size() >= number);
        return List.copyOf(got);
    }

    /** The events, in the order in which they came. */
    public List<String> events() {
        return got.stream().map(each -> each.json().get("event").asText()).toList();
    }

    @Override
    public void close() {
        server.stop(0);
    }
}
