package dev.shuttle.proxy;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.shuttle.proxy.forwarded.IpNetwork;
import dev.shuttle.proxy.forwarded.TrustedProxies;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
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
        CountDownLatch answer = new CountDownLatch(1);
        try (RawService slow = new RawService((head, in, out) -> {
            answer.await();
            RawService.write(out, OK);
            return true;
        })) {
            Upstream upstream = slow.upstream();
            table.put("a.test", new Route.Serving(upstream));
            InetSocketAddress proxy = start();
            try (RawClient first = new RawClient(proxy).send(get("/"));
                    RawClient second = new RawClient(proxy).send(get("/"));
                    RawClient third = new RawClient(proxy).send(get("/").replace("a.test", "b.test"))) {
                await(() -> upstream.inFlight() == 2);
                assertTrue(third.answer().startsWith("HTTP/1.1 404 "));
                assertServed(proxy, "127.0.0.2");
                try (RawClient fourth = new RawClient(proxy)) {
                    assertTrue(fourth.send(get("/").replace("a.test", "b.test"))
                            .answer()
                            .startsWith("HTTP/1.1 404 "));
                }
                answer.countDown();
                assertTrue(first.answer().endsWith("ok") && second.answer().endsWith("ok"));
            }
        }
    }

    @Test
    void oneMoreThanTheShareIsRefusedWhereAllAreAtWork() throws Exception {
        CountDownLatch answer = new CountDownLatch(1);
        try (RawService slow = new RawService((head, in, out) -> {
            answer.await();
            RawService.write(out, OK);
            return true;
        })) {
            Upstream a = slow.upstream();
            Upstream b = slow.upstream();
            table.put("a.test", new Route.Serving(a));
            table.put("b.test", new Route.Serving(b));
            InetSocketAddress proxy = start();
            try (RawClient first = new RawClient(proxy).send(get("/"));
                    RawClient second = new RawClient(proxy).send(get("/"));
                    RawClient third = new RawClient(proxy).send(get("/").replace("a.test", "b.test"))) {
                await(() -> a.inFlight() == 2 && b.inFlight() == 1);
                try (RawClient fourth = new RawClient(proxy)) {
                    assertTrue(fourth.rest().startsWith("HTTP/1.1 503 "));
                }
                answer.countDown();
                assertTrue(first.answer().endsWith("ok")
                        && second.answer().endsWith("ok")
                        && third.answer().endsWith("ok"));
            }
        }
    }

    /** As services can, which are on the loopback with the visitors of a machine, or with the proxy before us. */
    @Test
    void aClientThatHoldsHalfAHeadOnEachConnectionKeepsNoOtherOut() throws Exception {
        InetSocketAddress proxy = start();
        List<RawClient> held = new ArrayList<>();
        try {
            for (int i = 0; i < 20; i++) {
                held.add(new RawClient(proxy).send("GET / HTTP/1.1\r\nHost: a.test\r\nX-Half: "));
                assertServed(proxy, "127.0.0.1");
            }
        } finally {
            for (RawClient each : held) {
                each.close();
            }
        }
    }

    @Test
    void neitherDoesATrustedProxysMachine() throws Exception {
        InetSocketAddress proxy = start();
        List<Socket> held = new ArrayList<>();
        try {
            for (int i = 0; i < 20; i++) {
                held.add(from(proxy, "127.0.0.2"));
                held.get(i).getOutputStream().write("GET / HTTP/1.1\r\nX-Half: ".getBytes(StandardCharsets.US_ASCII));
                assertServed(proxy, "127.0.0.2");
                assertServed(proxy, "127.0.0.1");
            }
        } finally {
            for (Socket each : held) {
                each.close();
            }
        }
    }

    private void assertServed(InetSocketAddress proxy, String address) throws Exception {
        try (Socket client = from(proxy, address)) {
            client.getOutputStream()
                    .write(get("/").replace("a.test", "unknown.test").getBytes(StandardCharsets.US_ASCII));
            String head = RawService.head(client.getInputStream());
            assertTrue(head.startsWith("HTTP/1.1 404 "), head);
        }
    }

    private static Socket from(InetSocketAddress proxy, String address) throws Exception {
        Socket client = new Socket(proxy.getAddress(), proxy.getPort(), InetAddress.getByName(address), 0);
        client.setSoTimeout(10_000);
        return client;
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
        assertFalse(places.take("c", 1));
        places.giveBack("a");
        assertTrue(places.take("c", 1));
        places.giveBack("b");
        places.giveBack("c");
        assertTrue(places.take("a", 2));
        assertTrue(places.take("a", 2));
    }
}
