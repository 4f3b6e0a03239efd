package dev.shuttle.proxy;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.shuttle.proxy.certificates.Certificate;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The JDK's client over TLS, which chooses the protocol. */
class AlpnTest extends RunningProxy {
    private static final char[] PASSWORD = "password".toCharArray();

    @TempDir
    Path folder;

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
            KeyStore keys = keys();
            table.put("localhost", new Route.Serving(service.upstream()));
            start();
            InetSocketAddress secure = startSecure(certificate(keys));
            HttpClient client =
                    HttpClient.newBuilder().sslContext(trusting(keys)).build();
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

    private KeyStore keys() throws Exception {
        Path store = folder.resolve("keys.p12");
        Process keytool = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "keytool")
                                .toString(),
                        "-genkeypair",
                        "-keyalg",
                        "EC",
                        "-alias",
                        "x",
                        "-dname",
                        "CN=localhost",
                        "-ext",
                        "SAN=DNS:localhost",
                        "-keystore",
                        store.toString(),
                        "-storetype",
                        "PKCS12",
                        "-storepass",
                        new String(PASSWORD))
                .redirectErrorStream(true)
                .redirectOutput(folder.resolve("keytool.log").toFile())
                .start();
        assertEquals(0, keytool.waitFor());
        return KeyStore.getInstance(store.toFile(), PASSWORD);
    }

    private Certificate certificate(KeyStore keys) throws Exception {
        Path chain = pem("CERTIFICATE", keys.getCertificate("x").getEncoded());
        byte[] key = Objects.requireNonNull(keys.getKey("x", PASSWORD).getEncoded());
        return Certificate.of(chain, pem("PRIVATE KEY", key));
    }

    private Path pem(String kind, byte[] content) throws Exception {
        String text = Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(content);
        return Files.writeString(
                folder.resolve(kind.replace(' ', '-') + ".pem"),
                "-----BEGIN " + kind + "-----\n" + text + "\n-----END " + kind + "-----\n");
    }

    private static SSLContext trusting(KeyStore keys) throws Exception {
        KeyStore trusted = KeyStore.getInstance("PKCS12");
        trusted.load(null, null);
        trusted.setCertificateEntry("x", keys.getCertificate("x"));
        TrustManagerFactory trust = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        trust.init(trusted);
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(null, trust.getTrustManagers(), null);
        return context;
    }
}
