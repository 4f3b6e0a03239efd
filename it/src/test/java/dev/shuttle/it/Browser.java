package dev.shuttle.it;

import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.net.http.WebSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** A real Chromium without a window, driven by its DevTools protocol. */
final class Browser implements AutoCloseable {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Duration LIMIT = Duration.ofSeconds(30);
    private static final String LISTENING = "DevTools listening on ";

    private final Process process;
    private final WebSocket socket;
    private final BlockingQueue<JsonNode> answers = new LinkedBlockingQueue<>(1_000);
    private int last;

    private Browser(Process process, URI page) {
        this.process = process;
        this.socket = HttpClient.newHttpClient()
                .newWebSocketBuilder()
                .buildAsync(page, new Messages())
                .join();
    }

    /** Where Chromium is on the PATH; its absence is loud, and a fault where CI is set. */
    static Optional<Path> executable() {
        Optional<Path> found = Stream.of(System.getenv("PATH").split(":"))
                .flatMap(folder -> Stream.of("chromium", "chromium-browser", "google-chrome")
                        .map(name -> Path.of(folder, name)))
                .filter(Files::isExecutable)
                .findFirst();
        if (found.isEmpty()) {
            assertTrue(System.getenv("CI") == null, "No chromium on the PATH, and this is CI: install it");
            System.out.println("SKIPPED: no chromium is on the PATH, so that no real browser visits the page");
        }
        return found;
    }

    static Browser start(Path executable, Path profile) throws Exception {
        Process process = new ProcessBuilder(
                        executable.toString(),
                        "--headless",
                        "--no-sandbox", // root has none
                        "--disable-gpu",
                        "--disable-dev-shm-usage",
                        "--no-first-run",
                        "--disable-background-networking",
                        "--disable-component-update",
                        "--remote-debugging-port=0",
                        "--user-data-dir=" + profile,
                        "about:blank")
                .redirectErrorStream(true)
                .start();
        try {
            Output output = new Output("chromium", process.getInputStream());
            String line = output.firstLine(LISTENING, LIMIT)
                    .orElseThrow(() -> new AssertionError("Chromium did not start:\n" + output.soFar()));
            return new Browser(process, page(URI.create(line.substring(LISTENING.length()))));
        } catch (Exception | Error e) {
            process.destroyForcibly();
            throw e;
        }
    }

    private static URI page(URI browser) throws Exception {
        URI list = URI.create("http://" + browser.getAuthority() + "/json/list");
        HttpRequest request = HttpRequest.newBuilder(list).timeout(LIMIT).build();
        String body = HttpClient.newHttpClient()
                .send(request, BodyHandlers.ofString())
                .body();
        for (JsonNode target : JSON.readTree(body)) {
            if (target.get("type").asText().equals("page")) {
                return URI.create(target.get("webSocketDebuggerUrl").asText());
            }
        }
        throw new AssertionError("No page among " + body);
    }

    /** Goes there and waits until the page is loaded. */
    void open(String url) throws Exception {
        ObjectNode parameters = JSON.createObjectNode();
        call("Page.navigate", parameters.put("url", url));
        Await.until(
                "the page to load",
                LIMIT,
                () -> evaluate("document.readyState + ' ' + location.href"),
                state -> state.startsWith("complete http"));
    }

    /** The value of an expression of JavaScript, as text; empty while a page gives way to the next. */
    String evaluate(String script) throws Exception {
        ObjectNode parameters = JSON.createObjectNode();
        return call("Runtime.evaluate", parameters.put("expression", script).put("returnByValue", true))
                .at("/result/result/value")
                .asText();
    }

    private JsonNode call(String method, ObjectNode parameters) throws Exception {
        int id = ++last;
        ObjectNode message = JSON.createObjectNode().put("id", id).put("method", method);
        socket.sendText(message.set("params", parameters).toString(), true).join();
        long deadline = System.nanoTime() + LIMIT.toNanos();
        while (true) {
            JsonNode answer = answers.poll(deadline - System.nanoTime(), TimeUnit.NANOSECONDS);
            assertTrue(answer != null, () -> "Chromium did not answer to " + method);
            if (answer.path("id").asInt() == id) {
                return answer;
            }
        }
    }

    /** It has children, which end with it. */
    @Override
    public void close() throws InterruptedException {
        socket.abort();
        List<ProcessHandle> all = process.descendants().toList();
        process.destroy();
        process.waitFor(10, TimeUnit.SECONDS);
        process.destroyForcibly();
        all.forEach(ProcessHandle::destroyForcibly);
    }

    /** Puts messages together that come in parts. */
    private final class Messages implements WebSocket.Listener {
        private final StringBuilder message = new StringBuilder();

        @Override
        public @Nullable CompletionStage<?> onText(WebSocket from, CharSequence part, boolean isLast) {
            message.append(part);
            if (isLast) {
                try {
                    answers.add(JSON.readTree(message.toString()));
                } catch (IOException e) {
                    throw new IllegalStateException("Not JSON: " + message, e);
                }
                message.setLength(0);
            }
            from.request(1);
            return null;
        }
    }
}
