package dev.shuttle.proxy;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.shuttle.os.LoopbackPorts;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RoutingTest extends RunningProxy {

    @Override
    ProxySettings settings() {
        ProxySettings.Timeouts usual = super.settings().timeouts();
        return new ProxySettings(
                "127.0.0.1",
                0,
                new ProxySettings.Limits(4, 1, 8 * 1024, 32 * 1024),
                new ProxySettings.Timeouts(
                        usual.connect(),
                        Duration.ofSeconds(10),
                        usual.response(),
                        usual.head(),
                        usual.idle(),
                        usual.stream(),
                        usual.stop()));
    }

    @ParameterizedTest
    @CsvSource({
        "/, a.test",
        "/, A.TEST",
        "/, a.test:8000",
        "/, a.test.",
        "/, a.test.:80",
        "http://a.test/x, b.test",
        "http://A.test:8000, b.test"
    })
    void theHostDecides(String target, String host) throws Exception {
        try (RawService service = RawService.answering(OK);
                RawClient client = clientOf(service)) {
            client.send("GET " + target + " HTTP/1.1\r\nHost: " + host + "\r\n\r\n");
            assertTrue(client.answer().startsWith("HTTP/1.1 200 OK"));
        }
    }

    @Test
    void anIpv6AddressIsAHost() throws Exception {
        try (RawService service = RawService.answering(OK)) {
            table.put("[::1]", new Route.Serving(service.upstream()));
            try (RawClient client = new RawClient(start())) {
                client.send("GET / HTTP/1.1\r\nHost: [::1]:8000\r\n\r\n");
                assertTrue(client.answer().startsWith("HTTP/1.1 200 OK"));
            }
        }
    }

    @Test
    void anUnknownHostIsASmallPageAndTheConnectionStays() throws Exception {
        try (RawClient client = new RawClient(start())) {
            for (int i = 0; i < 2; i++) {
                String answer = client.send("GET / HTTP/1.1\r\nHost: unknown.test\r\n\r\n")
                        .answer();
                assertTrue(answer.startsWith("HTTP/1.1 404 Not Found"), answer);
                assertTrue(answer.contains("text/html") && answer.contains("<p>No project answers at unknown.test"));
            }
            String plain = client.send("GET / HTTP/1.1\r\nHost: unknown.test\r\nAccept: application/json\r\n\r\n")
                    .answer();
            assertTrue(plain.contains("text/plain") && !plain.contains("<p>"), plain);
        }
    }

    @ParameterizedTest
    @CsvSource({"STOPPED, is stopped", "CRASHED, has crashed"})
    void whatIsNotAvailableSaysWhy(Route.Unavailable.Reason reason, String words) throws Exception {
        table.put("a.test", new Route.Unavailable(reason));
        try (RawClient client = new RawClient(start())) {
            String answer = client.send(get("/")).answer();
            assertTrue(answer.startsWith("HTTP/1.1 503 "), answer);
            assertTrue(answer.contains(words), answer);
        }
    }

    @Test
    void aRequestOutlivesAServiceThatHasJustEnded() throws Exception {
        Upstream gone = gone();
        table.put("a.test", new Route.Serving(gone));
        try (RawService service = new RawService((head, in, out) -> {
                    RawService.write(out, "HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\n");
                    out.write(in.readNBytes(5));
                    return true;
                });
                RawClient client = new RawClient(start())) {
            client.send("POST / HTTP/1.1\r\nHost: a.test\r\nContent-Length: 5\r\n\r\nhello");
            Thread.sleep(100); // let it be refused
            table.put("a.test", new Route.Waiting(Duration.ofSeconds(10)));
            Thread.sleep(50);
            table.put("a.test", new Route.Serving(service.upstream()));
            assertTrue(client.answer().endsWith("hello"));
        }
        assertEquals(0, gone.inFlight());
    }

    @Test
    void aRequestThatAVersionDroppedAtItsEndIsSentToTheVersionBefore() throws Exception {
        CountDownLatch asked = new CountDownLatch(1);
        try (RawService ending = new RawService((head, in, out) -> {
                    asked.countDown();
                    return false;
                });
                RawService before = RawService.answering("HTTP/1.1 200 OK\r\nContent-Length: 6\r\n\r\nbefore");
                RawClient client = new RawClient(start())) {
            table.put("a.test", new Route.Serving(ending.upstream()));
            client.send(get("/"));
            assertTrue(asked.await(10, TimeUnit.SECONDS), "it was not asked");
            table.put("a.test", new Route.Serving(new Upstream("before", before.address())));

            assertTrue(client.answer().endsWith("before"));
            assertEquals(1, ending.requests.get());
        }
    }

    @Test
    void aVersionThatIsStartedAgainDoesNotGetADroppedRequestTwice() throws Exception {
        try (RawService ending = new RawService((head, in, out) -> false);
                RawService again = RawService.answering("HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nagain");
                RawClient client = new RawClient(start())) {
            table.put("a.test", new Route.Serving(ending.upstream()));
            client.send(get("/"));
            table.put("a.test", new Route.Serving(again.upstream()));

            String answer = client.answer();
            assertTrue(answer.startsWith("HTTP/1.1 502 ") || answer.endsWith("again"), answer);
            assertEquals(1, ending.requests.get() + again.requests.get());
        }
    }

    static Upstream gone() throws Exception {
        return new Upstream("d", LoopbackPorts.address(LoopbackPorts.next()));
    }

    @Test
    void aRequestWaitsForTheRouteAndItsBodyToo() throws Exception {
        table.put("a.test", new Route.Waiting(Duration.ofSeconds(10)));
        try (RawService service = new RawService((head, in, out) -> {
                    RawService.write(out, "HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\n");
                    out.write(in.readNBytes(5));
                    return true;
                });
                RawClient client = new RawClient(start())) {
            client.send("POST / HTTP/1.1\r\nHost: a.test\r\nContent-Length: 5\r\n\r\nhello");
            Thread.sleep(100); // let it wait
            table.put("a.test", new Route.Waiting(Duration.ofSeconds(10)));
            table.put("a.test", new Route.Serving(service.upstream()));
            assertTrue(client.answer().endsWith("hello"));
        }
    }

    @Test
    void aWaitEndsWithThePlatformsPatience() throws Exception {
        table.put("a.test", new Route.Waiting(Duration.ofMillis(200)));
        try (RawClient client = new RawClient(start())) {
            String answer = client.send(get("/")).answer();
            assertTrue(answer.startsWith("HTTP/1.1 503 "), answer);
            assertTrue(answer.toLowerCase(Locale.ROOT).contains("retry-after: 5"), answer);
        }
    }

    @Test
    void waitingRequestsAreBoundedAndOneThatLeavesMakesRoom() throws Exception {
        table.put("a.test", new Route.Waiting(Duration.ofSeconds(10)));
        var proxy = start();
        try (RawClient second = new RawClient(proxy)) {
            try (RawClient first = new RawClient(proxy)) {
                first.send(get("/"));
                Thread.sleep(100);
                assertTrue(second.send(get("/")).answer().startsWith("HTTP/1.1 503 "));
            }
            long end = System.nanoTime() + Duration.ofSeconds(10).toNanos();
            String answer;
            do { // That one has left is seen a moment later.
                table.put("a.test", new Route.Waiting(Duration.ofSeconds(10)));
                second.send(get("/"));
                Thread.sleep(100); // let it wait
                table.put("a.test", new Route.Unavailable(Route.Unavailable.Reason.STOPPED));
                answer = second.answer();
            } while (answer.contains("still starting") && System.nanoTime() < end);
            assertTrue(answer.contains("is stopped"), answer);
        }
    }

    @Test
    void connectionsAreBounded() throws Exception {
        var proxy = start();
        List<RawClient> clients = new ArrayList<>();
        try {
            for (int i = 0; i < 5; i++) {
                clients.add(new RawClient(proxy));
                assertTrue(clients.get(i).send(get("/")).answer().startsWith("HTTP/1.1 404"));
            }
            assertEquals("", clients.get(0).rest(), "The oldest has not given way");
        } finally {
            for (RawClient client : clients) {
                client.close();
            }
        }
    }

    @Test
    void aTableKnowsNoCase() {
        table.put("A.Test", new Route.Unavailable(Route.Unavailable.Reason.STOPPED));
        assertTrue(table.find("a.tesT").isPresent());
        table.remove("a.test");
        assertFalse(table.find("A.Test").isPresent());
        assertEquals(0, table.find("x").stream().count());
    }
}
