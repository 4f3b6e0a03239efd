package dev.shuttle.proxy;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Waits that time out. The limits are short: requests that must not reach them are tested elsewhere. */
class PatienceTest extends RunningProxy {

    @Override
    ProxySettings settings() {
        ProxySettings.Timeouts usual = super.settings().timeouts();
        return within(new ProxySettings.Timeouts(
                usual.connect(),
                Duration.ofSeconds(1),
                Duration.ofSeconds(2),
                Duration.ofSeconds(1),
                Duration.ofSeconds(3),
                usual.stream(),
                usual.stop()));
    }

    @Test
    void aServiceThatAcceptsNoConnectionIsABadGateway() throws Exception {
        Upstream gone = RoutingTest.gone();
        table.put("a.test", new Route.Serving(gone));
        try (RawClient client = new RawClient(start())) {
            assertTrue(client.send(get("/")).answer().startsWith("HTTP/1.1 502 "));
        }
        await(() -> gone.inFlight() == 0);
    }

    @Test
    void patienceWithASilentServiceEnds() throws Exception {
        try (RawService service = new RawService((head, in, out) -> in.read() >= 0);
                RawClient client = clientOf(service)) {
            assertTrue(client.send(get("/")).answer().startsWith("HTTP/1.1 504 "));
        }
    }

    @Test
    void patienceWithAHeadThatNeverEndsEnds() throws Exception {
        try (RawService service = new RawService((head, in, out) -> {
                    RawService.write(out, "HTTP/1.1 200 OK\r\n");
                    for (int i = 0; i < 100; i++) {
                        Thread.sleep(200); // less than any bound
                        RawService.write(out, "x-" + i + ": y\r\n");
                    }
                    return false;
                });
                RawClient client = clientOf(service)) {
            assertTrue(client.send(get("/")).answer().startsWith("HTTP/1.1 504 "));
        }
    }

    @Test
    void aServiceOfAProjectThatSaysSoMayBeSilentForLonger() throws Exception {
        Upstream.Options patient = new Upstream.Options(Duration.ofSeconds(20), Map.of(), line -> {});
        try (RawService service = new RawService((head, in, out) -> {
            Thread.sleep(2500); // more than the proxy's usual bound
            RawService.write(out, OK);
            return true;
        })) {
            table.put("a.test", new Route.Serving(new Upstream("d1", service.address(), patient)));
            try (RawClient client = new RawClient(start())) {
                assertTrue(client.send(get("/")).answer().endsWith("ok"));
            }
        }
    }

    @Test
    void thePageOfASilentServiceNamesTheBoundAndTheSetting() throws Exception {
        Upstream.Options hasty = new Upstream.Options(Duration.ofSeconds(1), Map.of(), line -> {});
        try (RawService service = new RawService((head, in, out) -> in.read() >= 0)) {
            table.put("a.test", new Route.Serving(new Upstream("d1", service.address(), hasty)));
            try (RawClient client = new RawClient(start())) {
                String answer = client.send(get("/")).answer();
                assertTrue(answer.startsWith("HTTP/1.1 504 "), answer);
                assertTrue(answer.contains("within 1 second.") && answer.contains("SHUTTLE_RESPONSE_TIMEOUT"), answer);
            }
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"GET / HTTP/1.1\r\nHost:", "GET", "GET / HTTP/1.1\r\nHost: a.test\r\n"})
    void patienceWithASlowHeadEnds(String begun) throws Exception {
        try (RawService service = RawService.answering(OK);
                RawClient client = clientOf(service)) {
            assertTrue(client.send(begun).rest().startsWith("HTTP/1.1 408 "));
        }
    }

    @Test
    void patienceWithASlowBodyEnds() throws Exception {
        try (RawService service = new RawService((head, in, out) -> in.readNBytes(5).length == 0);
                RawClient client = clientOf(service)) {
            client.send("POST / HTTP/1.1\r\nHost: a.test\r\nContent-Length: 5\r\n\r\nab");
            assertTrue(client.rest().startsWith("HTTP/1.1 408 "));
        }
    }

    @Test
    void anIdleConnectionIsClosed() throws Exception {
        try (RawService service = RawService.answering(OK);
                RawClient client = clientOf(service)) {
            assertEquals("", client.rest());
        }
    }
}
