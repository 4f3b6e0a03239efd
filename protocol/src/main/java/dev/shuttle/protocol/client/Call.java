package dev.shuttle.protocol.client;

import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;

/** One request, put together by one thread; each way to send it makes of it what it needs. */
final class Call {

    /** Sent with a call, and again when it is repeated. */
    sealed interface Content {
        /** No body. */
        Content NONE = new Text("");

        /** A text in UTF-8. */
        record Text(String text) implements Content {
            byte[] bytes() {
                return text.getBytes(StandardCharsets.UTF_8);
            }
        }

        /** A file, streamed from the disk; the listener hears how much of it was sent. */
        record Upload(Path file, UploadListener listener) implements Content {}
    }

    private final URI address;
    private final Map<String, String> headers = new LinkedHashMap<>();
    private String method = "GET";
    private Content content = Content.NONE;

    /** A GET. */
    Call(URI address) {
        this.address = address;
    }

    Call header(String name, String value) {
        headers.put(name, value);
        return this;
    }

    /** Another method, without a body. */
    Call method(String method) {
        this.method = method;
        return this;
    }

    /** Another method; {@code type} is that of its body, and is sent without one too. */
    Call method(String method, String type, Content content) {
        this.method = method;
        this.content = content;
        return header("Content-Type", type);
    }

    URI address() {
        return address;
    }

    String method() {
        return method;
    }

    Map<String, String> headers() {
        return headers;
    }

    Content content() {
        return content;
    }
}
