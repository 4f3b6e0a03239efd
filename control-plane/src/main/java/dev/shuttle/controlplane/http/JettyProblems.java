package dev.shuttle.controlplane.http;

import dev.shuttle.protocol.Json;
import dev.shuttle.protocol.Problem;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.UUID;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.http.HttpStatus;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.server.handler.ErrorHandler;
import org.eclipse.jetty.util.Callback;
import org.jspecify.annotations.Nullable;

/** Refusals of Jetty, before any route is asked, as problem details too. */
final class JettyProblems extends ErrorHandler {

    @Override
    public boolean errorPageForMethod(String method) {
        return true;
    }

    @Override
    protected void generateResponse(
            Request request,
            Response response,
            int code,
            @Nullable String message,
            @Nullable Throwable cause,
            Callback callback) {
        String id = UUID.randomUUID().toString();
        String title = HttpStatus.getMessage(code);
        Problem problem = new Problem(Problems.type(title), title, code, detail(code), id);
        byte[] body = Json.MAPPER.valueToTree(problem).toString().getBytes(StandardCharsets.UTF_8);
        response.getHeaders().put(HttpHeader.CONTENT_TYPE, Problems.MEDIA_TYPE);
        response.getHeaders().put(HttpHeader.CACHE_CONTROL, "no-store");
        response.getHeaders().put("X-Content-Type-Options", "nosniff");
        response.getHeaders().put(HttpHeader.CONTENT_LENGTH, body.length);
        response.getHeaders().put(RequestId.HEADER, id);
        response.write(true, ByteBuffer.wrap(body), callback);
    }

    private static String detail(int code) {
        return switch (code) {
            case HttpStatus.BAD_REQUEST_400 -> "The request is not valid HTTP, or its address can be read in two ways."
                    + " Write the path without an escaped '.', '/' or NUL, and without ';'.";
            case HttpStatus.REQUEST_TIMEOUT_408 -> "The request did not arrive in time.";
            case HttpStatus.PAYLOAD_TOO_LARGE_413 -> "The request's body is too large.";
            case HttpStatus.URI_TOO_LONG_414 -> "The request's address is too long.";
            case HttpStatus.REQUEST_HEADER_FIELDS_TOO_LARGE_431 -> "The request's headers are too large.";
            case HttpStatus.HTTP_VERSION_NOT_SUPPORTED_505 -> "Only HTTP/1.0 and HTTP/1.1 are supported.";
            default -> "The request was refused before it reached a route of the API.";
        };
    }
}
