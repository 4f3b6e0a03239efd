package dev.shuttle.proxy;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.shuttle.proxy.certificates.Certificate;
import dev.shuttle.proxy.certificates.HostCertificates;
import dev.shuttle.proxy.forwarded.IpNetwork;
import dev.shuttle.proxy.forwarded.TrustedProxies;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Requests in clear where there is TLS, of which a trusted proxy may say that they came over it; and challenges. */
class HttpsPolicyTest extends RunningProxy {
    private static final String OVER_TLS = "X-Forwarded-Proto: https\r\n";

    @TempDir
    static Path folder;

    private static Certificate certificate;

    @BeforeAll
    static void make() throws Exception {
        certificate = KeytoolCertificate.of(folder, "a.test,dns:api.test,dns:unknown.test")
                .served();
    }

    @Override
    HostCertificates certificates() {
        return new HostCertificates() {
            @Override
            public @Nullable Certificate find(String host) {
                return host.equals("bare.test") ? null : certificate; // also for those that it is not for
            }

            @Override
            public boolean answersChallenges() {
                return true;
            }

            @Override
            public @Nullable String answer(String host, String token) {
                return host.equals("a.test") && token.equals("tok") ? "tok.print" : null;
            }
        };
    }

    @Override
    ProxySettings settings() {
        return super.settings()
                .trusting(
                        new TrustedProxies(List.of(IpNetwork.parse("127.0.0.1").orElseThrow())));
    }

    private static String request(String line, String host, String headers) {
        return line + " HTTP/1.1\r\nHost: " + host + "\r\n" + headers + "\r\n";
    }

    @ParameterizedTest
    @CsvSource({
        "GET /x?y=1, a.test:8000, '', 301, https://a.test:8443/x?y=1",
        "HEAD /, a.test, '', 301, https://a.test:8443/",
        "POST /x, a.test, 'Content-Length: 3', 308, https://a.test:8443/x",
        "OPTIONS *, a.test, '', 308, https://a.test:8443/",
        "GET /, bare.test, '', 200, ''",
        "GET /, other.test, '', 200, ''",
        "GET /, api.test, '', 301, https://api.test:8443/",
        "GET /, api.test, 'Authorization: Bearer x', 403, ''",
        "GET /, unknown.test, '', 404, ''",
        "GET /, a.test, 'X-Forwarded-Proto: https', 200, ''",
    })
    void clearTextIsRedirectedWhereTheHostHasACertificate(
            String line, String host, String header, int status, String location) throws Exception {
        try (RawService service = RawService.answering(OK);
                RawClient client = clientOf(service)) {
            table.put("bare.test", new Route.Serving(service.upstream()));
            table.put("other.test", new Route.Serving(service.upstream()));
            table.put("api.test", new Route.Secured(new Route.Serving(service.upstream())));
            proxy.follow(new HttpsPolicy(8443, null));
            String head = client.send(request(line, host, header.isEmpty() ? "" : header + "\r\n"))
                    .head();
            assertTrue(head.startsWith("HTTP/1.1 " + status), head);
            assertEquals(!location.isEmpty(), head.contains("location: " + location + "\r\n"), head);
        }
    }

    @Test
    void withoutThatWishClearTextIsServed() throws Exception {
        try (RawService service = RawService.answering(OK);
                RawClient client = clientOf(service)) {
            assertTrue(client.send(get("/")).answer().startsWith("HTTP/1.1 200"));
        }
    }

    @Test
    void aChallengeIsAnsweredForItsTokenAndHostOnlyAndNeverByAService() throws Exception {
        try (RawService service = RawService.answering(OK);
                RawClient client = clientOf(service)) {
            table.put("b.test", new Route.Serving(service.upstream()));
            proxy.follow(new HttpsPolicy(8443, null));
            String path = "GET /.well-known/acme-challenge/";
            String answer = client.send(request(path + "tok", "a.test", "")).answer();
            assertTrue(answer.startsWith("HTTP/1.1 200") && answer.endsWith("tok.print"), answer);
            assertTrue(
                    client.send(request(path + "other", "a.test", "")).answer().startsWith("HTTP/1.1 404"));
            assertTrue(client.send(request(path + "tok", "b.test", "")).answer().startsWith("HTTP/1.1 404"));
            assertEquals(0, service.requests.get());
        }
    }

    @Test
    void browsersAreToldToComeOverTlsUnlessTheServiceTellsThem() throws Exception {
        try (RawService service = new RawService((head, in, out) -> {
                    String own = head.startsWith("GET /own") ? "Strict-Transport-Security: max-age=1\r\n" : "";
                    RawService.write(out, "HTTP/1.1 200 OK\r\n" + own + "Content-Length: 0\r\n\r\n");
                    return true;
                });
                RawClient client = clientOf(service)) {
            proxy.follow(new HttpsPolicy(0, Duration.ofDays(1)));
            assertTrue(client.send(request("GET /", "a.test", OVER_TLS))
                    .answer()
                    .contains("Strict-Transport-Security: max-age=86400\r\n"));
            assertTrue(client.send(request("GET /own", "a.test", OVER_TLS))
                    .answer()
                    .contains("Strict-Transport-Security: max-age=1\r\n"));
            assertFalse(client.send(request("GET /", "a.test", "")).answer().contains("Strict-Transport-Security"));
        }
    }
}
