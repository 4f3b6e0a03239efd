package dev.shuttle.proxy;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.net.InetSocketAddress;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A service's connection is used again only if nothing can be left in it. */
class CleanConnectionTest extends RunningProxy {
    private static final int CLIENTS = 4;
    private static final int REQUESTS = 50;

    private final Queue<String> told = new ConcurrentLinkedQueue<>();

    private InetSocketAddress proxyOf(RawService service) throws Exception {
        table.put(
                "a.test",
                new Route.Serving(
                        new Upstream("d1", service.address(), new Upstream.Options(null, Map.of(), told::add))));
        return start();
    }

    private static String method(String path) {
        return path.startsWith("/head") ? "HEAD" : "GET";
    }

    /** Answers {@code /ok} with ok, and everything else with these bytes. */
    private static RawService dirty(String answer) throws Exception {
        return new RawService((head, in, out) -> {
            RawService.write(out, head.contains(" /ok ") ? OK : answer);
            return true;
        });
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/get HTTP/1.1 200 OK~Content-Length: 2~~okSTRAY",
                "/get HTTP/1.1 200 OK~Content-Length: 2~~ok~",
                "/get HTTP/1.1 200 OK~Content-Length: 2~~okHTTP/1.1 200 OK~Content-Length: 5~~STRAY",
                "/get HTTP/1.1 200 OK~Transfer-Encoding: chunked~~2~ok~0~~STRAY",
                "/get HTTP/1.1 204 No Content~Content-Length: 5~~STRAY",
                "/get HTTP/1.1 204 No Content~Transfer-Encoding: chunked~~5~STRAY~0~~",
                "/get HTTP/1.1 204 No Content~~STRAY",
                "/get HTTP/1.1 304 Not Modified~Content-Length: 5~~STRAY",
                "/head HTTP/1.1 200 OK~Content-Length: 5~~STRAY",
                "/get HTTP/1.1 103 Early Hints~Content-Length: 5~~STRAYHTTP/1.1 200 OK~Content-Length: 2~~ok",
            })
    void innocentRequestsGetNothingOfWhatIsLeft(String scenario) throws Exception {
        String path = scenario.substring(0, scenario.indexOf(' '));
        String answer = scenario.substring(path.length() + 1).replace("~", "\r\n");
        try (RawService service = dirty(answer)) {
            InetSocketAddress proxy = proxyOf(service);
            assertEquals(0, hit(proxy, path));
            assertEquals(1, told.size(), told::toString);
        }
    }

    /** Innocent requests among the others; how many of them got anything but their answer. */
    private static int hit(InetSocketAddress proxy, String path) throws Exception {
        ExecutorService pool = Executors.newFixedThreadPool(CLIENTS);
        try {
            List<Future<Integer>> clients = IntStream.range(0, CLIENTS)
                    .mapToObj(i -> pool.submit(() -> i % 2 == 0 ? guilty(proxy, path) : innocent(proxy)))
                    .toList();
            int hit = 0;
            for (Future<Integer> client : clients) {
                hit += client.get();
            }
            return hit;
        } finally {
            pool.shutdownNow();
        }
    }

    private static int guilty(InetSocketAddress proxy, String path) throws Exception {
        for (int i = 0; i < REQUESTS; i++) {
            try (RawClient client = new RawClient(proxy)) {
                String request =
                        get(path).replace("GET", method(path)).replace("\r\n\r\n", "\r\nConnection: close\r\n\r\n");
                assertFalse(client.send(request).rest().contains("STRAY"));
            }
        }
        return 0;
    }

    private static int innocent(InetSocketAddress proxy) throws Exception {
        int hit = 0;
        try (RawClient client = new RawClient(proxy)) {
            for (int i = 0; i < REQUESTS; i++) {
                String answer = client.send(get("/ok")).answer();
                hit += answer.startsWith("HTTP/1.1 200 ") && answer.endsWith("\r\n\r\nok") ? 0 : 1;
            }
        }
        return hit;
    }

    @Test
    void contentThatComesLateIsWaitedForBeforeTheConnectionIsUsedAgain() throws Exception {
        try (RawService service = new RawService((head, in, out) -> {
                    if (head.contains(" /ok ")) {
                        RawService.write(out, OK);
                    } else {
                        RawService.write(out, "HTTP/1.1 304 Not Modified\r\nContent-Length: 5\r\n\r\n");
                        RawService.write(out, "STRAY");
                    }
                    return true;
                });
                RawClient client = new RawClient(proxyOf(service))) {
            for (int i = 0; i < 10; i++) {
                assertTrue(client.send(get("/304")).head().startsWith("HTTP/1.1 304 "));
                assertTrue(client.send(get("/ok")).answer().endsWith("\r\n\r\nok"));
            }
            assertEquals(1, told.size(), told::toString);
        }
    }

    @Test
    void anAnswerWithoutContentThatAnnouncesSomeKeepsTheConnection() throws Exception {
        try (RawService service = RawService.answering("HTTP/1.1 304 Not Modified\r\nContent-Length: 5\r\n\r\n");
                RawClient client = new RawClient(proxyOf(service))) {
            long end = System.nanoTime() + 10_000_000_000L;
            do {
                assertTrue(client.send(get("/")).head().startsWith("HTTP/1.1 304 "));
            } while (service.connections.get() == service.requests.get() && System.nanoTime() < end);
            assertTrue(service.connections.get() < service.requests.get());
            assertEquals(0, told.size(), told::toString);
        }
    }

    @Test
    void aConnectionOnWhichTheServiceAnsweredEarlyIsNotUsedAgain() throws Exception {
        try (RawService service = new RawService((head, in, out) -> {
                    RawService.write(out, "HTTP/1.1 413 X\r\nContent-Length: 0\r\n\r\n");
                    return true;
                });
                RawClient client = new RawClient(proxyOf(service))) {
            client.send("POST / HTTP/1.1\r\nHost: a.test\r\nContent-Length: 2\r\n\r\nx");
            assertTrue(client.head().startsWith("HTTP/1.1 413 "));
            await(() -> told.size() == 1);
            assertTrue(told.toString().contains("before it had read the whole request"), told::toString);
        }
    }
}
