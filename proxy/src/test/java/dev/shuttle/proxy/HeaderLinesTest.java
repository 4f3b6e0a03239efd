package dev.shuttle.proxy;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.handler.codec.http.HttpRequest;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class HeaderLinesTest {
    private static final int LIMIT = 8 * 1024;

    private static HeaderLines arrived(String lines) {
        String head = "GET / HTTP/1.1~" + lines + "~~";
        ByteBuf buffer = Unpooled.wrappedBuffer(head.replace("~", "\r\n").getBytes(ISO_8859_1));
        PlainHead.Read<HttpRequest> read = PlainHead.request(buffer, LIMIT, LIMIT);
        assertNotNull(read);
        return (HeaderLines) read.message().headers();
    }

    private static String written(HeaderLines lines) {
        ByteBuf buffer = Unpooled.buffer();
        lines.writeTo(buffer);
        return buffer.toString(ISO_8859_1).replace("\r\n", "~");
    }

    @Test
    void goOnAsTheyArrived() {
        assertEquals("Host: a~X: 1~x: 2~", written(arrived("Host: a~X: 1~x: 2")));
        assertEquals("", written(new HeaderLines()));
    }

    @Test
    void areFoundInAnyCase() {
        HeaderLines lines = arrived("Host: a~X: 1~x: 2");
        assertEquals("a", lines.get("HOST"));
        assertEquals(List.of("1", "2"), lines.getAll("X"));
        assertNull(lines.get("y"));
        assertTrue(lines.contains("x", "2", false) && !lines.contains("x", "3", false));
        assertEquals(2, lines.getInt("x", 0) + lines.getInt("none", 1));
        assertEquals(List.of("Host", "X", "x"), List.copyOf(lines.names()));
    }

    @Test
    void aChangedLineStaysInItsPlace() {
        HeaderLines lines = arrived("Host: a~X: 1~Y: 2~x: 3");
        lines.set("x", "9");
        assertEquals("Host: a~X: 9~Y: 2~", written(lines));
        lines.set("host", "a").set("Z", List.of("1", "2"));
        assertEquals("Host: a~X: 9~Y: 2~Z: 1~Z: 2~", written(lines));
        lines.remove("X");
        assertEquals("Host: a~Y: 2~Z: 1~Z: 2~", written(lines));
    }

    @Test
    void areLeftOutByName() {
        HeaderLines all = arrived("Host: a~Connection: close~X: 1~X-Real-IP: 1~Y: 2");
        HeaderLines some = all.only(name -> !name.isHopByHop());
        some.removeIf(HeaderName::isClaim);
        some.add("W", 1);
        assertEquals("Host: a~X: 1~Y: 2~W: 1~", written(some));
        assertEquals("Host: a~Connection: close~X: 1~X-Real-IP: 1~Y: 2~", written(all));
    }

    @Test
    void manyAndLongOnes() {
        HeaderLines lines = new HeaderLines();
        StringBuilder expected = new StringBuilder();
        for (int i = 0; i < 100; i++) {
            String value = "v".repeat(i * 100);
            lines.add("X-" + i, value);
            expected.append("X-").append(i).append(": ").append(value).append('~');
        }
        assertEquals(expected.toString(), written(lines));
    }

    @ParameterizedTest
    @ValueSource(strings = {"a\rb", "a\nb", "a\0b", "a\u007fb", "a\u0100b"})
    void valuesThatWouldBreakTheHead(String value) {
        assertThrows(IllegalArgumentException.class, () -> new HeaderLines().add("X", value));
        assertThrows(IllegalArgumentException.class, () -> arrived("X: 1").set("x", value));
    }

    @Test
    void aNameIsLookedAtOnce() {
        assertSame(HeaderName.of("X-Forwarded-For"), HeaderName.of("X-Forwarded-For"));
        assertTrue(HeaderName.of("x_forwarded_for").isClaim()
                && HeaderName.of("Forwarded").isClaim());
        assertTrue(HeaderName.of("TE").isHopByHop() && !HeaderName.of("Host").isHopByHop());
        assertFalse(HeaderName.of("Accept").isClaim());
        for (int i = 0; i < 10_000; i++) {
            assertEquals("X-" + i, HeaderName.of("X-" + i).text());
        }
    }
}
