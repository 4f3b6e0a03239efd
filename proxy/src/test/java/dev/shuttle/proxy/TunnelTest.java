package dev.shuttle.proxy;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.WebSocket;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TunnelTest extends RunningProxy {
    private static final String WEB_SOCKET =
            """
            GET /ws HTTP/1.1\r
            Host: a.test\r
            Connection: keep-alive, Upgrade\r
            Upgrade: websocket\r
            Sec-WebSocket-Version: 13\r
            Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r
            \r
            """;

    /** Text frames of any length, echoed unmasked until a close frame, which is answered. */
    static boolean echo(String head, InputStream in, OutputStream out) throws Exception {
        String key = head.replaceAll("(?is).*sec-websocket-key: ([^\r]+)\r\n.*", "$1");
        byte[] digest = MessageDigest.getInstance("SHA-1")
                .digest((key + "258EAFA5-E914-47DA-95CA-C5AB0DC85B11").getBytes(StandardCharsets.US_ASCII));
        RawService.write(
                out,
                "HTTP/1.1 101 Switching Protocols\r\nConnection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Accept: "
                        + Base64.getEncoder().encodeToString(digest) + "\r\n\r\n");
        for (int first = in.read(); first >= 0; first = in.read()) {
            int length = in.read() & 0x7f;
            length = length == 126 ? in.read() << 8 | in.read() : length;
            byte[] mask = in.readNBytes(4);
            byte[] payload = in.readNBytes(length);
            for (int i = 0; i < length; i++) {
                payload[i] ^= mask[i % 4];
            }
            out.write(first);
            if (length < 126) {
                out.write(length);
            } else {
                out.write(new byte[] {126, (byte) (length >> 8), (byte) length});
            }
            out.write(payload);
            out.flush();
            if ((first & 0xf) == 8) {
                return false;
            }
        }
        return false;
    }

    static final class Messages implements WebSocket.Listener {
        final LinkedBlockingQueue<String> texts = new LinkedBlockingQueue<>();
        final CompletableFuture<Integer> closed = new CompletableFuture<>();
        private final StringBuilder text = new StringBuilder();

        @Override
        public synchronized CompletionStage<?> onText(WebSocket socket, CharSequence part, boolean last) {
            text.append(part);
            if (last) {
                texts.add(text.toString());
                text.setLength(0);
            }
            return WebSocket.Listener.super.onText(socket, part, last);
        }

        @Override
        public CompletionStage<?> onClose(WebSocket socket, int status, String reason) {
            closed.complete(status);
            return WebSocket.Listener.super.onClose(socket, status, reason);
        }

        @Override
        public void onError(WebSocket socket, Throwable error) {
            closed.completeExceptionally(error);
        }
    }

    static WebSocket open(InetSocketAddress proxy, Messages messages) throws Exception {
        return HttpClient.newHttpClient()
                .newWebSocketBuilder()
                .buildAsync(URI.create("ws://127.0.0.1:" + proxy.getPort() + "/ws"), messages)
                .get(10, TimeUnit.SECONDS);
    }

    @Test
    void aWebSocketEchoesCountsAsInFlightAndIsToldToGoAway() throws Exception {
        try (RawService service = new RawService(TunnelTest::echo)) {
            Upstream upstream = service.upstream();
            table.put("127.0.0.1", new Route.Serving(upstream));
            Messages messages = new Messages();
            WebSocket socket = open(start(), messages);
            for (String text : new String[] {"hello", "x".repeat(300), "y".repeat(60_000), ""}) {
                socket.sendText(text, true).get(10, TimeUnit.SECONDS);
                assertEquals(text, messages.texts.poll(10, TimeUnit.SECONDS));
            }
            assertEquals(1, upstream.inFlight());
            CompletableFuture<Void> drained = upstream.drain();
            assertEquals(1001, messages.closed.get(10, TimeUnit.SECONDS));
            drained.get(10, TimeUnit.SECONDS);
        }
    }

    @Test
    void aClientThatClosesEndsTheTunnel() throws Exception {
        try (RawService service = new RawService(TunnelTest::echo)) {
            Upstream upstream = service.upstream();
            table.put("127.0.0.1", new Route.Serving(upstream));
            Messages messages = new Messages();
            WebSocket socket = open(start(), messages);
            socket.sendClose(WebSocket.NORMAL_CLOSURE, "bye").get(10, TimeUnit.SECONDS);
            assertEquals(1000, messages.closed.get(10, TimeUnit.SECONDS));
            await(() -> upstream.inFlight() == 0);
        }
    }

    @Test
    void aGoodbyeComesBetweenTwoFrames() throws Exception {
        CompletableFuture<OutputStream> toClient = new CompletableFuture<>();
        try (RawService service = new RawService((head, in, out) -> {
            // A frame of 5 bytes whose second half comes late, behind a ping; sent together with the answer's head.
            RawService.write(
                    out, "HTTP/1.1 101 X\r\nUpgrade: websocket\r\nSec-WebSocket-Accept: x\r\n\r\n\u0089\0\u0082\5he");
            toClient.complete(out);
            in.readAllBytes();
            return false;
        })) {
            Upstream upstream = service.upstream();
            table.put("a.test", new Route.Serving(upstream));
            try (RawClient client = new RawClient(start())) {
                assertTrue(client.send(WEB_SOCKET).head().startsWith("HTTP/1.1 101 "));
                assertArrayEquals(new byte[] {(byte) 0x89, 0, (byte) 0x82, 5, 'h', 'e'}, client.read(6));
                var drained = upstream.drain();
                Thread.sleep(4000); // so long silent that it is not waited for any more
                RawService.write(toClient.get(), "llo\u0082\1!");
                assertArrayEquals(new byte[] {'l', 'l', 'o', (byte) 0x88, 2, 3, (byte) 0xe9}, client.read(7));
                assertTrue(!drained.isDone(), "the client has time to say goodbye");
                client.close();
                drained.get(10, TimeUnit.SECONDS);
            }
        }
    }

    @Test
    void anAnswerThatIsUnderWayComesBeforeTheGoodbye() throws Exception {
        CountDownLatch arrived = new CountDownLatch(1);
        try (RawService service = new RawService((head, in, out) -> {
                    RawService.write(out, "HTTP/1.1 101 X\r\nUpgrade: websocket\r\nSec-WebSocket-Accept: x\r\n\r\n");
                    String asked = new String(in.readNBytes(3), StandardCharsets.US_ASCII);
                    arrived.countDown();
                    Thread.sleep(600); // a service may think about its answer
                    RawService.write(out, "\u0002\3" + asked); // the first of two frames of one message
                    Thread.sleep(4000); // so long silent that it is not waited for any more
                    RawService.write(out, "\u0080\1!\u0082\4late");
                    in.readAllBytes();
                    return false;
                });
                RawClient client = clientOf(service)) {
            assertTrue(client.send(WEB_SOCKET).head().startsWith("HTTP/1.1 101 "));
            client.send("you");
            assertTrue(arrived.await(10, TimeUnit.SECONDS));
            Route route = table.find("a.test").orElseThrow();
            var drained = ((Route.Serving) route).upstream().drain();
            assertArrayEquals(
                    new byte[] {2, 3, 'y', 'o', 'u', (byte) 0x80, 1, '!', (byte) 0x88, 2, 3, (byte) 0xe9},
                    client.read(12));
            client.close();
            drained.get(10, TimeUnit.SECONDS);
        }
    }

    @Test
    void oneWhoseServiceIsCutIsToldToo() throws Exception {
        try (RawService service = new RawService(TunnelTest::echo)) {
            Upstream upstream = service.upstream();
            table.put("127.0.0.1", new Route.Serving(upstream));
            Messages messages = new Messages();
            WebSocket socket = open(start(), messages);
            socket.sendText("hello", true).get(10, TimeUnit.SECONDS);
            assertEquals("hello", messages.texts.poll(10, TimeUnit.SECONDS));
            upstream.close();
            assertEquals(1001, messages.closed.get(10, TimeUnit.SECONDS));
        }
    }

    @Test
    void oneThatIsNeverSilentIsToldToo() throws Exception {
        try (RawService service = new RawService((head, in, out) -> {
                    RawService.write(out, "HTTP/1.1 101 X\r\nUpgrade: websocket\r\nSec-WebSocket-Accept: x\r\n\r\n");
                    while (true) {
                        RawService.write(out, "\u0082\1.");
                        Thread.sleep(20);
                    }
                });
                RawClient client = clientOf(service)) {
            assertTrue(client.send(WEB_SOCKET).head().startsWith("HTTP/1.1 101 "));
            Route route = table.find("a.test").orElseThrow();
            var drained = ((Route.Serving) route).upstream().drain();
            byte[] frame = client.read(3);
            while (frame[0] != (byte) 0x88) {
                assertArrayEquals(new byte[] {(byte) 0x82, 1, '.'}, frame);
                frame = client.read(3);
            }
            assertArrayEquals(new byte[] {(byte) 0x88, 2, 3}, frame);
            client.close();
            drained.get(10, TimeUnit.SECONDS);
        }
    }

    @Test
    void bytesRightBehindTheHandshakeAreNotTakenForHttp() throws Exception {
        try (RawService service = new RawService((head, in, out) -> {
                    RawService.write(
                            out, "HTTP/1.1 101 X\r\nUpgrade: websocket\r\nSec-WebSocket-Accept: x\r\n\r\n\u0082\3hi\n");
                    out.write(new byte[] {(byte) 0x82, 9});
                    out.write(in.readNBytes(9));
                    return false;
                });
                RawClient client = clientOf(service)) {
            client.send(WEB_SOCKET + "GET\0\r\n\r\n!");
            String head = client.head();
            assertTrue(head.startsWith("HTTP/1.1 101 X\r\n") && head.contains("pgrade: websocket"), head);
            assertTrue(client.rest().startsWith("\u0082\3hi\n\u0082\tGET\0\r\n\r\n!"));
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "Upgrade: h2c~HTTP2-Settings: AAMAAABkAAQAoAAAAAIAAAAA~Connection: Upgrade, HTTP2-Settings",
                "Upgrade: h2c~HTTP2-Settings: AAMAAABkAAQAoAAAAAIAAAAA~Connection: Upgrade",
                "Upgrade: foo~Connection: upgrade",
                "Upgrade: TLS/1.0, HTTP/2.0~Connection: upgrade",
                "Upgrade: websocket",
                "Upgrade: websocket~Connection: upgrade~Content-Length: 1",
            })
    void noOtherUpgradeIsPassedOnNorBelieved(String headers) throws Exception {
        CompletableFuture<String> arrived = new CompletableFuture<>();
        try (RawService service = new RawService((head, in, out) -> {
                    arrived.complete(head.toLowerCase(Locale.ROOT));
                    RawService.write(out, "HTTP/1.1 101 X\r\nConnection: upgrade\r\nUpgrade: foo\r\n\r\n");
                    return true;
                });
                RawClient client = clientOf(service)) {
            client.send("GET / HTTP/1.1\r\nHost: a.test\r\n" + headers.replace("~", "\r\n") + "\r\n\r\n1");
            String head = arrived.get(10, TimeUnit.SECONDS);
            for (String dropped : List.of("upgrade", "connection", "http2-settings")) {
                assertFalse(head.contains(dropped), head);
            }
            assertTrue(client.answer().startsWith("HTTP/1.1 502 "), "a switch that was not asked for is no answer");
        }
    }

    @Test
    void aWebSocketAmongOtherWishesIsTheOneThatIsPassedOn() throws Exception {
        CompletableFuture<String> arrived = new CompletableFuture<>();
        try (RawService service = new RawService((head, in, out) -> {
                    arrived.complete(head.toLowerCase(Locale.ROOT));
                    RawService.write(out, OK);
                    return true;
                });
                RawClient client = clientOf(service)) {
            assertTrue(client.send(WEB_SOCKET.replace("websocket", "h2c, WebSocket"))
                    .answer()
                    .endsWith("ok"));
            String head = arrived.get(10, TimeUnit.SECONDS);
            assertTrue(head.contains("\r\nupgrade: websocket\r\n"), head);
        }
    }

    @Test
    void anUpgradeThatIsDeclinedIsANormalAnswer() throws Exception {
        try (RawService service = RawService.answering(OK);
                RawClient client = clientOf(service)) {
            assertTrue(client.send(WEB_SOCKET).answer().endsWith("ok"));
            assertTrue(client.send(get("/")).answer().endsWith("ok"));
        }
    }
}
