package dev.shuttle.controlplane.log;

import com.fasterxml.jackson.databind.JsonNode;
import com.sun.net.httpserver.HttpExchange;
import dev.shuttle.controlplane.egress.AnsweringServer;
import dev.shuttle.controlplane.host.Await;
import dev.shuttle.protocol.Json;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/** A receiver of JSON lines on the loopback, which answers as it is told. */
final class LineReceiver extends AnsweringServer {
    private final List<String> bodies = new CopyOnWriteArrayList<>();

    /** Port 0 is any free one. */
    LineReceiver(int port) throws IOException {
        super(port);
        start();
    }

    @Override
    protected void take(HttpExchange exchange, byte[] body) {
        bodies.add(new String(body, StandardCharsets.UTF_8));
    }

    URI url() {
        return URI.create("http://127.0.0.1:" + port() + "/lines");
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
}
