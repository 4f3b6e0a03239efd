package dev.shuttle.controlplane.api;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import dev.shuttle.protocol.Json;
import java.io.IOException;
import java.net.Socket;
import java.net.http.HttpHeaders;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.TreeSet;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Where no route answers, the problem has details all the same. */
class RefusedRequestTest {
    private RunningApi api;

    @BeforeEach
    void start(@TempDir Path home) throws Exception {
        api = new RunningApi(home);
    }

    @AfterEach
    void stop() throws Exception {
        api.close();
    }

    @ParameterizedTest
    @CsvSource({
        "GET /projects/%00 HTTP/1.1, 400",
        "GET /%2e%2e/health HTTP/1.1, 400",
        "GET /projects/..;/health HTTP/1.1, 400",
        "GET /projects/%zz HTTP/1.1, 400",
        "GET /projects/%c3%28 HTTP/1.1, 400",
        "GET /../health HTTP/1.1, 400",
        "PUT /projects/%00 HTTP/1.1, 400",
        "GE@T /health HTTP/1.1, 400",
        "GET /health HTTP/1.1~Host: other, 400",
        "GET /health HTTP/1.1~Transfer-Encoding: gzip, 400",
        "GET /health HTTP/1.1~Content-Length: x, 400",
        "GET /health HTTP/3.0, 505",
        "GET /LONG HTTP/1.1, 414",
        "GET /health HTTP/1.1~X: LONG, 431",
    })
    void whatIsNoRequestIsAProblem(String request, int status) throws Exception {
        String answer = raw(request.replace("LONG", "x".repeat(20_000)));

        assertTrue(answer.startsWith("HTTP/1.1 " + status + " "), answer);
        assertTrue(answer.toLowerCase(Locale.ROOT).contains("content-type: application/problem+json"), answer);
        JsonNode problem = Json.MAPPER.readTree(answer.substring(answer.indexOf('{')));
        assertEquals(status, problem.path("status").asInt());
        assertTrue(problem.path("type").asText().startsWith("urn:shuttle:"), answer);
        assertFalse(problem.path("requestId").asText().isEmpty(), answer);
        assertFalse(answer.contains("<") || answer.contains("jetty"), answer);
    }

    private String raw(String request) throws IOException {
        try (Socket socket =
                new Socket(api.address().getAddress(), api.address().getPort())) {
            socket.setSoTimeout(10_000);
            String text = request.replace("~", "\r\n") + "\r\nHost: a\r\nAuthorization: Bearer " + RunningApi.ADMIN
                    + "\r\nConnection: close\r\n\r\n";
            socket.getOutputStream().write(text.getBytes(StandardCharsets.ISO_8859_1));
            return new String(socket.getInputStream().readAllBytes(), StandardCharsets.ISO_8859_1);
        }
    }

    @ParameterizedTest
    @CsvSource({
        "POST, /health, 'GET, HEAD'",
        "DELETE, /projects, GET",
        "POST, /projects/shop, 'DELETE, GET'",
        "PATCH, /deploy, POST",
        "OPTIONS, /deploy, POST",
    })
    void aMethodThatIsNotForAPathIsAnsweredWithThoseThatAre(String method, String path, String allowed)
            throws Exception {
        HttpResponse<String> answer = api.send(method, path, RunningApi.ADMIN, "");

        assertEquals(405, answer.statusCode(), answer.body());
        assertEquals(allowed, sorted(answer.headers().firstValue("Allow").orElse("")));
        assertTrue(answer.body().contains("method-not-allowed"), answer.body());
    }

    private static String sorted(String list) {
        return String.join(", ", new TreeSet<>(List.of(list.split(", ", -1))));
    }

    @Test
    void withoutAKeyNoMethodTellsWhatThereIs() throws Exception {
        assertEquals(401, api.send("POST", "/projects", null, "").statusCode());
    }

    @Test
    void aPathMayEndWithASlashWithoutAKeyToo() throws Exception {
        assertEquals(200, api.send("GET", "/version/", null, "").statusCode());
    }

    @Test
    void noAnswerIsKeptByACacheOrTakenForAPage() throws Exception {
        for (String path : new String[] {"/projects", "/nothing", "/health", "/maven/nothing"}) {
            for (String key : new String[] {RunningApi.ADMIN, null}) {
                HttpHeaders headers = api.send("GET", path, key, "").headers();
                assertEquals("no-store", headers.firstValue("Cache-Control").orElse(""), path);
                assertEquals(
                        "nosniff", headers.firstValue("X-Content-Type-Options").orElse(""), path);
            }
        }
    }
}
