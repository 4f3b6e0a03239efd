package dev.shuttle.protocol.client;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.shuttle.protocol.LogLine;
import dev.shuttle.protocol.ProjectName;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** A log that is followed over connections that break. */
@Timeout(60)
class LogFollowerTest {
    private final List<String> heard = new ArrayList<>();
    private final DeploymentListener listener = new DeploymentListener() {
        @Override
        public void line(LogLine line) {
            heard.add(line.line());
        }

        @Override
        public void notice(String sentence) {
            heard.add("! " + sentence);
        }
    };

    private static final String BROKE = "! The connection to the control plane broke; connecting again.";

    private static String line(int second, String text) {
        return "{\"at\":\"2026-01-01T00:00:0" + second + ".5Z\",\"source\":\"service\",\"stream\":\"out\",\"line\":\""
                + text + "\"}\n";
    }

    private static LogRequest request(@Nullable String deployment) {
        return new LogRequest(new ProjectName("shop"), deployment, null, 1000, null, "a", true);
    }

    /** More is announced than is sent, and the connection ends. */
    private static void cut(TestServer.Call call, String lines) throws IOException {
        byte[] bytes = lines.getBytes(StandardCharsets.UTF_8);
        call.exchange().getResponseHeaders().add("Content-Type", "application/x-ndjson");
        call.exchange().sendResponseHeaders(200, 10_000);
        call.exchange().getResponseBody().write(bytes);
        call.exchange().getResponseBody().flush();
    }

    @Test
    void goesOnBehindTheLastLineWhereTheConnectionBroke() throws Exception {
        try (TestServer server = new TestServer(call -> {
            switch (call.number()) {
                case 1 -> cut(call, line(1, "one") + line(2, "same") + line(2, "same") + line(2, "two") + "{\"at");
                case 2, 3 -> call.exchange().close();
                case 4 -> call.answer(503, "text/html", "<html>");
                case 5 -> call.answer(
                        200,
                        "application/x-ndjson",
                        line(2, "same") + line(2, "two") + line(2, "same") + line(2, "new") + line(3, "three"));
                case 6 -> cut(call, line(3, "three") + line(4, "four"));
                default -> call.json(404, Samples.problem(404, "There is no project shop."));
            }
        })) {
            server.client().followLogs(request(null), listener);

            assertEquals(List.of("one", "same", "same", "two", BROKE, "new", "three", "four", BROKE), heard);
            assertEquals(
                    "GET /projects/shop/logs?lines=1000&search=a&follow=true",
                    server.lines().get(0));
            assertEquals(
                    "GET /projects/shop/logs?since=2026-01-01T00%3A00%3A02.500Z&search=a&follow=true",
                    server.lines().get(4));
            assertEquals(
                    "GET /projects/shop/logs?since=2026-01-01T00%3A00%3A03.500Z&search=a&follow=true",
                    server.lines().get(5));
        }
    }

    @Test
    void endsWithTheDeployment() throws Exception {
        try (TestServer server = new TestServer(call -> {
            if (call.asked().line().contains("/logs")) {
                call.answer(200, "application/x-ndjson", line(1, "one"));
            } else {
                call.json(200, Samples.deployment("d1", call.number() < 4 ? "running" : "stopped"));
            }
        })) {
            server.client().followLogs(request("d1"), listener);

            assertEquals(List.of("one"), heard);
            assertEquals(4, server.asked().size());
        }
    }

    @Test
    void doesNotWaitForAServerThatWasNeverThere() throws Exception {
        ShuttleClient client;
        try (TestServer server = new TestServer(call -> {})) {
            client = server.client();
        }
        assertThrows(UnreachableException.class, () -> client.followLogs(request(null), listener));
        assertEquals(List.of(), heard);
    }

    @Test
    void endsWhereTheKeyIsRefused() throws Exception {
        try (TestServer server = new TestServer(call -> {
            if (call.number() == 1) {
                cut(call, line(1, "one"));
            } else {
                call.json(401, Samples.problem(401, "The key is not valid."));
            }
        })) {
            assertThrows(ApiException.class, () -> server.client().followLogs(request(null), listener));
            assertEquals(List.of("one", BROKE), heard);
        }
    }
}
