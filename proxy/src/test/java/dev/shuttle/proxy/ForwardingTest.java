package dev.shuttle.proxy;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ForwardingTest extends RunningProxy {
    private static final String EMPTY = "HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n";

    private final BlockingQueue<String> heads = new ArrayBlockingQueue<>(100);

    private RawService recording(String answer) throws Exception {
        return new RawService((head, in, out) -> {
            heads.add(head);
            RawService.write(out, answer);
            return true;
        });
    }

    private static String path(String head) {
        return head.substring(head.indexOf('/'), head.indexOf(" HTTP"));
    }

    @Test
    void theServiceSeesWhoAsksAndNoHopByHopHeaders() throws Exception {
        try (RawService service = recording(EMPTY);
                RawClient client = clientOf(service)) {
            client.send(
                    """
                    GET /p?q=\u00e9 HTTP/1.1\r
                    Host: A.test:8000\r
                    Connection: host, x-drop, cookie\r
                    X-Drop: 1\r
                    Cookie: c\r
                    TE: trailers\r
                    Keep-Alive: 5\r
                    Proxy: evil\r
                    X-Forwarded-For: 1.2.3.4\r
                    Forwarded: for=1.2.3.4\r
                    X-Real-IP: 1.2.3.4\r
                    X-Request-Id: mine.1\r
                    X-Raw: \u00c3\u00a9\r
                    \r
                    """);
            String answer = client.answer();
            String head = heads.take().toLowerCase(Locale.ROOT);
            assertTrue(head.startsWith("get /p?q=%e9 http/1.1\r\n"), head);
            for (String expected : List.of(
                    "host: a.test:8000",
                    "cookie: c",
                    "x-forwarded-for: 127.0.0.1",
                    "x-forwarded-proto: http",
                    "x-forwarded-host: a.test:8000",
                    "x-request-id: mine.1",
                    "x-raw: \u00e3\u00a9")) {
                assertTrue(head.contains("\r\n" + expected + "\r\n"), expected + " in " + head);
            }
            for (String dropped : List.of("x-drop", "te:", "keep-alive", "proxy:", "1.2.3.4", "connection:")) {
                assertFalse(head.contains(dropped), dropped + " in " + head);
            }
            assertTrue(answer.toLowerCase(Locale.ROOT).contains("x-request-id: mine.1\r\n"), answer);
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "True-Client-IP",
                "X_Forwarded_For",
                "x_forwarded-for",
                "X.Forwarded.For",
                "X-Forwarded",
                "X-Forwarded-By",
                "X-Forwarded-Client-Cert",
                "X-Original-Forwarded-For",
                "FORWARDED",
                "X-REAL-IP",
                "X_Real_Ip",
                "CF-Connecting-IP",
                "CF-Connecting-IPv6",
                "X-Client-IP",
                "Client-IP",
                "Fastly-Client-IP",
                "X-Cluster-Client-IP",
                "X-ProxyUser-Ip",
                "X-Originating-IP",
                "X-Remote-Addr",
                "X-Azure-ClientIP",
                "X-Envoy-External-Address",
                "X-AppEngine-User-IP",
                "X_Request_Id",
                "Transfer_Encoding",
                "Content_Length",
            })
    void noSpellingOfAForwardingHeaderIsBelieved(String name) throws Exception {
        try (RawService service = recording(EMPTY);
                RawClient client = clientOf(service)) {
            client.send("POST / HTTP/1.1\r\nHost: a.test\r\nTransfer-Encoding: chunked\r\n" + name
                    + ": 1.2.3.4\r\nX-Mine: yes\r\n\r\n0\r\n" + name + ": 1.2.3.4\r\n\r\n");
            client.answer();
            String head = heads.take();
            assertTrue(head.contains("X-Mine: yes"), head);
            assertFalse(head.contains("1.2.3.4"), head);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "X-Request-Id: a b\r\n", "X-Request-Id: <script>\r\n"})
    void aRequestIdIsMadeWhereNoneIsSane(String sent) throws Exception {
        try (RawService service = recording(EMPTY);
                RawClient client = clientOf(service)) {
            String answer = client.send("GET / HTTP/1.1\r\nHost: a.test\r\n" + sent + "\r\n")
                    .answer();
            String id = answer.replaceAll("(?is).*x-request-id: ([a-z0-9-]+)\r\n.*", "$1");
            assertEquals(36, id.length(), answer);
            assertTrue(heads.take().contains(id));
        }
    }

    @Test
    void theAddressOfAnAbsoluteTargetWins() throws Exception {
        try (RawService service = recording(EMPTY);
                RawClient client = clientOf(service)) {
            client.send("GET http://a.test/x HTTP/1.1\r\nHost: other.test\r\n\r\n")
                    .answer();
            String head = heads.take();
            assertTrue(head.startsWith("GET /x HTTP/1.1\r\n")
                    && head.toLowerCase(Locale.ROOT).contains("host: a.test"));
            assertFalse(head.contains("other.test"), head);
        }
    }

    @Test
    void pipelinedRequestsAreAnsweredInOrderOverOneConnection() throws Exception {
        List<String> answered = new ArrayList<>();
        try (RawService service = new RawService((head, in, out) -> {
                    String path = path(head);
                    RawService.write(out, "HTTP/1.1 200 OK\r\nContent-Length: " + path.length() + "\r\n\r\n" + path);
                    return true;
                });
                RawClient client = clientOf(service)) {
            StringBuilder all = new StringBuilder();
            for (int i = 0; i < 1000; i++) {
                all.append(i % 10 == 9 ? get("/" + i).replace("a.test", "nobody") : get("/" + i));
            }
            client.send(all.toString());
            for (int i = 0; i < 1000; i++) {
                answered.add(client.answer());
            }
            for (int i = 0; i < 1000; i++) {
                String answer = answered.get(i);
                assertTrue(
                        i % 10 == 9 ? answer.contains(" 404 ") : answer.endsWith("\r\n\r\n/" + i), i + ": " + answer);
            }
            assertEquals(1, service.connections.get(), "the upstream connection was kept");
        }
    }

    @Test
    void chunksAndTrailersPassBothWays() throws Exception {
        String chunked = "5\r\nhello\r\n0\r\nX-Sum: 1\r\nHost: evil\r\n\r\n";
        try (RawService service = new RawService((head, in, out) -> {
                    heads.add(head + RawService.head(in));
                    RawService.write(out, "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n" + chunked);
                    return true;
                });
                RawClient client = clientOf(service)) {
            client.send("POST / HTTP/1.1\r\nHost: a.test\r\nTransfer-Encoding: chunked\r\n\r\n" + chunked);
            String head = client.head();
            assertTrue(head.toLowerCase(Locale.ROOT).contains("transfer-encoding: chunked"), head);
            assertEquals("5\r\nhello\r\n0\r\nX-Sum: 1\r\n\r\n", client.head());
            assertTrue(heads.take().endsWith("5\r\nhello\r\n0\r\nX-Sum: 1\r\n\r\n"));
        }
    }

    @Test
    void headAndBodilessStatusesHaveNoBody() throws Exception {
        try (RawService service = new RawService((head, in, out) -> {
                    String line =
                            head.startsWith("HEAD") ? "200 OK" : path(head).substring(1) + " X";
                    RawService.write(
                            out,
                            "HTTP/1.1 " + line + (line.startsWith("204") ? "" : "\r\nContent-Length: 7") + "\r\n\r\n");
                    return true;
                });
                RawClient client = clientOf(service)) {
            for (String request : List.of("HEAD /", "GET /304", "GET /204", "HEAD /")) {
                client.send(request + " HTTP/1.1\r\nHost: a.test\r\n\r\n");
                String head = client.head();
                assertTrue(head.startsWith("HTTP/1.1 "), head);
                assertEquals(
                        !request.contains("204"), head.toLowerCase(Locale.ROOT).contains("content-length: 7"));
            }
        }
    }

    @Test
    void interimAnswersAreNotTakenForTheFinalOne() throws Exception {
        try (RawService service = new RawService((head, in, out) -> {
                    RawService.write(
                            out, "HTTP/1.1 103 Early Hints\r\nLink: </a>\r\n\r\nHTTP/1.1 100 Continue\r\n\r\n");
                    String body = new String(in.readNBytes(5), StandardCharsets.US_ASCII);
                    RawService.write(out, OK.replace("ok", body.substring(0, 2)));
                    return true;
                });
                RawClient client = clientOf(service)) {
            client.send("POST / HTTP/1.1\r\nHost: a.test\r\nExpect: 100-continue\r\nContent-Length: 5\r\n\r\n");
            assertTrue(client.head().startsWith("HTTP/1.1 103 Early Hints\r\nLink: </a>"));
            assertTrue(client.head().startsWith("HTTP/1.1 100 Continue"));
            assertTrue(client.send("hello").answer().endsWith("he"));
        }
    }

    @Test
    void anOldClientGetsNoChunksAndNoInterimAnswers() throws Exception {
        try (RawService service = RawService.answering(
                        """
                        HTTP/1.1 103 Early Hints\r
                        \r
                        HTTP/1.1 200 OK\r
                        Transfer-Encoding: chunked\r
                        \r
                        2\r
                        ok\r
                        0\r
                        \r
                        """);
                RawClient client = clientOf(service)) {
            String answer = client.send("GET / HTTP/1.0\r\nHost: a.test\r\nConnection: keep-alive\r\n\r\n")
                    .rest();
            assertTrue(answer.startsWith("HTTP/1.1 200 OK") && answer.endsWith("\r\n\r\nok"), answer);
        }
    }

    @Test
    void anOldClientKeepsItsConnectionIfItAsks() throws Exception {
        try (RawService service = RawService.answering(OK);
                RawClient client = clientOf(service)) {
            for (int i = 0; i < 2; i++) {
                client.send("GET / HTTP/1.0\r\nHost: a.test\r\nConnection: keep-alive\r\n\r\n");
                assertTrue(client.answer().toLowerCase(Locale.ROOT).contains("connection: keep-alive"));
            }
            assertTrue(
                    client.send("GET / HTTP/1.0\r\nHost: a.test\r\n\r\n").rest().endsWith("ok"));
        }
    }

    @Test
    void anAnswerThatEndsWithItsConnectionIsChunked() throws Exception {
        try (RawService service = new RawService((head, in, out) -> {
                    RawService.write(out, "HTTP/1.0 200 OK\r\n\r\nall");
                    return false;
                });
                RawClient client = clientOf(service)) {
            client.send(get("/"));
            assertTrue(client.head().toLowerCase(Locale.ROOT).contains("transfer-encoding: chunked"));
            assertEquals("3\r\nall\r\n0\r\n\r\n", client.head());
        }
    }

    @Test
    void aTruncatedAnswerIsTruncatedForTheClientToo() throws Exception {
        try (RawService service = new RawService((head, in, out) -> {
                    RawService.write(out, "HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\nhalf");
                    return false;
                });
                RawClient client = clientOf(service)) {
            assertTrue(client.send(get("/")).rest().endsWith("half"));
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "nonsense\r\n\r\n",
                "HTTP/1.1 200 OK\r\nContent-Length: 2\r\nTransfer-Encoding: chunked\r\n\r\n2\r\nok\r\n0\r\n\r\n",
                "HTTP/1.1 200 OK\r\nTransfer-Encoding: gzip\r\n\r\n",
                "HTTP/1.1 101 Switching Protocols\r\nUpgrade: x\r\nConnection: upgrade\r\n\r\n",
                "HTTP/1.1 200 OK\r\nX: a\u0000b\r\nContent-Length: 0\r\n\r\n",
                "",
            })
    void anAnswerThatIsNoneIsABadGateway(String answer) throws Exception {
        try (RawService service = new RawService((head, in, out) -> {
                    RawService.write(out, answer);
                    return false;
                });
                RawClient client = clientOf(service)) {
            assertTrue(client.send(get("/")).answer().startsWith("HTTP/1.1 502 "));
        }
    }

    @Test
    void anEarlyAnswerToAnUploadArrivesAndEndsBothConnections() throws Exception {
        try (RawService service = new RawService((head, in, out) -> {
                    RawService.write(out, "HTTP/1.1 413 Too Large\r\nContent-Length: 2\r\n\r\nno");
                    Thread.sleep(300); // reads nothing of the body
                    return head.startsWith("GET");
                });
                RawClient client = clientOf(service)) {
            client.send("POST / HTTP/1.1\r\nHost: a.test\r\nContent-Length: 100000000\r\n\r\n" + "x".repeat(100_000));
            String answer = client.rest();
            assertTrue(answer.startsWith("HTTP/1.1 413 ") && answer.endsWith("no"), answer);
            assertTrue(answer.toLowerCase(Locale.ROOT).contains("connection: close"), answer);
        }
    }

    @Test
    void aStaleConnectionIsReplacedForWhatCanBeRepeated() throws Exception {
        try (RawService service = new RawService((head, in, out) -> {
                    heads.add(head);
                    if (heads.size() == 2) {
                        return false; // takes the second request and breaks off, as a server that is about to close
                    }
                    RawService.write(out, OK);
                    return true;
                });
                RawClient client = clientOf(service)) {
            assertTrue(client.send(get("/")).answer().endsWith("ok"));
            assertTrue(client.send(get("/")).answer().endsWith("ok"));
            assertEquals(2, service.connections.get());
            assertEquals(3, heads.size());
        }
    }

    @Test
    void whatMustNotBeRepeatedIsNot() throws Exception {
        try (RawService service = new RawService((head, in, out) -> {
                    heads.add(head);
                    RawService.write(out, head.startsWith("POST") ? "" : OK);
                    return head.startsWith("GET");
                });
                RawClient client = clientOf(service)) {
            client.send(get("/")).answer();
            client.send("POST / HTTP/1.1\r\nHost: a.test\r\nContent-Length: 0\r\n\r\n");
            assertTrue(client.answer().startsWith("HTTP/1.1 502 "));
            assertEquals(2, heads.size());
        }
    }

    @Test
    void aClientThatLeavesCancelsItsRequest() throws Exception {
        CountDownLatch asked = new CountDownLatch(1);
        CountDownLatch cancelled = new CountDownLatch(1);
        try (RawService service = new RawService((head, in, out) -> {
            asked.countDown();
            if (in.read() < 0) {
                cancelled.countDown();
            }
            return false;
        })) {
            Upstream upstream = service.upstream();
            table.put("a.test", new Route.Serving(upstream));
            try (RawClient client = new RawClient(start())) {
                client.send(get("/"));
                assertTrue(asked.await(30, TimeUnit.SECONDS));
                assertEquals(1, upstream.inFlight());
            }
            assertTrue(cancelled.await(30, TimeUnit.SECONDS));
            await(() -> upstream.inFlight() == 0);
        }
    }

    @Test
    void aFastServiceWaitsForASlowClient() throws Exception {
        AtomicLong sent = new AtomicLong();
        long size = 256L << 20;
        try (RawService service = new RawService((head, in, out) -> {
                    RawService.write(out, "HTTP/1.1 200 OK\r\nContent-Length: " + size + "\r\n\r\n");
                    byte[] part = new byte[64 << 10];
                    for (long i = 0; i < size; i += part.length) {
                        out.write(part);
                        sent.addAndGet(part.length);
                    }
                    return true;
                });
                RawClient client = clientOf(service)) {
            client.send(get("/")).head();
            Thread.sleep(700);
            assertTrue(sent.get() < size / 4, "only what sockets hold has left the service, not " + sent);
            for (long read = 0; read < size; read += 1 << 20) {
                assertEquals(1 << 20, client.read(1 << 20).length);
            }
        }
    }

    @Test
    void aFastClientWaitsForASlowService() throws Exception {
        AtomicLong sent = new AtomicLong();
        CountDownLatch goOn = new CountDownLatch(1);
        long size = 128L << 20;
        try (RawService service = new RawService((head, in, out) -> {
                    goOn.await();
                    in.skipNBytes(size);
                    RawService.write(out, OK);
                    return true;
                });
                RawClient client = clientOf(service)) {
            Thread upload = new Thread(() -> {
                try {
                    client.send("PUT / HTTP/1.1\r\nHost: a.test\r\nContent-Length: " + size + "\r\n\r\n");
                    String part = "x".repeat(64 << 10);
                    for (long i = 0; i < size; i += part.length()) {
                        client.send(part);
                        sent.addAndGet(part.length());
                    }
                } catch (IOException e) {
                    throw new UncheckedIOException(e);
                }
            });
            upload.start();
            Thread.sleep(700);
            assertTrue(sent.get() < size / 4, "only what sockets hold has left the client, not " + sent);
            goOn.countDown();
            assertTrue(client.answer().endsWith("ok"));
            upload.join();
        }
    }
}
