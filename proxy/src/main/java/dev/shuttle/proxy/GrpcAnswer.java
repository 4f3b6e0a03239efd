package dev.shuttle.proxy;

import io.netty.handler.codec.http.DefaultFullHttpResponse;
import io.netty.handler.codec.http.FullHttpResponse;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.HttpVersion;
import java.nio.charset.StandardCharsets;

/**
 * An answer of the proxy's own to a call of gRPC: one frame with a status and a sentence, which its client shows as it does
 * a service's. Of a page, it would show that its content type is wrong.
 */
final class GrpcAnswer {

    private GrpcAnswer() {}

    static FullHttpResponse of(OwnAnswer answer) {
        FullHttpResponse response = new DefaultFullHttpResponse(HttpVersion.HTTP_1_1, HttpResponseStatus.OK);
        response.headers()
                .set(HttpHeaderNames.CONTENT_TYPE, "application/grpc")
                .setInt("grpc-status", code(answer.status()))
                .set(
                        "grpc-message",
                        encoded(answer.text().isEmpty() ? answer.status().toString() : answer.text()));
        return response;
    }

    /** As gRPC's clients take an HTTP status, see doc/http-grpc-status-mapping.md of gRPC. */
    private static int code(HttpResponseStatus status) {
        return switch (status.code()) {
            case 400 -> 13; // INTERNAL
            case 401 -> 16; // UNAUTHENTICATED
            case 403 -> 7; // PERMISSION_DENIED
            case 404 -> 12; // UNIMPLEMENTED
            case 429, 502, 503, 504 -> 14; // UNAVAILABLE
            default -> 2; // UNKNOWN
        };
    }

    /** All but printable ASCII, and the percent sign, see doc/PROTOCOL-HTTP2.md of gRPC. */
    private static String encoded(String text) {
        StringBuilder encoded = new StringBuilder();
        for (byte each : text.getBytes(StandardCharsets.UTF_8)) {
            if (each >= ' ' && each <= '~' && each != '%') {
                encoded.append((char) each);
            } else {
                encoded.append(String.format("%%%02X", each));
            }
        }
        return encoded.toString();
    }
}
