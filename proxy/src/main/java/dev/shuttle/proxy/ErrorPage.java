package dev.shuttle.proxy;

import io.netty.buffer.Unpooled;
import io.netty.handler.codec.http.DefaultFullHttpResponse;
import io.netty.handler.codec.http.FullHttpResponse;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.HttpVersion;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * An answer of the proxy's own.
 *
 * @param status its status
 * @param text one or two sentences for the visitor
 * @param retryAfter seconds after which asking again makes sense; 0 = not said
 * @param realm that a name and a password are asked for; null = they are not
 * @param page in place of its own, for those who accept HTML
 */
record ErrorPage(HttpResponseStatus status, String text, int retryAfter, @Nullable String realm, @Nullable String page)
        implements OwnAnswer {
    static final ErrorPage CLOSED = of(
            HttpResponseStatus.BAD_GATEWAY,
            "This project's service closed the connection, or did not answer with valid HTTP.");

    static ErrorPage of(HttpResponseStatus status, String text) {
        return new ErrorPage(status, text, 0, null, null);
    }

    static ErrorPage unknownHost(String host) {
        return of(HttpResponseStatus.NOT_FOUND, "No project answers at " + host + ". Check the address.");
    }

    static ErrorPage insecure(String host) {
        return of(
                HttpResponseStatus.FORBIDDEN,
                host
                        + " answers over HTTPS only. A key that was sent here unencrypted may have been read by others: revoke it.");
    }

    static ErrorPage unavailable(Route.Unavailable.Reason reason) {
        String text =
                switch (reason) {
                    case STOPPED -> "This project is stopped. Its owner can start it again.";
                    case CRASHED -> "This project has crashed. Its logs have the reason.";
                };
        return of(HttpResponseStatus.SERVICE_UNAVAILABLE, text);
    }

    /** {@code setting} is what allows more. */
    static ErrorPage silent(Duration silence, String setting) {
        return of(
                HttpResponseStatus.GATEWAY_TIMEOUT,
                "This project's service got the request, and did not begin to answer within " + seconds(silence)
                        + ". Its log and a thread dump may tell why. Its owner can allow more time: mvn " + setting
                        + "=PT10M");
    }

    private static String seconds(Duration time) {
        long seconds = Math.max(1, time.toSeconds());
        return seconds == 1 ? "1 second" : seconds + " seconds";
    }

    static ErrorPage busy(String text) {
        return new ErrorPage(HttpResponseStatus.SERVICE_UNAVAILABLE, text, 5, null, null);
    }

    static ErrorPage tooMany(String text, int retryAfter) {
        return new ErrorPage(HttpResponseStatus.TOO_MANY_REQUESTS, text, retryAfter, null, null);
    }

    static ErrorPage tooLarge(long most) {
        return of(
                HttpResponseStatus.REQUEST_ENTITY_TOO_LARGE,
                "The request's body is larger than the " + most + " bytes that this project takes.");
    }

    static ErrorPage unauthorized(String realm) {
        return new ErrorPage(
                HttpResponseStatus.UNAUTHORIZED, "This site is open to those who have a password.", 0, realm, null);
    }

    /** The same with a project's own page, if it has one for that status. */
    ErrorPage in(Map<Integer, String> pages) {
        String own = pages.get(status.code());
        return own == null ? this : new ErrorPage(status, text, retryAfter, realm, own);
    }

    /** The message, as HTML unless the client accepts none. */
    @Override
    public FullHttpResponse toResponse(@Nullable String accept, boolean head) {
        boolean html = accept == null || accept.contains("text/html") || accept.contains("*/*");
        byte[] body = (html ? html() : text + "\n").getBytes(StandardCharsets.UTF_8);
        FullHttpResponse response = new DefaultFullHttpResponse(
                HttpVersion.HTTP_1_1, status, head ? Unpooled.EMPTY_BUFFER : Unpooled.wrappedBuffer(body));
        response.headers()
                .set(HttpHeaderNames.CONTENT_TYPE, html ? "text/html; charset=utf-8" : "text/plain; charset=utf-8")
                .set(HttpHeaderNames.CACHE_CONTROL, "no-store")
                .setInt(HttpHeaderNames.CONTENT_LENGTH, body.length);
        if (retryAfter > 0) {
            response.headers().setInt(HttpHeaderNames.RETRY_AFTER, retryAfter);
        }
        if (realm != null) {
            response.headers()
                    .set(HttpHeaderNames.WWW_AUTHENTICATE, "Basic realm=\"" + realm + "\", charset=\"UTF-8\"");
        }
        return response;
    }

    private String html() {
        if (page != null) {
            return page;
        }
        return """
                <!doctype html>
                <html lang="en"><head><meta charset="utf-8"><title>%1$s</title>
                <style>body{font:16px/1.5 system-ui,sans-serif;max-width:36em;margin:15vh auto;padding:0 1em}</style>
                </head><body><h1>%1$s</h1><p>%2$s</p></body></html>
                """
                .formatted(escape(status.toString()), escape(text));
    }

    private static String escape(String text) {
        return text.replace("&", "&amp;")
                .replace("<", "&lt;")
                .replace(">", "&gt;")
                .replace("\"", "&quot;");
    }
}
