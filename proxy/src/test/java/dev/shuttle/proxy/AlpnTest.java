package dev.shuttle.proxy;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.shuttle.proxy.certificates.HostCertificates;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The JDK's client over TLS, which chooses the protocol. */
class AlpnTest extends RunningProxy {
    @TempDir
    static Path folder;

    private static KeytoolCertificate certificate;

    @BeforeAll
    static void make() throws Exception {
        certificate = KeytoolCertificate.of(folder, "localhost");
    }

    @Override
    HostCertificates certificates() {
        return host -> certificate.served();
    }

    @Test
    void http2IsSpokenWithThoseWhoCan() throws Exception {
        CountDownLatch both = new CountDownLatch(2);
        try (RawService service = new RawService((head, in, out) -> {
            if (head.contains("/slow")) {
                both.countDown();
                both.await();
            }
            String said = head.contains("X-Forwarded-Proto: https") ? "safe" : "bare";
            RawService.write(out, "HTTP/1.1 200 OK\r\nContent-Length: 4\r\n\r\n" + said);
            return true;
        })) {
            table.put("localhost", new Route.Serving(service.upstream()));
            start();
            InetSocketAddress secure = proxy.startSecure(0);
            HttpClient client = HttpClient.newBuilder()
                    .sslContext(KeytoolCertificate.trusting(List.of(certificate)))
                    .build();
            URI uri = URI.create("https://localhost:" + secure.getPort());

            HttpResponse<String> answer =
                    client.send(HttpRequest.newBuilder(uri.resolve("/")).build(), HttpResponse.BodyHandlers.ofString());
            assertEquals(HttpClient.Version.HTTP_2, answer.version());
            assertEquals("safe", answer.body());

            List<CompletableFuture<HttpResponse<String>>> slow = new ArrayList<>();
            for (int i = 0; i < 2; i++) {
                slow.add(client.sendAsync(
                        HttpRequest.newBuilder(uri.resolve("/slow")).build(), HttpResponse.BodyHandlers.ofString()));
            }
            for (CompletableFuture<HttpResponse<String>> each : slow) {
                assertEquals("safe", each.get(20, TimeUnit.SECONDS).body());
            }
            HttpRequest old = HttpRequest.newBuilder(uri.resolve("/"))
                    .version(HttpClient.Version.HTTP_1_1)
                    .build();
            assertEquals(
                    HttpClient.Version.HTTP_1_1,
                    client.send(old, HttpResponse.BodyHandlers.ofString()).version());
        }
    }

    /** As an upload with a wrong key is: the answer counts, and the rest of the body is not wanted. */
    @Test
    void anEarlyAnswerReachesTheJdksClientInTheMiddleOfAnUpload() throws Exception {
        try (RawService service = RawService.answering("HTTP/1.1 401 Unauthorized\r\nContent-Length: 2\r\n\r\nno")) {
            table.put("localhost", new Route.Serving(service.upstream()));
            start();
            InetSocketAddress secure = proxy.startSecure(0);
            HttpClient client = HttpClient.newBuilder()
                    .sslContext(KeytoolCertificate.trusting(List.of(certificate)))
                    .build();
            HttpRequest upload = HttpRequest.newBuilder(URI.create("https://localhost:" + secure.getPort()))
                    .POST(HttpRequest.BodyPublishers.ofByteArray(new byte[20_000_000]))
                    .timeout(Duration.ofSeconds(20))
                    .build();
            for (int i = 0; i < 3; i++) {
                HttpResponse<String> answer = client.send(upload, HttpResponse.BodyHandlers.ofString());
                assertEquals(HttpClient.Version.HTTP_2, answer.version());
                assertEquals(401, answer.statusCode());
                assertEquals("no", answer.body());
            }
        }
    }
}
