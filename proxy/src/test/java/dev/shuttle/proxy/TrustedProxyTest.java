package dev.shuttle.proxy;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.shuttle.proxy.forwarded.IpNetwork;
import dev.shuttle.proxy.forwarded.TrustedProxies;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** Another proxy stands before ours, at 127.0.0.1 and in 10.0.0.0/8. */
class TrustedProxyTest extends RunningProxy {
    private final BlockingQueue<String> heads = new ArrayBlockingQueue<>(10);

    @Override
    ProxySettings settings() {
        return super.settings()
                .trusting(new TrustedProxies(List.of(
                        IpNetwork.parse("127.0.0.1").orElseThrow(),
                        IpNetwork.parse("10.0.0.0/8").orElseThrow())));
    }

    /** The head that reaches the service, in lower case. */
    private String arrives(String headers) throws Exception {
        try (RawService service = new RawService((head, in, out) -> {
                    heads.add(head.toLowerCase(Locale.ROOT));
                    RawService.write(out, OK);
                    return true;
                });
                RawClient client = clientOf(service)) {
            client.send("GET / HTTP/1.1\r\nHost: a.test\r\n" + headers.replace("~", "\r\n") + "\r\n");
            assertTrue(client.answer().endsWith("ok"));
            return heads.poll(10, TimeUnit.SECONDS);
        }
    }

    private static void assertHas(String head, String... lines) {
        for (String line : lines) {
            assertTrue(head.contains("\r\n" + line + "\r\n"), line + " in " + head);
        }
    }

    @Test
    void whatItSaysOfTheClientIsBelievedAndAppendedTo() throws Exception {
        String head = arrives("X-Forwarded-For: 203.0.113.7~X-Forwarded-Proto: https~X-Forwarded-Host: shop.test"
                + "~X-Forwarded-Prefix: /shop~X-Real-IP: 1.2.3.4~X_Forwarded_Proto: http~");
        assertHas(
                head,
                "x-forwarded-for: 203.0.113.7, 127.0.0.1",
                "x-forwarded-proto: https",
                "x-forwarded-host: shop.test",
                "x-forwarded-port: 443",
                "x-forwarded-prefix: /shop",
                "host: a.test");
        assertFalse(head.contains("1.2.3.4") || head.contains("_") || head.contains("\r\nforwarded:"), head);
    }

    @Test
    void whatAClientSaysToItIsNot() throws Exception {
        String head = arrives("X-Forwarded-For: 1.1.1.1, 203.0.113.7, 10.0.0.9~X-Forwarded-Proto: http, https, http~"
                + "Forwarded: for=1.1.1.1;proto=http~");
        assertHas(head, "x-forwarded-for: 203.0.113.7, 10.0.0.9, 127.0.0.1", "x-forwarded-proto: https");
        assertFalse(head.contains("1.1.1.1"), head);
    }

    @Test
    void theStandardHeaderIsBelievedToo() throws Exception {
        String head = arrives("Forwarded: for=1.1.1.1, for=\"[2001:db8::7]:4711\";proto=https;host=shop.test:8443~");
        assertHas(
                head,
                "x-forwarded-for: 2001:db8::7, 127.0.0.1",
                "x-forwarded-proto: https",
                "x-forwarded-host: shop.test:8443",
                "x-forwarded-port: 8443",
                "forwarded: for=\"[2001:db8::7]\";proto=https;host=\"shop.test:8443\", for=127.0.0.1");
    }

    @Test
    void nonsenseIsNotPassedOn() throws Exception {
        String head = arrives("X-Forwarded-For: evil~X-Forwarded-Proto: gopher~X-Forwarded-Host: a b~"
                + "X-Forwarded-Port: 99999~Forwarded: for=\"~");
        assertHas(head, "x-forwarded-for: 127.0.0.1", "x-forwarded-proto: http", "x-forwarded-host: a.test");
        assertFalse(head.contains("evil") || head.contains("gopher") || head.contains("99999"), head);
    }

    @Test
    void whatIsServedOverTlsOnlyIsServedThroughIt() throws Exception {
        try (RawService service = RawService.answering(OK)) {
            table.put("a.test", new Route.Secured(new Route.Serving(service.upstream())));
            try (RawClient client = new RawClient(start())) {
                assertTrue(client.send(get("/")).answer().startsWith("HTTP/1.1 403 "));
                String secure = get("/").replace("\r\n\r\n", "\r\nX-Forwarded-Proto: https\r\n\r\n");
                assertTrue(client.send(secure).answer().endsWith("\r\n\r\nok"));
            }
        }
    }
}
