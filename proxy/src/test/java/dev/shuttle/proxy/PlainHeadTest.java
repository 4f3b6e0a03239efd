package dev.shuttle.proxy;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.embedded.EmbeddedChannel;
import io.netty.handler.codec.http.HttpContent;
import io.netty.handler.codec.http.HttpDecoderConfig;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.handler.codec.http.HttpMessage;
import io.netty.handler.codec.http.HttpObjectDecoder;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpRequestDecoder;
import io.netty.handler.codec.http.HttpResponse;
import io.netty.handler.codec.http.HttpResponseDecoder;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.Tuple;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** All that it reads, Netty's codec reads in the same way; {@code ~} stands for CR and LF here. */
class PlainHeadTest {
    private static final int LIMIT = 8 * 1024;

    @Test
    void aRequest() {
        ByteBuf buffer = bytes("GET /a?b=c HTTP/1.1~Host: a.test~X-Y: 1, 2 3~x-y: z~~rest");
        PlainHead.Read<HttpRequest> read = PlainHead.request(buffer, LIMIT, LIMIT);
        assertNotNull(read);
        assertEquals(
                "GET /a?b=c", read.message().method() + " " + read.message().uri());
        assertEquals(
                List.of(Map.entry("Host", "a.test"), Map.entry("X-Y", "1, 2 3"), Map.entry("x-y", "z")),
                read.message().headers().entries());
        assertEquals(0, read.length());
        assertEquals("rest", buffer.toString(ISO_8859_1));
    }

    @Test
    void anAnswer() {
        ByteBuf buffer = bytes("HTTP/1.1 404 Not here~Content-Length: 12~~rest");
        PlainHead.Read<HttpResponse> read = PlainHead.response(buffer);
        assertNotNull(read);
        assertEquals("404 Not here", read.message().status().toString());
        assertEquals(12, read.length());
        assertEquals("rest", buffer.toString(ISO_8859_1));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "GET",
                "GET / HTTP/1.1~Host: a.test~",
                "GET / HTTP/1.1~Host: a.test~\r",
                "GET / HTTP/1.0~Host: a.test~~",
                "GET / http/1.1~Host: a.test~~",
                "GET  / HTTP/1.1~Host: a.test~~",
                "GET / HTTP/1.1 ~Host: a.test~~",
                "~GET / HTTP/1.1~Host: a.test~~",
                "CONNECT a.test:80 HTTP/1.1~Host: a.test~~",
                "GET / HTTP/1.1~Host:a.test~~",
                "GET / HTTP/1.1~Host:  a.test~~",
                "GET / HTTP/1.1~Host: a.test ~~",
                "GET / HTTP/1.1~Host : a.test~~",
                "GET / HTTP/1.1~ Host: a.test~~",
                "GET / HTTP/1.1~Host: ~~",
                "GET / HTTP/1.1~Host: a\u0001b~~",
                "GET / HTTP/1.1~Host: a\u00e9b~~",
                "GET /\u00e9 HTTP/1.1~Host: a.test~~",
                "GET / HTTP/1.1~Host: a.test~ folded~~",
                "GET / HTTP/1.1~Host: a.test\n\n",
                "GET / HTTP/1.1~Transfer-Encoding: chunked~~",
                "GET / HTTP/1.1~Expect: 100-continue~~",
                "GET / HTTP/1.1~UPGRADE: websocket~~",
                "POST / HTTP/1.1~Content-Length: 1~Content-Length: 1~~",
                "POST / HTTP/1.1~Content-Length: 1, 1~~",
                "POST / HTTP/1.1~Content-Length: +1~~",
                "POST / HTTP/1.1~Content-Length: 1234567890123456789~~",
            })
    void isLeftToTheCodec(String head) {
        ByteBuf buffer = bytes(head);
        assertNull(PlainHead.request(buffer, LIMIT, LIMIT));
        assertEquals(0, buffer.readerIndex());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "HTTP/1.1 200 OK~X: 1~~",
                "HTTP/1.1 204 No Content~Content-Length: 1~~",
                "HTTP/1.1 304 Not Modified~Content-Length: 1~~",
                "HTTP/1.1 101 Switching Protocols~Content-Length: 0~~",
                "HTTP/1.1 200~Content-Length: 1~~",
                "HTTP/1.1 200  OK~Content-Length: 1~~",
                "HTTP/1.1 200 OK ~Content-Length: 1~~",
                "HTTP/1.1 2000 OK~Content-Length: 1~~",
                "HTTP/1.1 20 OK~Content-Length: 1~~",
                "HTTP/1.0 200 OK~Content-Length: 1~~",
                "HTTP/2 200 OK~Content-Length: 1~~",
                "HTTP/1.1 200 OK~Content-Length: 1~Transfer-Encoding: chunked~~",
                "HTTP/1.1 200 OK~Content-Length: 1~",
            })
    void answersAreLeftToTheCodec(String head) {
        ByteBuf buffer = bytes(head);
        assertNull(PlainHead.response(buffer));
        assertEquals(0, buffer.readerIndex());
    }

    @Test
    void boundsAreTheCodecs() {
        String target = "/" + "a".repeat(100);
        String head = "GET " + target + " HTTP/1.1~Host: a.test~~";
        int line = "GET  HTTP/1.1".length() + target.length();
        assertNotNull(PlainHead.request(bytes(head), line, LIMIT));
        assertNull(PlainHead.request(bytes(head), line - 1, LIMIT));
        assertNotNull(PlainHead.request(bytes(head), LIMIT, "Host: a.test~~~~".length()));
        assertNull(PlainHead.request(bytes(head), LIMIT, "Host: a.test~~~~".length() - 1));
        assertNull(PlainHead.request(bytes("GET / HTTP/1.1~X: " + "a".repeat(5000) + "~~"), LIMIT, LIMIT));
    }

    @Property
    void theCodecReadsRequestsAlike(@ForAll("requests") byte[] raw) {
        ByteBuf buffer = Unpooled.wrappedBuffer(raw);
        PlainHead.Read<HttpRequest> read = PlainHead.request(buffer, LIMIT, LIMIT);
        if (read != null) {
            assertNull(new HeadScanner().scan(Unpooled.wrappedBuffer(raw)), () -> new String(raw, ISO_8859_1));
            HttpMessage same = alike(new HttpRequestDecoder(config()), raw, read.message(), read.length());
            assertEquals(read.message().method(), ((HttpRequest) same).method());
            assertEquals(read.message().uri(), ((HttpRequest) same).uri());
        }
    }

    @Property
    void theCodecReadsAnswersAlike(@ForAll("answers") byte[] raw) {
        ByteBuf buffer = Unpooled.wrappedBuffer(raw);
        PlainHead.Read<HttpResponse> read = PlainHead.response(buffer);
        if (read != null) {
            HttpMessage same = alike(new HttpResponseDecoder(config()), raw, read.message(), read.length());
            assertEquals(
                    read.message().status().toString(),
                    ((HttpResponse) same).status().toString());
        }
    }

    private static HttpMessage alike(HttpObjectDecoder codec, byte[] raw, HttpMessage message, long length) {
        EmbeddedChannel channel = new EmbeddedChannel(codec);
        channel.writeInbound(Unpooled.wrappedBuffer(raw));
        HttpMessage same = channel.readInbound();
        assertTrue(same.decoderResult().isSuccess(), () -> new String(raw, ISO_8859_1) + same.decoderResult());
        assertEquals(same.protocolVersion(), message.protocolVersion());
        assertEquals(entries(same.headers()), entries(message.headers()));
        if (channel.readInbound() instanceof HttpContent content) {
            assertTrue(content.content().readableBytes() <= length);
            content.release();
        }
        assertEquals(length, Long.parseLong(same.headers().get("content-length", "0")));
        channel.finishAndReleaseAll();
        return same;
    }

    private static List<String> entries(HttpHeaders headers) {
        List<String> all = new ArrayList<>();
        headers.forEach(each -> all.add(each.getKey() + "=" + each.getValue()));
        return all;
    }

    @Provide
    Arbitrary<byte[]> requests() {
        Arbitrary<String> line = Combinators.combine(
                        Arbitraries.of("GET", "HEAD", "POST", "PUT", "OPTIONS", "CONNECT", "G;T", "get"),
                        Arbitraries.of("/", "*", "/a?b", "http://a.test/", "/%41", "//", "/a#b"),
                        Arbitraries.frequencyOf(
                                Tuple.of(9, Arbitraries.just("HTTP/1.1")),
                                Tuple.of(1, Arbitraries.of("HTTP/1.0", "HTTP/2.0", "http/1.1", "HTTP/1.1 "))))
                .as((method, target, version) -> method + " " + target + " " + version);
        return messages(line);
    }

    @Provide
    Arbitrary<byte[]> answers() {
        return messages(Arbitraries.of(
                "HTTP/1.1 200 OK",
                "HTTP/1.1 200 ",
                "HTTP/1.1 404 Not Found",
                "HTTP/1.1 599 x y",
                "HTTP/1.1 304 Not Modified",
                "HTTP/1.0 200 OK"));
    }

    /** With a few bytes that are changed by chance. */
    private static Arbitrary<byte[]> messages(Arbitrary<String> line) {
        Arbitrary<String> header = Arbitraries.frequencyOf(
                Tuple.of(
                        8,
                        Arbitraries.of(
                                "Host: a.test", "X-Y: z", "x: 1, 2", "Accept: */*", "A: b:c", "Content-Length: 3")),
                Tuple.of(
                        1,
                        Arbitraries.of(
                                "X:y",
                                "X: ",
                                "X:  y",
                                "X: y ",
                                " X: y",
                                "Transfer-Encoding: chunked",
                                "X\t: y",
                                ": y")));
        Arbitrary<List<Tuple.Tuple2<Integer, Byte>>> changes = changes().list().ofMaxSize(2);
        return Combinators.combine(line, header.list().ofMaxSize(5), changes).as((first, headers, changed) -> {
            String end = headers.isEmpty() ? "~~" : "~" + String.join("~", headers) + "~~";
            byte[] raw = (first + end + "abc").replace("~", "\r\n").getBytes(ISO_8859_1);
            changed.forEach(each -> raw[each.get1() % raw.length] = each.get2());
            return raw;
        });
    }

    private static Arbitrary<Tuple.Tuple2<Integer, Byte>> changes() {
        return Combinators.combine(Arbitraries.integers().between(0, 10_000), Arbitraries.of(nasty()))
                .as(Tuple::of);
    }

    private static List<Byte> nasty() {
        List<Byte> all = new ArrayList<>();
        for (char each : "\0\t\r\n :;,\"\u007f\u0080\u00ffaA0".toCharArray()) {
            all.add((byte) each);
        }
        return all;
    }

    private static HttpDecoderConfig config() {
        return new HttpDecoderConfig().setMaxInitialLineLength(LIMIT).setMaxHeaderSize(LIMIT);
    }

    private static ByteBuf bytes(String text) {
        return Unpooled.wrappedBuffer(text.replace("~", "\r\n").getBytes(ISO_8859_1));
    }
}
