package dev.shuttle.proxy;

import io.netty.buffer.Unpooled;
import io.netty.handler.codec.http.DefaultFullHttpResponse;
import io.netty.handler.codec.http.DefaultHttpResponse;
import io.netty.handler.codec.http.EmptyHttpHeaders;
import io.netty.handler.codec.http.FullHttpResponse;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaderValues;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.handler.codec.http.HttpResponse;
import io.netty.handler.codec.http.HttpUtil;
import io.netty.handler.codec.http.HttpVersion;
import java.util.List;

/** The head of an upstream's answer: how its body is delimited on both sides, and what the client gets to see. */
final class ResponseHead {
    private final HttpResponse response;
    private final RequestHead request;
    private final boolean coded;
    private final boolean hasLength;

    ResponseHead(HttpResponse response, RequestHead request) {
        this.response = response;
        this.request = request;
        this.coded = response.headers().contains(HttpHeaderNames.TRANSFER_ENCODING);
        this.hasLength = response.headers().contains(HttpHeaderNames.CONTENT_LENGTH);
    }

    boolean isInterim() {
        return code() < 200;
    }

    boolean isSwitch() {
        return code() == 101;
    }

    /** A switch is believed if it was asked for, and completes the handshake. */
    boolean isExpectedSwitch() {
        HttpHeaders headers = response.headers();
        return request.isWebSocket()
                && HttpHeaderValues.WEBSOCKET.contentEqualsIgnoreCase(headers.get(HttpHeaderNames.UPGRADE))
                && headers.contains("sec-websocket-accept");
    }

    /** Whether this is an answer whose end can be told; if not, it must not be forwarded. */
    boolean isSound() {
        boolean plain = true;
        if (coded) {
            List<String> encodings = response.headers().getAll(HttpHeaderNames.TRANSFER_ENCODING);
            plain = encodings.size() == 1 && encodings.get(0).equalsIgnoreCase("chunked");
        }
        return plain && response.protocolVersion().majorVersion() == 1 && code() >= 100 && code() < 1000;
    }

    /** Content where none may be, by its own words (RFC 9110 section 8.6): whatever follows the head is no answer. */
    boolean hasForbiddenContent() {
        return (isInterim() || code() == 204) && saysContent();
    }

    /** Whether content is announced that other requests would get, and this one does not. */
    boolean announcesContent() {
        return (request.isHead() || code() == 304) && saysContent();
    }

    private boolean saysContent() {
        return coded || (hasLength && !"0".equals(response.headers().get(HttpHeaderNames.CONTENT_LENGTH)));
    }

    /** Whether the upstream's connection can take another request. */
    boolean keepsUpstream() {
        return HttpUtil.isKeepAlive(response) && !endsWithConnection();
    }

    /** Whether the client can tell where the body ends without the connection being closed. */
    boolean isDelimitedForClient() {
        return !request.isHttp10() || !hasBody() || hasLength;
    }

    FullHttpResponse interimForClient() {
        FullHttpResponse interim = new DefaultFullHttpResponse(
                HttpVersion.HTTP_1_1,
                response.status(),
                Unpooled.EMPTY_BUFFER,
                HopByHop.endToEnd(response.headers()),
                EmptyHttpHeaders.INSTANCE);
        interim.headers().remove(HttpHeaderNames.CONTENT_LENGTH);
        if (isSwitch()) {
            interim.headers()
                    .set(HttpHeaderNames.CONNECTION, HttpHeaderValues.UPGRADE)
                    .set(HttpHeaderNames.UPGRADE, HttpHeaderValues.WEBSOCKET);
            interim.headers().set("X-Request-Id", request.id());
        }
        return interim;
    }

    HttpResponse forClient(boolean keepAlive) {
        HttpHeaders headers = HopByHop.endToEnd(response.headers());
        if (code() == 204) {
            headers.remove(HttpHeaderNames.CONTENT_LENGTH);
        }
        headers.set("X-Request-Id", request.id());
        if (hasBody() && !hasLength && !request.isHttp10()) {
            headers.set(HttpHeaderNames.TRANSFER_ENCODING, "chunked");
        }
        if (!keepAlive) {
            headers.set(HttpHeaderNames.CONNECTION, "close");
        } else if (request.isHttp10()) {
            headers.set(HttpHeaderNames.CONNECTION, "keep-alive");
        }
        return new DefaultHttpResponse(HttpVersion.HTTP_1_1, response.status(), headers);
    }

    private boolean endsWithConnection() {
        return hasBody() && !hasLength && !coded;
    }

    private boolean hasBody() {
        return !request.isHead() && !isInterim() && code() != 204 && code() != 304;
    }

    int code() {
        return response.status().code();
    }
}
