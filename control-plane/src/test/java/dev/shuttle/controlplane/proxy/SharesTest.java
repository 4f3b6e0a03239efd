package dev.shuttle.controlplane.proxy;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.shuttle.controlplane.forwarded.IpNetwork;
import dev.shuttle.controlplane.forwarded.TrustedProxies;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;

/** Of 6 connections the loopback gets 3, of 2 places to wait a host 1; a project may have 2 requests in work. */
class SharesTest extends RunningProxy {
    /** The connections of a trusted proxy are of many clients. */
    private static final TrustedProxies TRUSTED =
            new TrustedProxies(List.of(IpNetwork.parse("127.0.0.2").orElseThrow()));

    @Override
    ProxySettings settings() {
        ProxySettings usual = super.settings();
        return new ProxySettings(
                "127.0.0.1",
                0,
                new ProxySettings.Limits(6, 2, 8 * 1024, 32 * 1024, new ProxySettings.Shares(1, 2, 1)),
                usual.timeouts(),
                TRUSTED);
    }

    @Test
    void theLoopbackThatTakesItsShareShutsNoOtherOut() throws Exception {
        InetSocketAddress proxy = start();
        try (RawClient first = new RawClient(proxy);
                RawClient second = new RawClient(proxy);
                RawClient third = new RawClient(proxy)) {
            for (RawClient client : new RawClient[] {first, second, third}) {
                assertTrue(client.send(get("/")).answer().startsWith("HTTP/1.1 404 "));
            }
            try (RawClient fourth = new RawClient(proxy)) {
                assertTrue(fourth.rest().startsWith("HTTP/1.1 503 "));
            }
            try (Socket other = new Socket(
                    proxy.getAddress(), proxy.getPort(), InetAddress.getByAddress(new byte[] {127, 0, 0, 2}), 0)) {
                other.setSoTimeout(10_000);
                other.getOutputStream().write(get("/").getBytes(StandardCharsets.US_ASCII));
                assertTrue(RawService.head(other.getInputStream()).startsWith("HTTP/1.1 404 "));
            }
        }
    }

    @Test
    void aHostThatStartsTakesNoOthersPlacesToWait() throws Exception {
        table.put("a.test", new Route.Waiting(Duration.ofSeconds(10)));
        table.put("b.test", new Route.Waiting(Duration.ofSeconds(10)));
        InetSocketAddress proxy = start();
        try (RawClient first = new RawClient(proxy);
                RawClient second = new RawClient(proxy);
                RawClient other = new RawClient(proxy);
                RawService service = RawService.answering(OK)) {
            first.send(get("/"));
            Thread.sleep(100); // let it wait
            String refused = second.send(get("/")).answer();
            assertTrue(refused.startsWith("HTTP/1.1 503 "), refused);
            other.send(get("/").replace("a.test", "b.test"));
            table.put("b.test", new Route.Serving(service.upstream()));
            assertTrue(other.answer().endsWith("ok"));
        }
    }

    @Test
    void aProjectHasNoMoreThanItsShareOfRequestsInWork() throws Exception {
        CountDownLatch answer = new CountDownLatch(1);
        try (RawService slow = new RawService((head, in, out) -> {
                    answer.await();
                    RawService.write(out, OK);
                    return true;
                });
                RawService quick = RawService.answering(OK)) {
            Upstream upstream = slow.upstream();
            table.put("a.test", new Route.Serving(upstream));
            table.put("b.test", new Route.Serving(quick.upstream()));
            InetSocketAddress proxy = start();
            try (RawClient first = new RawClient(proxy);
                    RawClient second = new RawClient(proxy);
                    RawClient third = new RawClient(proxy)) {
                first.send(get("/"));
                second.send(get("/"));
                await(() -> upstream.inFlight() == 2);
                assertTrue(third.send(get("/")).answer().startsWith("HTTP/1.1 503 "));
                assertTrue(third.send(get("/").replace("a.test", "b.test"))
                        .answer()
                        .endsWith("ok"));
                answer.countDown();
                assertTrue(first.answer().endsWith("ok") && second.answer().endsWith("ok"));
            }
        }
    }

    @Test
    void placesThatAreGivenBackCanBeTaken() {
        Places places = new Places(2);
        assertTrue(places.take("a", 1));
        assertFalse(places.take("a", 1));
        assertTrue(places.take("b", 1));
        assertFalse(places.takeUnshared());
        places.giveBack("a");
        assertTrue(places.take("a", 1));
        places.giveBack("a");
        places.giveBack("b");
        assertEquals(2, (places.takeUnshared() ? 1 : 0) + (places.takeUnshared() ? 1 : 0));
    }
}
