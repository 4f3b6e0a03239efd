package dev.shuttle.proxy;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.shuttle.proxy.certificates.Certificate;
import dev.shuttle.proxy.certificates.HostCertificates;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.net.ConnectException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** One proxy gives its listening sockets to another and leaves. */
@Timeout(60)
class HandOverTest extends RunningProxy {
    private static final int CONNECTIONS = 32;
    private static final int STREAMS = 4;
    private static final Duration MOST = Duration.ofSeconds(20);

    @TempDir
    Path folder;

    private final Proxy next = new Proxy(settings(), table, RequestObserver.NONE, certificates());
    private final AtomicInteger answers = new AtomicInteger();
    private final ConcurrentLinkedQueue<String> lost = new ConcurrentLinkedQueue<>();
    private volatile boolean over;

    @BeforeEach
    void needsEpoll() {
        Assumptions.assumeTrue(SocketTransfer.isPossible());
    }

    @AfterEach
    void closeNext() {
        next.close();
    }

    @Override
    HostCertificates certificates() {
        return new HostCertificates() {
            @Override
            public @Nullable Certificate find(String host) {
                return own == null ? null : own.served();
            }
        };
    }

    private static @Nullable KeytoolCertificate own;

    private InetSocketAddress handOver(boolean secure) throws Exception {
        try (SocketTransfer transfer = SocketTransfer.at(folder.resolve("s"));
                Listeners listeners = transfer.receive(proxy.handOver(folder.resolve("s")))) {
            next.inherit(listeners);
            InetSocketAddress clear = next.start();
            return secure ? next.startSecure(0) : clear;
        }
    }

    private interface Use {
        void run() throws Exception;
    }

    private Thread begin(String kind, Use use) {
        Thread thread = new Thread(
                () -> {
                    while (!over) {
                        try {
                            use.run();
                        } catch (Exception e) {
                            lost.add(kind + ": " + e);
                        }
                    }
                },
                kind);
        thread.start();
        return thread;
    }

    /** One connection: a request after the other, until it is told that there are no more. */
    private void keepAlive(InetSocketAddress to, int pauseMillis) throws Exception {
        try (RawClient client = new RawClient(to)) {
            for (boolean goOn = true; goOn && !over; ) {
                Thread.sleep(pauseMillis);
                String answer = client.send(get("/")).answer();
                if (!answer.endsWith("ok")) {
                    throw new EOFException("answered with '" + answer + "'");
                }
                answers.incrementAndGet();
                goOn = !answer.contains("connection: close");
            }
        }
    }

    /** As {@link #keepAlive}, some streams at a time; after GOAWAY those that are open are answered. */
    private void streams(InetSocketAddress to) throws Exception {
        try (RawHttp2Client client = RawHttp2Client.open(to)) {
            Map<Integer, Boolean> open = new TreeMap<>();
            int stream = -1;
            boolean leaving = false;
            while (true) {
                while (!leaving && !over && open.size() < STREAMS) {
                    stream += 2;
                    open.put(stream, true);
                    client.get(stream, "/");
                }
                if (open.isEmpty()) {
                    return;
                }
                RawHttp2Client.Frame frame = client.next();
                if (frame == null) {
                    throw new EOFException("closed with the streams " + open.keySet());
                }
                if (frame.type() == RawHttp2Client.GOAWAY) {
                    leaving = true;
                    int last = ByteBuffer.wrap(frame.payload()).getInt();
                    open.keySet().stream().filter(each -> each > last).forEach(each -> lost.add("refused " + each));
                } else if (frame.type() == RawHttp2Client.PING && frame.flags() == 0) {
                    client.frame(RawHttp2Client.PING, RawHttp2Client.ACK, 0, frame.payload());
                } else if (frame.type() == RawHttp2Client.HEADERS) {
                    String status = String.valueOf(client.decode(frame).status());
                    if (!status.equals("200")) {
                        throw new IOException("answered with " + status);
                    }
                }
                if (frame.ends()) {
                    open.remove(frame.stream());
                    answers.incrementAndGet();
                }
            }
        }
    }

    @Test
    void noRequestIsLost() throws Exception {
        try (RawService service = new RawService((head, in, out) -> {
            if (head.contains("/slow")) {
                RawService.write(out, "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\n"); // the head before the hand-over
                Thread.sleep(1500);
                RawService.write(out, "ok");
            } else {
                RawService.write(out, OK);
            }
            return true;
        })) {
            table.put("a.test", new Route.Serving(service.upstream()));
            InetSocketAddress at = start();
            List<Thread> load = new ArrayList<>();
            for (int i = 0; i < CONNECTIONS; i++) {
                int pause = List.of(0, 1, 20, 200).get(i % 4);
                load.add(begin("keep-alive", () -> keepAlive(at, pause)));
            }
            for (int i = 0; i < 4; i++) {
                load.add(begin("new connection", () -> {
                    try (RawClient client = new RawClient(at)) {
                        assertTrue(client.send(get("/")).answer().endsWith("ok"));
                    }
                }));
                load.add(begin("long answer", () -> {
                    try (RawClient client = new RawClient(at)) {
                        assertTrue(client.send(get("/slow")).answer().endsWith("ok"));
                    }
                }));
                load.add(begin("HTTP/2", () -> streams(at)));
            }
            await(() -> answers.get() > 2000);
            assertEquals(at, handOver(false));
            int before = answers.get();
            await(() -> answers.get() > before + 1000); // both accept
            proxy.leave();
            assertEquals(0, proxy.awaitClients(MOST), "all clients leave");
            proxy.close();
            int after = answers.get();
            await(() -> answers.get() > after + 2000);
            over = true;
            for (Thread thread : load) {
                thread.join();
            }
            assertEquals(List.of(), List.copyOf(lost), "of " + answers);
        }
    }

    @Test
    void connectionsWithoutARequestMaySendOne() throws Exception {
        CountDownLatch goOn = new CountDownLatch(1);
        try (RawService service = new RawService((head, in, out) -> {
            if (head.contains("/slow")) {
                RawService.write(out, "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\n");
                goOn.await();
                RawService.write(out, "ok");
            } else {
                RawService.write(out, OK);
            }
            return true;
        })) {
            try (RawClient used = clientOf(service);
                    RawClient silent = new RawClient(used.address());
                    RawClient promised = new RawClient(used.address());
                    RawClient idle = new RawClient(used.address())) {
                InetSocketAddress at = used.address();
                assertTrue(used.send(get("/")).answer().endsWith("ok"));
                assertTrue(idle.send(get("/")).answer().endsWith("ok"));
                assertTrue(!promised.send(get("/slow")).head().contains("connection: close"));
                await(() -> service.requests.get() == 3);
                handOver(false);
                proxy.leave();
                for (RawClient each : List.of(used, silent)) {
                    assertTrue(each.send(get("/")).answer().contains("connection: close"));
                    assertEquals("", each.rest());
                }
                goOn.countDown();
                assertEquals("ok", new String(promised.read(2), StandardCharsets.US_ASCII));
                assertTrue(promised.send(get("/")).answer().contains("connection: close"));
                assertEquals("", promised.rest());
                long begin = System.nanoTime();
                assertEquals("", idle.rest());
                assertTrue(System.nanoTime() - begin > Duration.ofSeconds(5).toNanos(), "an idle one gets some time");
                assertEquals(0, proxy.awaitClients(MOST));
                proxy.close();
                try (RawClient later = new RawClient(at)) {
                    assertTrue(later.send(get("/")).answer().endsWith("ok"));
                }
            }
        }
    }

    @Test
    void aListenerForTlsIsHandedOverAsOne() throws Exception {
        own = KeytoolCertificate.of(folder, "a.test");
        try (RawService service = RawService.answering(OK)) {
            table.put("a.test", new Route.Serving(service.upstream()));
            start();
            InetSocketAddress secure = proxy.startSecure(0);
            assertEquals(secure, handOver(true));
            proxy.leave();
            try (Socket socket = KeytoolCertificate.trusting(List.of(own))
                    .getSocketFactory()
                    .createSocket(secure.getAddress(), secure.getPort())) {
                socket.setSoTimeout(20_000);
                socket.getOutputStream().write(get("/").getBytes(StandardCharsets.US_ASCII));
                InputStream in = socket.getInputStream();
                assertTrue(RawService.head(in).startsWith("HTTP/1.1 200"));
            }
        } finally {
            own = null;
        }
    }

    @Test
    void whoDoesNotLeaveGoesOnWhenItsSuccessorEnds() throws Exception {
        try (RawService service = RawService.answering(OK)) {
            table.put("a.test", new Route.Serving(service.upstream()));
            InetSocketAddress at = start();
            handOver(false);
            next.close();
            try (RawClient client = new RawClient(at)) {
                assertTrue(client.send(get("/")).answer().endsWith("ok"));
            }
            proxy.close();
            assertThrows(ConnectException.class, () -> new RawClient(at));
        }
    }

    @Test
    void withoutASocketToSendToNothingChanges() throws Exception {
        start();
        IOException e = assertThrows(IOException.class, () -> proxy.handOver(folder.resolve("none")));
        assertTrue(String.valueOf(e.getMessage()).contains("is not there"), e.toString());
    }
}
