package dev.shuttle.controlplane.log;

import com.fasterxml.jackson.databind.JsonNode;
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
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Semaphore;

/** A receiver of JSON lines on the loopback, which answers as it is told. */
final class LineReceiver implements AutoCloseable {
    private final HttpServer server;
    private final ExecutorService threads = Executors.newCachedThreadPool();
    private final List<String> bodies = new CopyOnWriteArrayList<>();
    private final Queue<Integer> answers = new ArrayDeque<>();
    private final Semaphore patience = new Semaphore(1 << 20);

    /** Port 0 is any free one. */
    LineReceiver(int port) throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 0);
        server.setExecutor(threads);
        server.createContext("/", this::receive);
        server.start();
    }

    private void receive(HttpExchange exchange) throws IOException {
        String body = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
        patience.acquireUninterruptibly();
        int status = next();
        if (status < 300) {
            bodies.add(body);
        }
        if (status / 100 == 3) {
            exchange.getResponseHeaders().set("Location", url() + "elsewhere");
        }
        exchange.sendResponseHeaders(status, -1);
        exchange.close();
    }

    private synchronized int next() {
        Integer status = answers.poll();
        return status == null ? 200 : status;
    }

    /** The next requests are answered with these, those after them with 200. */
    synchronized void answer(Integer... statuses) {
        answers.addAll(List.of(statuses));
    }

    /** Answers nothing from now on. */
    void hang() {
        patience.drainPermits();
    }

    /** Answers again. */
    void goOn() {
        patience.release(1 << 20);
    }

    URI url() {
        return URI.create("http://127.0.0.1:" + server.getAddress().getPort() + "/lines");
    }

    int port() {
        return server.getAddress().getPort();
    }

    int requests() {
        return bodies.size();
    }

    /** Those that were taken, in order. */
    List<JsonNode> lines() throws IOException {
        List<JsonNode> lines = new ArrayList<>();
        for (String body : bodies) {
            for (String line : body.lines().toList()) {
                lines.add(Json.MAPPER.readTree(line));
            }
        }
        return lines;
    }

    List<String> texts() throws IOException {
        return lines().stream().map(line -> line.get("line").asText()).toList();
    }

    void await(String last) throws Exception {
        Await.until("the line " + last, () -> texts().contains(last));
    }

    @Override
    public void close() {
        goOn();
        server.stop(0);
        threads.shutdownNow();
    }
}
