package dev.shuttle.proxy;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.net.httpserver.HttpServer;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/** A new version takes over under load, again and again, and no client notices. */
class SwapTest extends RunningProxy {
    private static final int CLIENTS = 64;
    private static final int SWAPS = 12;

    private final AtomicInteger answered = new AtomicInteger();
    private final Queue<String> lost = new ConcurrentLinkedQueue<>();
    private final AtomicBoolean running = new AtomicBoolean(true);

    @Test
    void noGetIsLost() throws Exception {
        swapUnder("GET / HTTP/1.1\r\nHost: a.test\r\n\r\n", 0);
    }

    @Test
    void noUploadIsLost() throws Exception {
        int size = 1 << 20;
        swapUnder("POST / HTTP/1.1\r\nHost: a.test\r\nContent-Length: " + size + "\r\n\r\n" + "x".repeat(size), size);
    }

    private void swapUnder(String request, int size) throws Exception {
        Version serving = new Version(size);
        table.put("a.test", new Route.Serving(serving.upstream));
        List<Thread> clients = clients(request, start());
        for (int i = 0; i < SWAPS; i++) {
            int before = answered.get();
            await(() -> answered.get() > before + CLIENTS || !lost.isEmpty());
            Version next = new Version(size);
            table.put("a.test", new Route.Serving(next.upstream));
            serving.upstream.drain().get(20, TimeUnit.SECONDS);
            assertEquals(0, serving.upstream.inFlight());
            serving.close();
            serving = next;
        }
        running.set(false);
        for (Thread client : clients) {
            client.join();
        }
        serving.close();
        assertTrue(lost.isEmpty(), lost.size() + " of " + answered + " lost, such as " + lost.peek());
        assertTrue(answered.get() > SWAPS * CLIENTS, "answered " + answered);
    }

    private List<Thread> clients(String request, InetSocketAddress proxy) {
        List<Thread> clients = new ArrayList<>();
        for (int i = 0; i < CLIENTS; i++) {
            Thread client = new Thread(() -> ask(request, proxy));
            client.start();
            clients.add(client);
        }
        return clients;
    }

    private void ask(String request, InetSocketAddress proxy) {
        try (RawClient client = new RawClient(proxy)) {
            while (running.get()) {
                String answer = client.send(request).answer();
                if (answer.startsWith("HTTP/1.1 200 ") && answer.endsWith("ok")) {
                    answered.incrementAndGet();
                } else {
                    lost.add(answer);
                    return;
                }
            }
        } catch (Exception e) {
            lost.add(e.toString());
        }
    }

    /** One version of the project: a server of its own, gone for good when closed. */
    private static final class Version implements AutoCloseable {
        private final ExecutorService threads = Executors.newFixedThreadPool(16);
        private final HttpServer server;
        final Upstream upstream;

        Version(int expected) throws Exception {
            server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 512);
            server.setExecutor(threads);
            server.createContext("/", exchange -> {
                int read = exchange.getRequestBody().readAllBytes().length;
                byte[] body = (read == expected ? "ok" : "read " + read).getBytes(StandardCharsets.UTF_8);
                exchange.sendResponseHeaders(200, body.length);
                exchange.getResponseBody().write(body);
                exchange.close();
            });
            server.start();
            upstream = new Upstream("d", server.getAddress());
        }

        @Override
        public void close() {
            server.stop(0);
            threads.shutdownNow();
        }
    }

    @Test
    void aDrainWaitsForWhatIsInFlightAndCloseEndsIt() throws Exception {
        CountDownLatch answer = new CountDownLatch(1);
        try (RawService service = new RawService((head, in, out) -> {
            answer.await();
            RawService.write(out, OK);
            return true;
        })) {
            Upstream upstream = service.upstream();
            table.put("a.test", new Route.Serving(upstream));
            InetSocketAddress proxy = start();
            try (RawClient first = new RawClient(proxy);
                    RawClient second = new RawClient(proxy)) {
                first.send(get("/"));
                await(() -> upstream.inFlight() == 1);
                var drained = upstream.drain();
                assertTrue(second.send(get("/")).answer().startsWith("HTTP/1.1 503 "), "it takes nothing new");
                assertTrue(!drained.isDone());
                answer.countDown();
                assertTrue(first.answer().endsWith("ok"));
                drained.get(30, TimeUnit.SECONDS);
            }
        }
    }

    @Test
    void closeCutsWhatDrainWouldWaitFor() throws Exception {
        try (RawService service = new RawService((head, in, out) -> in.read() >= 0)) {
            Upstream upstream = service.upstream();
            table.put("a.test", new Route.Serving(upstream));
            try (RawClient client = new RawClient(start())) {
                client.send(get("/"));
                await(() -> upstream.inFlight() == 1 && service.requests.get() == 1);
                var drained = upstream.drain();
                upstream.close();
                drained.get(30, TimeUnit.SECONDS);
                assertTrue(client.answer().startsWith("HTTP/1.1 502 "));
            }
        }
    }
}
