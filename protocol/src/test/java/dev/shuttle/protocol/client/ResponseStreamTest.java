package dev.shuttle.protocol.client;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpTimeoutException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class ResponseStreamTest {

    @Test
    void readsABodyOfManyPieces() throws Exception {
        String body = "0123456789".repeat(100_000);
        try (TestServer server = new TestServer(call -> call.answer(200, "text/plain", body));
                ResponseStream stream = open(server, Duration.ofSeconds(10))) {
            assertArrayEquals(body.getBytes(StandardCharsets.UTF_8), stream.readAllBytes());
            assertEquals(-1, stream.read());
        }
    }

    @Test
    void givesUpAfterASilence() throws Exception {
        CountDownLatch over = new CountDownLatch(1);
        try (TestServer server = new TestServer(call -> {
                    call.exchange().sendResponseHeaders(200, 0);
                    call.exchange().getResponseBody().write('a');
                    call.exchange().getResponseBody().flush();
                    awaitQuietly(over);
                });
                ResponseStream stream = open(server, Duration.ofSeconds(2))) {
            assertEquals('a', stream.read());
            assertThrows(HttpTimeoutException.class, stream::read);
            over.countDown();
        }
    }

    private static ResponseStream open(TestServer server, Duration silence) throws Exception {
        HttpRequest request = HttpRequest.newBuilder(server.address().uri()).build();
        ResponseStream stream = new ResponseStream(silence);
        var unused = HttpClient.newHttpClient().send(request, ignored -> stream);
        return stream;
    }

    private static void awaitQuietly(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException stop) {
            Thread.currentThread().interrupt();
        }
    }
}
