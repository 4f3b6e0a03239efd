package dev.shuttle.proxy;

import io.netty.buffer.ByteBuf;
import io.netty.handler.codec.http.DefaultHttpRequest;
import io.netty.handler.codec.http.DefaultHttpResponse;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpResponse;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.HttpVersion;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/**
 * Reads a whole head of the plainest form at once, which nearly all have: HTTP/1.1, each line in its usual spelling, and a body
 * of a known length or none. A head that differs from it in anything is left to the codec, which knows what is allowed and
 * what is refused; so this one never has to say what is wrong.
 */
final class PlainHead {
    /** Longer ones are rare, and are copied twice. */
    private static final int MAX_SIZE = 4 * 1024;

    private static final byte[] VERSION = " HTTP/1.1\r\n".getBytes(StandardCharsets.US_ASCII);
    private static final byte[] STATUS = "HTTP/1.1 200 ".getBytes(StandardCharsets.US_ASCII);
    private static final int CODE = "HTTP/1.1 ".length();
    private static final int MAX_DIGITS = 18;
    private static final boolean[] TOKEN = token();

    private final byte[] head;
    private final HeaderLines lines;
    private int at;
    private long length = -1;

    private PlainHead(byte[] head) {
        this.head = head;
        this.lines = new HeaderLines(head);
    }

    /** A head, and how many bytes of content are behind it. */
    record Read<T>(T message, long length) {}

    /** The head that begins where the buffer is to be read, which is behind it then; null: it is not whole, or not plain. */
    static @Nullable Read<HttpRequest> request(ByteBuf buffer, int maxLine, int maxHead) {
        PlainHead plain = new PlainHead(copy(buffer));
        HttpMethod method = plain.method();
        String target = method == null ? null : plain.target(maxLine);
        if (method == null || target == null || !plain.headers(maxHead)) {
            return null;
        }
        buffer.skipBytes(plain.at);
        return new Read<>(
                new DefaultHttpRequest(HttpVersion.HTTP_1_1, method, target, plain.lines), Math.max(0, plain.length));
    }

    /** The same of an answer, whose length must be told. */
    static @Nullable Read<HttpResponse> response(ByteBuf buffer) {
        PlainHead plain = new PlainHead(copy(buffer));
        HttpResponseStatus status = plain.status();
        if (status == null || !plain.headers(MAX_SIZE) || plain.length < 0) {
            return null;
        }
        buffer.skipBytes(plain.at);
        return new Read<>(new DefaultHttpResponse(HttpVersion.HTTP_1_1, status, plain.lines), plain.length);
    }

    private static byte[] copy(ByteBuf buffer) {
        byte[] head = new byte[Math.min(buffer.readableBytes(), MAX_SIZE)];
        buffer.getBytes(buffer.readerIndex(), head);
        return head;
    }

    private @Nullable HttpMethod method() {
        int start = at;
        while (at < head.length && isToken(head[at])) {
            at++;
        }
        if (at == start || at == head.length || head[at] != ' ') {
            return null;
        }
        at++;
        if (at == start + 4 && head[start] == 'G' && head[start + 1] == 'E' && head[start + 2] == 'T') {
            return HttpMethod.GET;
        }
        HttpMethod method = HttpMethod.valueOf(new String(head, start, at - 1 - start, StandardCharsets.US_ASCII));
        return method.equals(HttpMethod.CONNECT) ? null : method;
    }

    /** Reads the version behind it too. */
    private @Nullable String target(int maxLine) {
        int start = at;
        while (at < head.length && head[at] > ' ' && head[at] < 0x7f) {
            at++;
        }
        int end = at;
        if (end == start || !follows(VERSION) || at - 2 > maxLine) {
            return null;
        }
        return new String(head, start, end - start, StandardCharsets.US_ASCII);
    }

    private boolean follows(byte[] expected) {
        if (head.length - at < expected.length) {
            return false;
        }
        for (byte each : expected) {
            if (head[at++] != each) {
                return false;
            }
        }
        return true;
    }

    /** Of a final answer with content. */
    private @Nullable HttpResponseStatus status() {
        if (head.length < STATUS.length || head[STATUS.length - 1] != ' ') {
            return null;
        }
        int code = 0;
        for (; at < STATUS.length - 1; at++) {
            if (at < CODE && head[at] != STATUS[at]) {
                return null;
            }
            if (at >= CODE && !isDigit(head[at])) {
                return null;
            }
            code = at < CODE ? 0 : 10 * code + head[at] - '0';
        }
        int start = ++at;
        while (at < head.length && head[at] >= ' ' && head[at] < 0x7f) {
            at++;
        }
        int end = at;
        if (end > start && (head[start] == ' ' || head[end - 1] == ' ')) {
            return null;
        }
        if (!endsLine() || code < 200 || code == 204 || code == 205 || code == 304) {
            return null;
        }
        HttpResponseStatus usual = HttpResponseStatus.valueOf(code);
        String reason = new String(head, start, end - start, StandardCharsets.US_ASCII);
        return usual.reasonPhrase().equals(reason) ? usual : new HttpResponseStatus(code, reason);
    }

    /** Steps over CR and LF. */
    private boolean endsLine() {
        boolean ends = head.length - at >= 2 && head[at] == '\r' && head[at + 1] == '\n';
        at += 2;
        return ends;
    }

    /** All of them, and the empty line behind. */
    private boolean headers(int maxHead) {
        int start = at;
        while (at < head.length && head[at] != '\r') {
            if (!header()) {
                return false;
            }
        }
        return endsLine() && at - start <= maxHead;
    }

    private boolean header() {
        int start = at;
        int hash = 0;
        while (at < head.length && isToken(head[at])) {
            hash = HeaderName.hash(hash, head[at++]);
        }
        int colon = at;
        if (colon == start || head.length - colon < 3 || head[colon] != ':' || head[colon + 1] != ' ') {
            return false;
        }
        at += 2;
        int value = at;
        while (at < head.length && (head[at] >= ' ' || head[at] == '\t') && head[at] != 0x7f) {
            at++;
        }
        int end = at;
        if (end == value || isBlank(head[value]) || isBlank(head[end - 1]) || !endsLine()) {
            return false;
        }
        HeaderName name = HeaderName.of(head, start, colon, hash);
        lines.arrived(name, start, value, end);
        return switch (name.role()) {
            case PLAIN -> true;
            case CONTENT_LENGTH -> length(value, end);
            case SPECIAL -> false;
        };
    }

    private boolean length(int start, int end) {
        if (length >= 0 || end - start > MAX_DIGITS) {
            return false;
        }
        long number = 0;
        for (int i = start; i < end; i++) {
            if (!isDigit(head[i])) {
                return false;
            }
            number = 10 * number + head[i] - '0';
        }
        length = number;
        return true;
    }

    private static boolean isBlank(byte value) {
        return value == ' ' || value == '\t';
    }

    private static boolean isDigit(byte value) {
        return value >= '0' && value <= '9';
    }

    private static boolean isToken(byte value) {
        return value > 0 && TOKEN[value];
    }

    /** RFC 9110 section 5.6.2. */
    private static boolean[] token() {
        boolean[] all = new boolean[Byte.MAX_VALUE + 1];
        for (int i = '!'; i < Byte.MAX_VALUE; i++) {
            all[i] = "\"(),/:;<=>?@[\\]{}".indexOf(i) < 0;
        }
        return all;
    }
}
