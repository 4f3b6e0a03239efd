package dev.shuttle.proxy;

import static dev.shuttle.proxy.RawHttp2Client.DATA;
import static dev.shuttle.proxy.RawHttp2Client.END_STREAM;
import static dev.shuttle.proxy.RawHttp2Client.GOAWAY;
import static dev.shuttle.proxy.RawHttp2Client.HEADERS;
import static dev.shuttle.proxy.RawHttp2Client.PING;
import static dev.shuttle.proxy.RawHttp2Client.RST_STREAM;
import static dev.shuttle.proxy.RawHttp2Client.SETTINGS;
import static dev.shuttle.proxy.RawHttp2Client.WINDOW_UPDATE;
import static dev.shuttle.proxy.RawHttp2Client.ints;
import static dev.shuttle.proxy.RawHttp2Client.request;
import static dev.shuttle.proxy.RawHttp2Client.setting;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.netty.handler.codec.http2.Http2Headers;
import java.io.InputStream;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Requests over HTTP/2 to services that speak HTTP/1.1. */
class Http2Test extends RunningProxy {
    private final BlockingQueue<String> seen = new ArrayBlockingQueue<>(100);

    private RawHttp2Client http2ClientOf(RawService service) throws Exception {
        table.put("a.test", new Route.Serving(service.upstream()));
        return RawHttp2Client.open(start());
    }

    private RawService recording(String answer) throws Exception {
        return new RawService((head, in, out) -> {
            seen.add(head);
            RawService.write(out, answer);
            return true;
        });
    }

    /** Tells of the head and of all that follows up to {@code end}. */
    private RawService recordingUpTo(String end, String answer) throws Exception {
        return new RawService((head, in, out) -> {
            seen.add(head + upTo(end, in));
            RawService.write(out, answer);
            return true;
        });
    }

    private static String upTo(String end, InputStream in) throws Exception {
        StringBuilder body = new StringBuilder();
        while (!body.toString().endsWith(end)) {
            body.append((char) in.read());
        }
        return body.toString();
    }

    @Test
    void theServiceSeesAnOrdinaryRequest() throws Exception {
        try (RawService service = recording("HTTP/1.1 200 OK\r\nContent-Length: 2\r\nConnection: x-hop\r\nX-Hop: 1\r\n"
                        + "Set-Cookie: s=1\r\nKeep-Alive: timeout=5\r\n\r\nok");
                RawHttp2Client client = http2ClientOf(service)) {
            client.headers(
                    1,
                    END_STREAM,
                    request(
                            "GET",
                            "/p?q=1",
                            "cookie",
                            "a=1",
                            "cookie",
                            "b=2",
                            "te",
                            "trailers",
                            "x-forwarded-for",
                            "1.2.3.4",
                            "x-real-ip",
                            "1.2.3.4",
                            "x-request-id",
                            "mine.1"));
            RawHttp2Client.Answer answer = client.answer(1);
            String head = seen.take().toLowerCase(Locale.ROOT);
            assertTrue(head.startsWith("get /p?q=1 http/1.1\r\n"), head);
            for (String expected : List.of(
                    "host: a.test",
                    "cookie: a=1; b=2",
                    "x-forwarded-for: 127.0.0.1",
                    "x-forwarded-proto: http",
                    "x-forwarded-host: a.test",
                    "x-request-id: mine.1")) {
                assertTrue(head.contains("\r\n" + expected + "\r\n"), expected + " in " + head);
            }
            for (String dropped : List.of("te:", "1.2.3.4", "transfer-encoding", "connection:")) {
                assertFalse(head.contains(dropped), dropped + " in " + head);
            }
            assertEquals("200", answer.status());
            assertEquals("ok", answer.body());
            assertEquals("s=1", String.valueOf(answer.head().get("set-cookie")));
            assertEquals("mine.1", String.valueOf(answer.head().get("x-request-id")));
            for (String dropped : List.of("connection", "x-hop", "keep-alive", "transfer-encoding")) {
                assertFalse(answer.head().contains(dropped), dropped);
            }
        }
    }

    @Test
    void oneConnectionCarriesManyRequestsAtATime() throws Exception {
        CountDownLatch all = new CountDownLatch(20);
        try (RawService service = new RawService((head, in, out) -> {
                    all.countDown();
                    all.await();
                    String path = head.substring(4, head.indexOf(" HTTP"));
                    RawService.write(out, "HTTP/1.1 200 OK\r\nContent-Length: " + path.length() + "\r\n\r\n" + path);
                    return true;
                });
                RawHttp2Client client = http2ClientOf(service)) {
            for (int i = 0; i < 20; i++) {
                client.get(2 * i + 1, "/" + i);
            }
            assertTrue(all.await(10, TimeUnit.SECONDS));
            client.get(41, "/last");
            assertEquals("/last", client.answer(41).body());
        }
    }

    @Test
    void aBodyOfAnyLengthIsChunkedForTheService() throws Exception {
        try (RawService service = recordingUpTo("0\r\n\r\n", OK);
                RawHttp2Client client = http2ClientOf(service)) {
            client.headers(1, 0, request("POST", "/"))
                    .data(1, 0, "one")
                    .data(1, 0, "")
                    .data(1, END_STREAM, "two");
            assertEquals("ok", client.answer(1).body());
            String request = seen.take();
            assertTrue(request.toLowerCase(Locale.ROOT).contains("transfer-encoding: chunked\r\n"), request);
            assertTrue(request.contains("one") && request.contains("two"), request);
        }
    }

    @Test
    void aBodyOfAKnownLengthKeepsIt() throws Exception {
        try (RawService service = recordingUpTo("hello", OK);
                RawHttp2Client client = http2ClientOf(service)) {
            client.headers(1, 0, request("PUT", "/", "content-length", "5")).data(1, END_STREAM, "hello");
            assertEquals("ok", client.answer(1).body());
            String request = seen.take();
            assertTrue(request.toLowerCase(Locale.ROOT).contains("content-length: 5\r\n"), request);
            assertFalse(request.toLowerCase(Locale.ROOT).contains("transfer-encoding"), request);
        }
    }

    @Test
    void trailersPassBothWaysWithoutWhatMustNotComeThatLate() throws Exception {
        try (RawService service = recordingUpTo(
                        "\r\n\r\n",
                        "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n2\r\nok\r\n0\r\nX-Sum: 9\r\nHost: b\r\n\r\n");
                RawHttp2Client client = http2ClientOf(service)) {
            client.headers(1, 0, request("POST", "/"))
                    .data(1, 0, "x")
                    .headers(1, END_STREAM, "x-end", "1", "x-forwarded-for", "1.2.3.4");
            RawHttp2Client.Answer answer = client.answer(1);
            String request = seen.take();
            assertTrue(request.endsWith("0\r\nx-end: 1\r\n\r\n"), request);
            Http2Headers trailers = answer.trailers();
            assertNotNull(trailers);
            assertEquals("9", String.valueOf(trailers.get("x-sum")));
            assertFalse(trailers.contains("host"));
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"HEAD 200", "GET 204", "GET 304"})
    void anAnswerWithoutContentIsOneFrame(String which) throws Exception {
        String[] parts = which.split(" ", -1);
        String length = parts[1].equals("204") ? "" : "Content-Length: 5\r\n";
        try (RawService service = recording("HTTP/1.1 " + parts[1] + " X\r\n" + length + "\r\n");
                RawHttp2Client client = http2ClientOf(service)) {
            client.headers(1, END_STREAM, request(parts[0], "/"));
            RawHttp2Client.Frame head = client.next(HEADERS);
            assertTrue(head.ends());
            assertEquals(parts[1], String.valueOf(client.decode(head).status()));
        }
    }

    @Test
    void interimAnswersGoFirst() throws Exception {
        try (RawService service = recording("HTTP/1.1 103 Early Hints\r\nLink: </a.css>\r\n\r\n" + OK);
                RawHttp2Client client = http2ClientOf(service)) {
            client.get(1, "/");
            RawHttp2Client.Frame interim = client.next(HEADERS);
            assertFalse(interim.ends());
            assertEquals("103", String.valueOf(client.decode(interim).status()));
            assertEquals("ok", client.answer(1).body());
        }
    }

    @Test
    void aRequestThatExpectsToContinueIsTold() throws Exception {
        try (RawService service = new RawService((head, in, out) -> {
                    RawService.write(out, "HTTP/1.1 100 Continue\r\n\r\n");
                    seen.add(new String(in.readNBytes(2), StandardCharsets.US_ASCII));
                    RawService.write(out, OK);
                    return true;
                });
                RawHttp2Client client = http2ClientOf(service)) {
            client.headers(1, 0, request("POST", "/", "content-length", "2", "expect", "100-continue"));
            assertEquals(
                    "100", String.valueOf(client.decode(client.next(HEADERS)).status()));
            client.data(1, END_STREAM, "hi");
            assertEquals("ok", client.answer(1).body());
            assertEquals("hi", seen.take());
        }
    }

    @Test
    void aClientThatResetsAStreamEndsTheRequestToTheService() throws Exception {
        CountDownLatch gone = new CountDownLatch(1);
        try (RawService service = new RawService((head, in, out) -> {
                    seen.add(head);
                    if (in.read() < 0) {
                        gone.countDown();
                    }
                    return false;
                });
                RawHttp2Client client = http2ClientOf(service)) {
            client.get(1, "/");
            seen.take();
            client.frame(RST_STREAM, 0, 1, ints(8));
            assertTrue(gone.await(10, TimeUnit.SECONDS));
            client.frame(PING, 0, 0, new byte[8]);
            assertEquals(1, client.next(PING).flags()); // the connection goes on
        }
    }

    @Test
    void anAnswerThatBreaksOffResetsTheStream() throws Exception {
        try (RawService service = new RawService((head, in, out) -> {
                    RawService.write(out, "HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\nhalf");
                    return false;
                });
                RawHttp2Client client = http2ClientOf(service)) {
            client.get(1, "/");
            assertEquals("INTERNAL_ERROR", client.answer(1).error());
            client.frame(PING, 0, 0, new byte[8]);
            assertEquals(1, client.next(PING).flags());
        }
    }

    @Test
    void anEarlyAnswerToAnUploadIsWholeAndTheUploadIsStopped() throws Exception {
        try (RawService service = recording("HTTP/1.1 413 Too Large\r\nContent-Length: 3\r\n\r\nbig");
                RawHttp2Client client = http2ClientOf(service)) {
            client.headers(1, 0, request("POST", "/")).data(1, 0, "part");
            RawHttp2Client.Answer answer = client.answer(1);
            assertEquals("413", answer.status());
            assertEquals("big", answer.body());
            assertNull(answer.error());
            assertEquals(0, client.next(RST_STREAM).error()); // NO_ERROR
        }
    }

    /** The JDK's client never notices otherwise that it may stop. */
    @Test
    void anUploadThatGoesOnAfterItsAnswerIsReadToItsEnd() throws Exception {
        try (RawService service = recording("HTTP/1.1 413 Too Large\r\nContent-Length: 3\r\n\r\nbig");
                RawHttp2Client client = http2ClientOf(service)) {
            client.headers(1, 0, request("POST", "/")).data(1, 0, "part");
            assertEquals("413", client.answer(1).status());
            for (int i = 0; i < 6; i++) {
                Thread.sleep(1000);
                client.data(1, i == 5 ? END_STREAM : 0, "part");
            }
            client.frame(PING, 0, 0, new byte[8]);
            RawHttp2Client.Frame next = client.next();
            while (next != null && next.type() == WINDOW_UPDATE) {
                next = client.next();
            }
            assertNotNull(next);
            assertEquals(PING, next.type());
        }
    }

    @Test
    void aClientThatOpensNoWindowHoldsTheServiceBack() throws Exception {
        AtomicLong written = new AtomicLong();
        byte[] part = new byte[64 * 1024];
        int parts = 500;
        try (RawService service = new RawService((head, in, out) -> {
                    RawService.write(
                            out, "HTTP/1.1 200 OK\r\nContent-Length: " + (long) parts * part.length + "\r\n\r\n");
                    for (int i = 0; i < parts; i++) {
                        out.write(part);
                        written.addAndGet(part.length);
                    }
                    return true;
                });
                RawHttp2Client client = http2ClientOf(service)) {
            client.get(1, "/");
            client.next(HEADERS);
            awaitStandstill(written);
            assertTrue(written.get() < 16 * 1024 * 1024, written + " bytes were written");
            client.frame(WINDOW_UPDATE, 0, 0, ints(0x7fff0000)).frame(WINDOW_UPDATE, 0, 1, ints(0x7fff0000));
            long got = 0;
            for (RawHttp2Client.Frame frame = client.next(DATA); ; frame = client.next(DATA)) {
                got += frame.payload().length;
                if (frame.ends()) {
                    break;
                }
            }
            assertEquals((long) parts * part.length, got);
        }
    }

    private static void awaitStandstill(AtomicLong count) throws InterruptedException {
        long before = -1;
        while (before != count.get()) {
            before = count.get();
            Thread.sleep(300);
        }
    }

    @Test
    void aServiceThatTakesNothingHoldsTheClientBackAndNotItsOtherStreams() throws Exception {
        CountDownLatch goOn = new CountDownLatch(1);
        AtomicLong taken = new AtomicLong();
        try (RawService service = new RawService((head, in, out) -> {
                    if (head.startsWith("POST")) {
                        goOn.await();
                        byte[] buffer = new byte[64 * 1024];
                        while (taken.get() < 8L * 1024 * 1024) {
                            taken.addAndGet(in.read(buffer));
                        }
                    }
                    RawService.write(out, OK);
                    return true;
                });
                RawHttp2Client client = http2ClientOf(service)) {
            client.next(SETTINGS); // has the window that counts from now on
            client.headers(1, 0, request("POST", "/", "content-length", String.valueOf(8 * 1024 * 1024)));
            long window = 128 * 1024;
            long left = 8L * 1024 * 1024;
            byte[] part = new byte[16 * 1024];
            boolean asked = false;
            while (left > 0) {
                while (window >= part.length && left > 0) {
                    client.frame(DATA, left == part.length ? END_STREAM : 0, 1, part);
                    window -= part.length;
                    left -= part.length;
                }
                if (!asked && !client.hasMoreWithin(500)) {
                    assertTrue(left > 0, "nothing held the client back");
                    client.get(3, "/");
                    assertEquals("ok", client.answer(3).body());
                    goOn.countDown();
                    asked = true;
                }
                if (left > 0) {
                    RawHttp2Client.Frame frame = client.next(WINDOW_UPDATE);
                    window += frame.stream() == 1
                            ? ByteBuffer.wrap(frame.payload()).getInt()
                            : 0;
                }
            }
            assertTrue(asked);
            assertEquals("ok", client.answer(1).body());
            assertEquals(8L * 1024 * 1024, taken.get());
        }
    }

    @Test
    void anUnknownHostHasItsPage() throws Exception {
        try (RawHttp2Client client = RawHttp2Client.open(start())) {
            client.get(1, "/");
            RawHttp2Client.Answer answer = client.answer(1);
            assertEquals("404", answer.status());
            assertTrue(answer.body().contains("No project answers at a.test."), answer.body());
            client.headers(3, END_STREAM, request("HEAD", "/"));
            assertTrue(client.next(HEADERS).ends());
        }
    }

    /** Its body is on its way while the proxy says so. */
    @Test
    void aMalformedRequestWithABodyEndsNoOtherStream() throws Exception {
        String[][] malformed = {
            {"transfer-encoding", "chunked"},
            {"connection", "close"},
            {"te", "chunked"},
            {"Upper", "case"},
            {"x", "a\nb"},
        };
        try (RawService service = recording(OK);
                RawHttp2Client client = http2ClientOf(service)) {
            int stream = 1;
            for (String[] field : malformed) {
                client.headers(stream, 0, request("POST", "/", field[0], field[1]));
                client.data(stream, 0, "part").data(stream, END_STREAM, "rest");
                assertEquals("PROTOCOL_ERROR", client.answer(stream).error(), field[0]);
                client.get(stream + 2, "/");
                assertEquals("200", client.answer(stream + 2).status(), "after " + field[0]);
                stream += 4;
            }
        }
    }

    @Test
    void aPathThatIsTooLongAndHeadersThatAreTooLargeAreRefused() throws Exception {
        try (RawService service = recording(OK);
                RawHttp2Client client = http2ClientOf(service)) {
            client.get(1, "/" + "x".repeat(9000));
            assertEquals("414", client.answer(1).status());
            client.headers(3, END_STREAM, request("GET", "/", "x", "y".repeat(10_000), "z", "y".repeat(4_000)));
            assertEquals("200", client.answer(3).status());
            String[] many = request("GET", "/");
            byte[] block = client.block(many);
            client.frame(HEADERS, END_STREAM, 5, block);
            for (int i = 0; i < 3; i++) {
                client.frame(RawHttp2Client.CONTINUATION, i == 2 ? 4 : 0, 5, client.block("x" + i, "~".repeat(11_500)));
            }
            assertEquals("431", client.answer(5).status());
        }
    }

    @Test
    void aSwapLosesNoStream() throws Exception {
        CountDownLatch goOn = new CountDownLatch(1);
        try (RawService old = new RawService((head, in, out) -> {
                    seen.add(head);
                    goOn.await();
                    RawService.write(out, "HTTP/1.1 200 OK\r\nContent-Length: 3\r\n\r\nold");
                    return true;
                });
                RawService next = RawService.answering("HTTP/1.1 200 OK\r\nContent-Length: 3\r\n\r\nnew")) {
            Upstream former = old.upstream();
            table.put("a.test", new Route.Serving(former));
            try (RawHttp2Client client = RawHttp2Client.open(start())) {
                client.get(1, "/");
                seen.take();
                table.put("a.test", new Route.Serving(new Upstream("d2", next.address())));
                var drained = former.drain();
                client.get(3, "/");
                assertEquals("new", client.answer(3).body());
                assertFalse(drained.isDone());
                goOn.countDown();
                assertEquals("old", client.answer(1).body());
                drained.get(10, TimeUnit.SECONDS);
            }
        }
    }

    @Test
    void aProxyThatStopsLetsStreamsEndAndServesThoseOnTheirWay() throws Exception {
        Semaphore goOn = new Semaphore(0, true);
        try (RawService service = new RawService((head, in, out) -> {
                    seen.add(head);
                    goOn.acquire();
                    RawService.write(out, OK);
                    return true;
                });
                RawHttp2Client client = http2ClientOf(service)) {
            client.get(1, "/");
            seen.take();
            Thread closing = new Thread(this::stop);
            closing.start();
            RawHttp2Client.Frame first = client.next(GOAWAY);
            assertEquals(Integer.MAX_VALUE, ByteBuffer.wrap(first.payload()).getInt());
            assertEquals(0, first.error());
            RawHttp2Client.Frame ping = client.next(PING);
            client.get(3, "/"); // was sent before the client had heard
            client.frame(PING, 1, 0, ping.payload());
            RawHttp2Client.Frame last = client.next(GOAWAY);
            assertEquals(3, ByteBuffer.wrap(last.payload()).getInt());
            goOn.release();
            assertEquals("ok", client.answer(1).body());
            goOn.release(); // in this order: what comes before the stream that is asked for is passed over
            assertEquals("ok", client.answer(3).body());
            client.drain();
            closing.join();
        }
    }

    @Test
    void aWishToChangeToHttp2OnTheWayIsIgnored() throws Exception {
        try (RawService service = recording(OK);
                RawClient client = clientOf(service)) {
            client.send(
                    """
                    GET / HTTP/1.1\r
                    Host: a.test\r
                    Connection: Upgrade, HTTP2-Settings\r
                    Upgrade: h2c\r
                    HTTP2-Settings: AAMAAABkAAQAAP__\r
                    \r
                    """);
            assertTrue(client.answer().startsWith("HTTP/1.1 200 "));
            assertFalse(seen.take().toLowerCase(Locale.ROOT).contains("upgrade"));
        }
    }

    @Test
    void aPrefaceInPiecesIsOne() throws Exception {
        try (RawService service = recording(OK)) {
            table.put("a.test", new Route.Serving(service.upstream()));
            InetSocketAddress proxy = start();
            try (RawHttp2Client client = RawHttp2Client.silent(proxy)) {
                for (byte each : RawHttp2Client.bytes(RawHttp2Client.PREFACE)) {
                    client.send(new byte[] {each});
                }
                client.frame(SETTINGS, 0, 0, setting(4, 100)).get(1, "/");
                assertEquals("ok", client.answer(1).body());
            }
        }
    }
}
