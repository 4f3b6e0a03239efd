package dev.shuttle.proxy;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.util.List;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.ShrinkingMode;
import net.jqwik.api.Tuple;
import net.jqwik.api.lifecycle.AfterContainer;
import net.jqwik.api.lifecycle.BeforeContainer;

/**
 * Frames by chance, most of them nearly right. Whatever comes, the service sees well-formed requests only, nothing stays in
 * work, and the proxy serves the next client.
 */
class Http2FuzzTest {
    private static final RawService SERVICE = service();
    private static final Upstream UPSTREAM = SERVICE.upstream();
    private static final RoutingTable TABLE = new RoutingTable();
    private static final Proxy PROXY = new Proxy(ProxySettings.on("127.0.0.1", 0), TABLE);
    /** Ends a frame that chance has begun, and is an error behind it. */
    private static final byte[] REST = new byte[17 * 1024];

    private static volatile String malformed = "";
    private static InetSocketAddress address = new InetSocketAddress(0);

    private static RawService service() {
        try {
            return new RawService((head, in, out) -> {
                boolean plain =
                        head.matches("(?s)[A-Z]+ (/\\S*|\\*) HTTP/1\\.1\\r\\n.*") && head.contains("host: a.test\r\n");
                malformed = plain ? malformed : head;
                RawService.write(out, RunningProxy.OK);
                return !head.contains("transfer-encoding") && !head.contains("content-length");
            });
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @BeforeContainer
    static void start() throws Exception {
        TABLE.put("a.test", new Route.Serving(UPSTREAM));
        address = PROXY.start();
    }

    @AfterContainer
    static void stop() throws Exception {
        PROXY.close();
        SERVICE.close();
    }

    @Property(shrinking = ShrinkingMode.OFF)
    void theServiceSeesRequestsOnly(@ForAll("frames") List<byte[]> frames) throws Exception {
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        frames.forEach(all::writeBytes);
        try (RawHttp2Client client = RawHttp2Client.open(address)) {
            try {
                client.send(all.toByteArray()).frame(RawHttp2Client.PING, 0, 0, new byte[8]);
                client.send(REST);
                String outcome = client.outcome();
                while (!outcome.equals("PING") && !outcome.startsWith("GOAWAY") && !outcome.equals("CLOSED")) {
                    outcome = client.outcome();
                }
            } catch (IOException closed) {
                assertTrue(
                        String.valueOf(closed.getMessage()).matches("(?i).*(reset|broken pipe).*"), closed.toString());
            }
        }
        RunningProxy.await(() -> UPSTREAM.inFlight() == 0);
        assertEquals("", malformed);
        try (RawHttp2Client next = RawHttp2Client.open(address)) {
            assertEquals("ok", next.get(1, "/").answer(1).body());
        }
    }

    @Provide
    Arbitrary<List<byte[]>> frames() {
        return Arbitraries.oneOf(frame(), frame(), frame(), noise())
                .list()
                .ofMinSize(1)
                .ofMaxSize(12);
    }

    private static Arbitrary<byte[]> noise() {
        return Arbitraries.bytes().array(byte[].class).ofMaxSize(40);
    }

    private static Arbitrary<byte[]> frame() {
        Arbitrary<Integer> type = Arbitraries.frequencyOf(
                Tuple.of(4, Arbitraries.just(RawHttp2Client.HEADERS)),
                Tuple.of(3, Arbitraries.just(RawHttp2Client.DATA)),
                Tuple.of(4, Arbitraries.integers().between(0, 11)));
        Arbitrary<Integer> flags = Arbitraries.of(0, 1, 4, 5, 5, 5, 8, 0x20, 0x2d, 0xff);
        Arbitrary<Integer> stream = Arbitraries.of(0, 1, 1, 3, 3, 5, 7, 2, 101, Integer.MAX_VALUE);
        return Combinators.combine(type, flags, stream, payload()).as(RawHttp2Client::frameBytes);
    }

    /** Requests, as a literal encoder would write them, with a fault here and there. */
    private static Arbitrary<byte[]> payload() {
        Arbitrary<String> name = Arbitraries.of(
                ":method",
                ":path",
                ":scheme",
                ":authority",
                "host",
                "x",
                "X",
                "content-length",
                "te",
                "connection",
                "x y");
        Arbitrary<String> value =
                Arbitraries.of("GET", "POST", "/", "/ x", "http", "a.test", "5", "0", "trailers", "a\r\nb", "", " x");
        Arbitrary<byte[]> wild = Combinators.combine(name, value)
                .as(Http2FuzzTest::literal)
                .list()
                .ofMaxSize(6)
                .map(Http2FuzzTest::joined);
        Arbitrary<byte[]> sound = Arbitraries.of("GET", "POST", "HEAD", "OPTIONS")
                .map(method -> joined(List.of(
                        literal(":method", method),
                        literal(":scheme", "http"),
                        literal(":path", "/"),
                        literal(":authority", "a.test"))));
        Arbitrary<byte[]> mixed = Combinators.combine(sound, wild).as((one, other) -> joined(List.of(one, other)));
        return Arbitraries.oneOf(sound, sound, mixed, wild, noise());
    }

    /** A field that goes into no table (RFC 7541 section 6.2.2). */
    private static byte[] literal(String name, String value) {
        ByteArrayOutputStream field = new ByteArrayOutputStream();
        field.write(0);
        field.write(name.length());
        field.writeBytes(RawHttp2Client.bytes(name));
        field.write(value.length());
        field.writeBytes(RawHttp2Client.bytes(value));
        return field.toByteArray();
    }

    private static byte[] joined(List<byte[]> parts) {
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        parts.forEach(all::writeBytes);
        return all.toByteArray();
    }
}
