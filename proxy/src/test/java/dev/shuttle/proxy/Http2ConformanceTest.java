package dev.shuttle.proxy;

import static dev.shuttle.proxy.RawHttp2Client.ACK;
import static dev.shuttle.proxy.RawHttp2Client.CONTINUATION;
import static dev.shuttle.proxy.RawHttp2Client.DATA;
import static dev.shuttle.proxy.RawHttp2Client.END_HEADERS;
import static dev.shuttle.proxy.RawHttp2Client.END_STREAM;
import static dev.shuttle.proxy.RawHttp2Client.GOAWAY;
import static dev.shuttle.proxy.RawHttp2Client.HEADERS;
import static dev.shuttle.proxy.RawHttp2Client.PADDED;
import static dev.shuttle.proxy.RawHttp2Client.PING;
import static dev.shuttle.proxy.RawHttp2Client.PRIORITY;
import static dev.shuttle.proxy.RawHttp2Client.RST_STREAM;
import static dev.shuttle.proxy.RawHttp2Client.SETTINGS;
import static dev.shuttle.proxy.RawHttp2Client.WINDOW_UPDATE;
import static dev.shuttle.proxy.RawHttp2Client.WITH_PRIORITY;
import static dev.shuttle.proxy.RawHttp2Client.bytes;
import static dev.shuttle.proxy.RawHttp2Client.ints;
import static dev.shuttle.proxy.RawHttp2Client.request;
import static dev.shuttle.proxy.RawHttp2Client.setting;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.net.InetSocketAddress;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Assertions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;

/** A server's duties by RFC 9113, section by section, as h2spec asks for them; and what an upstream could read in another way. */
class Http2ConformanceTest extends RunningProxy {
    private static final String OK_ANSWER = "answer 200";
    private static final String CONNECTION = "GOAWAY ";
    private static final String STREAM = "RST_STREAM ";
    private static final String PROTOCOL = "PROTOCOL_ERROR";
    private static final String SIZE = "FRAME_SIZE_ERROR";
    private static final String CLOSED = "STREAM_CLOSED";
    private static final String FLOW = "FLOW_CONTROL_ERROR";
    private static final byte[] PONG = new byte[8];

    private interface Sending {
        void to(RawHttp2Client client) throws Exception;
    }

    private record Case(String section, String name, String expected, Sending sending) {}

    private static Case of(String section, String name, String expected, Sending sending) {
        return new Case(section, name, expected, sending);
    }

    /** A request is answered all the same: whatever was sent before it is ignored. */
    private static Case ignored(String section, String name, Sending sending) {
        return of(section, name, OK_ANSWER, client -> {
            sending.to(client);
            client.get(1, "/");
        });
    }

    private static Case malformed(String section, String name, String... fields) {
        return of(section, name, STREAM + PROTOCOL, client -> client.headers(1, END_STREAM, fields));
    }

    private static byte[] padded(int padding, byte... payload) {
        byte[] padded = new byte[payload.length + 1];
        padded[0] = (byte) padding;
        System.arraycopy(payload, 0, padded, 1, payload.length);
        return padded;
    }

    /** An upload that the service does not answer before it has ended. */
    private static RawHttp2Client upload(RawHttp2Client client) throws Exception {
        return client.headers(1, 0, request("POST", "/upload"));
    }

    private static List<Case> frames() {
        return List.of(
                ignored("4.1", "a frame of an unknown type", c -> c.frame(0xf0, 0xff, 0, bytes("12345678"))),
                of("4.1", "a PING with unknown flags", "PING", c -> c.frame(PING, 0xfe, 0, PONG)),
                of("4.1", "a PING with the reserved bit", "PING", c -> c.frame(PING, 0, 0x80000000, PONG)),
                of("4.2", "DATA that is too large", CONNECTION + SIZE, c -> upload(c)
                        .frame(DATA, 0, 1, new byte[16385])),
                of(
                        "4.2",
                        "HEADERS that are too large",
                        CONNECTION + SIZE,
                        c -> c.frame(HEADERS, END_HEADERS, 1, new byte[16385])),
                of(
                        "4.3",
                        "a broken header block",
                        CONNECTION + "COMPRESSION_ERROR",
                        c -> c.frame(HEADERS, END_HEADERS | END_STREAM, 1, (byte) 0x40, (byte) 0x01, (byte) 0xff)),
                of("4.3", "PRIORITY within a header block", CONNECTION + PROTOCOL, c -> c.frame(
                                HEADERS, END_STREAM, 1, c.block(request("GET", "/")))
                        .frame(PRIORITY, 0, 1, new byte[] {0, 0, 0, 0, 1})),
                of("4.3", "HEADERS of another stream within a header block", CONNECTION + PROTOCOL, c -> c.frame(
                                HEADERS, END_STREAM, 1, c.block(request("GET", "/")))
                        .get(3, "/")),
                of(
                        "5.4.1",
                        "a connection error is said, and closes",
                        CONNECTION + SIZE,
                        c -> c.frame(PING, 0, 0, (byte) 1)));
    }

    private static List<Case> states() {
        return List.of(
                of("5.1", "DATA on an idle stream", CONNECTION + PROTOCOL, c -> c.data(1, END_STREAM, "x")),
                of(
                        "5.1",
                        "RST_STREAM on an idle stream",
                        CONNECTION + PROTOCOL,
                        c -> c.frame(RST_STREAM, 0, 1, ints(8))),
                of(
                        "5.1",
                        "WINDOW_UPDATE on an idle stream",
                        CONNECTION + PROTOCOL,
                        c -> c.frame(WINDOW_UPDATE, 0, 1, ints(100))),
                of(
                        "5.1",
                        "CONTINUATION on an idle stream",
                        CONNECTION + PROTOCOL,
                        c -> c.frame(CONTINUATION, END_HEADERS, 1, c.block(request("GET", "/")))),
                of("5.1", "DATA on a half-closed stream", STREAM + CLOSED, c -> c.get(1, "/waits")
                        .data(1, END_STREAM, "x")),
                // The RFC would have STREAM_CLOSED; the codec looks at the number of heads first. It is reset all the
                // same.
                of("5.1", "HEADERS on a half-closed stream", STREAM + PROTOCOL, c -> c.get(1, "/waits")
                        .get(1, "/")),
                of("5.1", "CONTINUATION on a half-closed stream", CONNECTION + PROTOCOL, c -> c.get(1, "/waits")
                        .frame(CONTINUATION, END_HEADERS, 1, c.block(request("GET", "/")))),
                of("5.1.1", "an even stream number", CONNECTION + PROTOCOL, c -> c.get(2, "/")),
                // A connection error by section 5.1.1, a closed stream by 5.1: the codec has chosen the latter.
                of("5.1.1", "a stream number that goes back", STREAM + CLOSED, c -> c.get(5, "/waits")
                        .get(3, "/waits")),
                of("5.1.2", "more streams than allowed", STREAM + "REFUSED_STREAM", c -> {
                    for (int i = 0; i <= Http2Connection.STREAMS; i++) {
                        c.get(2 * i + 1, "/waits");
                    }
                }),
                of("5.3.1", "HEADERS that depend on themselves", CONNECTION + PROTOCOL, c -> {
                    byte[] block = c.block(request("GET", "/"));
                    byte[] payload = Arrays.copyOf(new byte[] {0, 0, 0, 1, 0}, 5 + block.length);
                    System.arraycopy(block, 0, payload, 5, block.length);
                    c.frame(HEADERS, END_STREAM | END_HEADERS | WITH_PRIORITY, 1, payload);
                }));
    }

    private static List<Case> types() {
        return List.of(
                of("6.1", "DATA on stream 0", CONNECTION + PROTOCOL, c -> c.data(0, 0, "x")),
                of("6.1", "DATA with too much padding", CONNECTION + PROTOCOL, c -> upload(c)
                        .frame(DATA, PADDED | END_STREAM, 1, padded(6, bytes("12345")))),
                of("6.2", "HEADERS on stream 0", CONNECTION + PROTOCOL, c -> c.get(0, "/")),
                of(
                        "6.2",
                        "HEADERS with too much padding",
                        CONNECTION + PROTOCOL,
                        c -> c.frame(HEADERS, PADDED | END_HEADERS, 1, padded(200, c.block(request("GET", "/"))))),
                of(
                        "6.3",
                        "PRIORITY on stream 0",
                        CONNECTION + PROTOCOL,
                        c -> c.frame(PRIORITY, 0, 0, new byte[] {0, 0, 0, 1, 1})),
                of("6.3", "PRIORITY of a wrong size", STREAM + SIZE, c -> upload(c)
                        .frame(PRIORITY, 0, 1, new byte[] {0, 0, 1, 1})),
                of("6.4", "RST_STREAM on stream 0", CONNECTION + PROTOCOL, c -> c.frame(RST_STREAM, 0, 0, ints(8))),
                of("6.4", "RST_STREAM of a wrong size", CONNECTION + SIZE, c -> upload(c)
                        .frame(RST_STREAM, 0, 1, bytes("123"))),
                of(
                        "6.5",
                        "SETTINGS that acknowledge and have content",
                        CONNECTION + SIZE,
                        c -> c.frame(SETTINGS, ACK, 0, setting(1, 1))),
                of("6.5", "SETTINGS on a stream", CONNECTION + PROTOCOL, c -> c.frame(SETTINGS, 0, 1, setting(3, 100))),
                of("6.5", "SETTINGS of a wrong size", CONNECTION + SIZE, c -> c.frame(SETTINGS, 0, 0, bytes("123"))),
                of(
                        "6.5.2",
                        "a push that is neither on nor off",
                        CONNECTION + PROTOCOL,
                        c -> c.frame(SETTINGS, 0, 0, setting(2, 2))),
                of(
                        "6.5.2",
                        "a window that is too large",
                        CONNECTION + FLOW,
                        c -> c.frame(SETTINGS, 0, 0, setting(4, 0x80000000))),
                of(
                        "6.5.2",
                        "a frame size that is too small",
                        CONNECTION + PROTOCOL,
                        c -> c.frame(SETTINGS, 0, 0, setting(5, 16383))),
                of(
                        "6.5.2",
                        "a frame size that is too large",
                        CONNECTION + PROTOCOL,
                        c -> c.frame(SETTINGS, 0, 0, setting(5, 16777216))),
                ignored("6.5.2", "an unknown setting", c -> c.frame(SETTINGS, 0, 0, setting(0xff, 1))),
                of("6.7", "PING", "PING", c -> c.frame(PING, 0, 0, PONG)),
                ignored("6.7", "PING that acknowledges", c -> c.frame(PING, ACK, 0, PONG)),
                of("6.7", "PING on a stream", CONNECTION + PROTOCOL, c -> c.frame(PING, 0, 1, PONG)),
                of("6.7", "PING of a wrong size", CONNECTION + SIZE, c -> c.frame(PING, 0, 0, bytes("123456"))),
                of("6.8", "GOAWAY on a stream", CONNECTION + PROTOCOL, c -> c.frame(GOAWAY, 0, 1, ints(0, 0))),
                of(
                        "6.9",
                        "WINDOW_UPDATE by nothing",
                        CONNECTION + PROTOCOL,
                        c -> c.frame(WINDOW_UPDATE, 0, 0, ints(0))),
                of("6.9", "WINDOW_UPDATE of a stream by nothing", STREAM + PROTOCOL, c -> upload(c)
                        .frame(WINDOW_UPDATE, 0, 1, ints(0))),
                of(
                        "6.9",
                        "WINDOW_UPDATE of a wrong size",
                        CONNECTION + SIZE,
                        c -> c.frame(WINDOW_UPDATE, 0, 0, bytes("123"))),
                of("6.9.1", "a window beyond its bound", CONNECTION + FLOW, c -> c.frame(
                                WINDOW_UPDATE, 0, 0, ints(0x7fffffff))
                        .frame(WINDOW_UPDATE, 0, 0, ints(0x7fffffff))),
                of("6.9.1", "a stream's window beyond its bound", STREAM + FLOW, c -> upload(c)
                        .frame(WINDOW_UPDATE, 0, 1, ints(0x7fffffff))
                        .frame(WINDOW_UPDATE, 0, 1, ints(0x7fffffff))),
                of("6.10", "a header block in pieces", OK_ANSWER, c -> {
                    byte[] block = c.block(request("GET", "/"));
                    c.frame(HEADERS, END_STREAM, 1, Arrays.copyOfRange(block, 0, 2))
                            .frame(CONTINUATION, 0, 1, Arrays.copyOfRange(block, 2, 4))
                            .frame(CONTINUATION, END_HEADERS, 1, Arrays.copyOfRange(block, 4, block.length));
                }),
                of("6.10", "CONTINUATION behind the end of the block", CONNECTION + PROTOCOL, c -> c.get(1, "/waits")
                        .frame(CONTINUATION, END_HEADERS, 1, c.block("x", "y"))),
                of("6.10", "CONTINUATION on stream 0", CONNECTION + PROTOCOL, c -> c.frame(
                                HEADERS, END_STREAM, 1, c.block(request("GET", "/")))
                        .frame(CONTINUATION, END_HEADERS, 0, c.block("x", "y"))));
    }

    private static List<Case> messages() {
        return List.of(
                of("8.1", "trailers that do not end the stream", STREAM + PROTOCOL, c -> upload(c)
                        .headers(1, 0, "x-t", "1")),
                of("8.1.1", "a Content-Length beyond the body", STREAM + PROTOCOL, c -> c.headers(
                                1, 0, request("POST", "/upload", "content-length", "5"))
                        .data(1, END_STREAM, "1234")),
                of("8.1.1", "a Content-Length below the body", STREAM + PROTOCOL, c -> c.headers(
                                1, 0, request("POST", "/upload", "content-length", "5"))
                        .data(1, 0, "123")
                        .data(1, END_STREAM, "456")),
                malformed("8.1.1", "a Content-Length without a body", request("POST", "/", "content-length", "5")),
                malformed(
                        "8.1.1",
                        "two Content-Lengths",
                        request("POST", "/", "content-length", "0", "content-length", "1")),
                malformed("8.1.1", "a signed Content-Length", request("POST", "/", "content-length", "+0")),
                malformed("8.2", "a name in upper case", request("GET", "/", "X-Test", "ok")),
                malformed("8.2.1", "a line break in a value", request("GET", "/", "x", "a\r\nHost: b")),
                malformed("8.2.1", "a NUL in a value", request("GET", "/", "x", "a\0b")),
                malformed("8.2.1", "a blank before a value", request("GET", "/", "x", " a")),
                malformed("8.2.1", "a blank in a name", request("GET", "/", "x y", "a")),
                malformed("8.2.1", "a colon in a name", request("GET", "/", "x:y", "a")),
                malformed("8.2.2", "Connection", request("GET", "/", "connection", "keep-alive")),
                malformed("8.2.2", "Keep-Alive", request("GET", "/", "keep-alive", "5")),
                malformed("8.2.2", "Proxy-Connection", request("GET", "/", "proxy-connection", "x")),
                malformed("8.2.2", "Transfer-Encoding", request("GET", "/", "transfer-encoding", "chunked")),
                malformed("8.2.2", "Upgrade", request("GET", "/", "upgrade", "websocket")),
                malformed("8.2.2", "TE that is not trailers", request("GET", "/", "te", "trailers, deflate")),
                malformed("8.3", "an unknown pseudo-header", request("GET", "/", ":test", "ok")),
                malformed("8.3", "a pseudo-header of answers", request("GET", "/", ":status", "200")),
                of("8.3", "a pseudo-header in trailers", STREAM + PROTOCOL, c -> upload(c)
                        .headers(1, END_STREAM, ":method", "200")),
                of("8.3", "a pseudo-header behind others", STREAM + PROTOCOL, c -> {
                    byte[] first = c.block(":method", "GET", ":scheme", "http", "x-test", "ok");
                    byte[] second = c.block(":path", "/", ":authority", "a.test");
                    byte[] block = Arrays.copyOf(first, first.length + second.length);
                    System.arraycopy(second, 0, block, first.length, second.length);
                    c.frame(HEADERS, END_STREAM | END_HEADERS, 1, block);
                }),
                malformed("8.3.1", "no method", ":scheme", "http", ":path", "/", ":authority", "a.test"),
                malformed("8.3.1", "no scheme", ":method", "GET", ":path", "/", ":authority", "a.test"),
                malformed("8.3.1", "no path", ":method", "GET", ":scheme", "http", ":authority", "a.test"),
                malformed("8.3.1", "an empty path", request("GET", "")),
                malformed("8.3.1", "two paths", request("GET", "/", ":path", "/")),
                malformed("8.3.1", "two methods", request("GET", "/", ":method", "GET")),
                malformed("8.3.1", "two authorities", request("GET", "/", ":authority", "b.test")),
                malformed("8.3.1", "another Host than the authority", request("GET", "/", "host", "b.test")),
                malformed("8.3.1", "a blank in the path", request("GET", "/ HTTP/1.1")),
                malformed("8.3.1", "a line break in the path", request("GET", "/\r\nHost: b.test")),
                malformed("8.3.1", "a whole address as the path", request("GET", "http://b.test/")),
                malformed("8.3.1", "an asterisk that is not for OPTIONS", request("GET", "*")),
                malformed("8.3.1", "a blank in the method", request("GET /", "/")),
                of(
                        "8.3.1",
                        "a user in the authority",
                        "answer 400",
                        c -> c.headers(
                                1,
                                END_STREAM,
                                ":method",
                                "GET",
                                ":scheme",
                                "http",
                                ":path",
                                "/",
                                ":authority",
                                "u@a.test")),
                of(
                        "8.3.1",
                        "no host at all",
                        "answer 400",
                        c -> c.headers(1, END_STREAM, ":method", "GET", ":scheme", "http", ":path", "/")),
                of(
                        "8.3.1",
                        "Host instead of an authority",
                        OK_ANSWER,
                        c -> c.headers(
                                1, END_STREAM, ":method", "GET", ":scheme", "http", ":path", "/", "host", "a.test")),
                of(
                        "8.5",
                        "CONNECT",
                        "answer 405",
                        c -> c.headers(1, END_STREAM, ":method", "CONNECT", ":authority", "a.test:80")));
    }

    @Test
    void framesAreReadAsTheyShould() throws Exception {
        check(frames());
    }

    @Test
    void streamsHaveTheirStates() throws Exception {
        check(states());
    }

    @Test
    void everyTypeOfFrameIsChecked() throws Exception {
        check(types());
    }

    @Test
    void requestsAreWellFormedOrReset() throws Exception {
        check(messages());
    }

    @Test
    void aConnectionBeginsWithAPrefaceAndSettings() throws Exception {
        InetSocketAddress proxy = start();
        try (RawHttp2Client client = RawHttp2Client.silent(proxy)) {
            client.send(bytes(RawHttp2Client.PREFACE)).frame(PING, 0, 0, PONG);
            assertEquals(CONNECTION + PROTOCOL, client.outcome());
        }
        try (RawClient client = new RawClient(proxy)) {
            client.send("PRI * HTTP/2.0\r\n\r\nXX\r\n\r\n");
            Assertions.assertTrue(client.rest().startsWith("HTTP/1.1 505 "));
        }
        try (RawHttp2Client client = RawHttp2Client.open(proxy)) {
            assertEquals(0, client.next(SETTINGS).flags());
            assertEquals(ACK, client.next(SETTINGS).flags());
        }
    }

    private void check(List<Case> cases) throws Exception {
        CountDownLatch end = new CountDownLatch(1);
        try (RawService service = new RawService((head, in, out) -> {
            if (!head.startsWith("GET / ")) {
                end.await();
            }
            RawService.write(out, OK);
            return true;
        })) {
            table.put("a.test", new Route.Serving(service.upstream()));
            InetSocketAddress proxy = start();
            List<Executable> checks = cases.stream()
                    .<Executable>map(each -> () -> check(each, proxy))
                    .toList();
            Assertions.assertAll(checks);
        } finally {
            end.countDown();
        }
    }

    private static void check(Case each, InetSocketAddress proxy) throws Exception {
        try (RawHttp2Client client = RawHttp2Client.open(proxy)) {
            each.sending().to(client);
            String outcome = client.outcome();
            boolean closes = each.expected().startsWith(CONNECTION);
            if (!(closes && outcome.equals("CLOSED"))) { // GOAWAY is lost where bytes behind it reset the connection
                assertEquals(each.expected(), outcome, each.section() + ": " + each.name());
            }
            if (closes) {
                client.drain();
            }
        }
    }
}
