package dev.shuttle.proxy;

import io.netty.buffer.Unpooled;
import io.netty.handler.codec.http.DefaultFullHttpResponse;
import io.netty.handler.codec.http.FullHttpResponse;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.HttpVersion;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/** An answer for programs: a text, or a redirect without one. */
record ShortAnswer(HttpResponseStatus status, @Nullable String location, String text) implements OwnAnswer {

    static ShortAnswer ok(String text) {
        return new ShortAnswer(HttpResponseStatus.OK, null, text);
    }

    /** Browsers send a POST again as a GET after 301, and as it was after 308. */
    static ShortAnswer redirect(String location, boolean body) {
        return new ShortAnswer(
                body ? HttpResponseStatus.PERMANENT_REDIRECT : HttpResponseStatus.MOVED_PERMANENTLY, location, "");
    }

    static ShortAnswer permanently(String location) {
        return new ShortAnswer(HttpResponseStatus.PERMANENT_REDIRECT, location, "");
    }

    @Override
    public FullHttpResponse toResponse(@Nullable String accept, boolean head) {
        byte[] body = text.getBytes(StandardCharsets.US_ASCII);
        FullHttpResponse response = new DefaultFullHttpResponse(
                HttpVersion.HTTP_1_1, status, head ? Unpooled.EMPTY_BUFFER : Unpooled.wrappedBuffer(body));
        response.headers().setInt(HttpHeaderNames.CONTENT_LENGTH, body.length);
        if (location == null) {
            response.headers().set(HttpHeaderNames.CONTENT_TYPE, "text/plain; charset=us-ascii");
        } else {
            response.headers().set(HttpHeaderNames.LOCATION, location);
        }
        return response;
    }
}
