package dev.shuttle.proxy;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.shuttle.os.LoopbackPorts;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class RequestObserverTest extends RunningProxy {
    private final BlockingQueue<Observed> observed = new LinkedBlockingQueue<>();

    private record Observed(String host, FinishedRequest request) {}

    @Override
    RequestObserver observer() {
        return (host, request) -> observed.add(new Observed(host, request));
    }

    @Test
    void seesEachRequestUnderTheNameOfItsRoute() throws Exception {
        table.alias("shop.example", "a.test");
        try (RawService service = RawService.answering(OK);
                RawClient client = clientOf(service)) {
            client.send("POST / HTTP/1.1\r\nHost: shop.example\r\nContent-Length: 5\r\n\r\nhello");
            client.answer();
            client.send(get("/"));
            client.answer();
            Observed first = next();
            assertEquals("a.test", first.host());
            assertEquals(List.of(200L, 5L, 2L), numbers(first.request()));
            assertTrue(first.request().nanos() > 0);
            assertEquals(List.of(200L, 0L, 2L), numbers(next().request()));
        }
    }

    @Test
    void aHostWithoutARouteIsNotSeenAndPagesOfTheProxyAre() throws Exception {
        InetSocketAddress closed = LoopbackPorts.address(LoopbackPorts.next());
        table.put("a.test", new Route.Serving(new Upstream("d1", closed)));
        table.put("b.test", new Route.Unavailable(Route.Unavailable.Reason.STOPPED));
        try (RawClient client = new RawClient(start())) {
            assertTrue(
                    client.send(get("/").replace("a.test", "c.test")).answer().startsWith("HTTP/1.1 404 "));
            assertTrue(
                    client.send(get("/").replace("a.test", "b.test")).answer().startsWith("HTTP/1.1 503 "));
            Observed seen = next();
            assertEquals("b.test", seen.host());
            assertEquals(503, seen.request().status());
            client.send(get("/"));
            await(() -> table.waiting("a.test") == 1);
            table.remove("a.test");
            assertTrue(client.answer().startsWith("HTTP/1.1 404 "));
        }
    }

    @Test
    void aWebSocketIsSeenWhenItIsOverWithAllThatHasPassed() throws Exception {
        try (RawService service = new RawService((head, in, out) -> {
                    RawService.write(
                            out,
                            "HTTP/1.1 101 Switching Protocols\r\nConnection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Accept: x\r\n\r\nhello");
                    in.readNBytes(3);
                    RawService.write(out, "bye");
                    return false;
                });
                RawClient client = clientOf(service)) {
            client.send("GET /ws HTTP/1.1\r\nHost: a.test\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n\r\n");
            assertTrue(client.head().startsWith("HTTP/1.1 101 "));
            assertEquals(1, table.inFlight("a.test"));
            assertTrue(observed.isEmpty());
            client.send("yes");
            FinishedRequest seen = next().request();
            assertEquals(List.of(101L, 3L, 8L), numbers(seen));
            assertTrue(seen.isWebSocket());
            await(() -> table.inFlight("a.test") == 0);
        }
    }

    @Test
    void aClientThatLeavesIsSeenAsSuch() throws Exception {
        CountDownLatch never = new CountDownLatch(1);
        try (RawService slow = new RawService((head, in, out) -> {
            never.await(10, TimeUnit.SECONDS);
            return false;
        })) {
            try (RawClient client = clientOf(slow)) {
                client.send(get("/"));
                await(() -> table.inFlight("a.test") == 1);
            }
            assertEquals(FinishedRequest.CLIENT_LEFT, next().request().status());
            never.countDown();
        }
    }

    @Test
    void aClientThatLeavesOverHttp2IsSeenAlthoughPartsOfItsBodyWait() throws Exception {
        table.put("a.test", new Route.Waiting(Duration.ofSeconds(30)));
        try (RawHttp2Client client = RawHttp2Client.settled(start())) {
            client.headers(1, 0, RawHttp2Client.request("POST", "/"));
            await(() -> table.waiting("a.test") == 1);
            client.data(1, 0, "part").data(1, 0, "part");
        }
        assertEquals(FinishedRequest.CLIENT_LEFT, next().request().status());
    }

    private Observed next() throws InterruptedException {
        Observed seen = observed.poll(10, TimeUnit.SECONDS);
        assertTrue(seen != null, "nothing was observed within 10 s");
        return seen;
    }

    private static List<Long> numbers(FinishedRequest request) {
        return List.of((long) request.status(), request.received(), request.sent());
    }
}
