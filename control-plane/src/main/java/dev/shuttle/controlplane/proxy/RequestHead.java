package dev.shuttle.controlplane.proxy;

import io.netty.handler.codec.http.DefaultHttpRequest;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.HttpUtil;
import io.netty.handler.codec.http.HttpVersion;
import java.net.InetAddress;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ThreadLocalRandom;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** A request's head: checked when it is made, rewritten when it goes to the upstream. */
final class RequestHead {
    private static final Set<HttpMethod> IDEMPOTENT = Set.of(
            HttpMethod.GET, HttpMethod.HEAD, HttpMethod.OPTIONS, HttpMethod.PUT, HttpMethod.DELETE, HttpMethod.TRACE);
    private static final Pattern REQUEST_ID = Pattern.compile("[A-Za-z0-9._-]{1,64}");
    /** Claims of a client's that only a proxy may make. {@code Proxy} would be read as HTTP_PROXY by CGI programs. */
    private static final List<String> CLAIMS = List.of(
            "forwarded",
            "x-forwarded-for",
            "x-forwarded-proto",
            "x-forwarded-host",
            "x-forwarded-port",
            "x-forwarded-server",
            "x-forwarded-prefix",
            "x-forwarded-ssl",
            "x-real-ip",
            "proxy");

    private final HttpRequest request;
    private final RequestTarget target;
    private final String peer;
    private final int port;
    private final boolean secure;
    private final String id;

    private RequestHead(HttpRequest request, RequestTarget target, String peer, int port, boolean secure) {
        this.request = request;
        this.target = target;
        this.peer = peer;
        this.port = port;
        this.secure = secure;
        String sent = request.headers().get("x-request-id");
        id = sent != null && REQUEST_ID.matcher(sent).matches() ? sent : freshId();
    }

    /** Checks what the codec does not. {@code port} is the proxy's own, {@code secure} whether it speaks TLS there. */
    static RequestHead of(HttpRequest request, InetAddress peer, int port, boolean secure) throws BadRequestException {
        HttpVersion version = request.protocolVersion();
        if (!version.equals(HttpVersion.HTTP_1_1) && !version.equals(HttpVersion.HTTP_1_0)) {
            throw new BadRequestException(
                    HttpResponseStatus.HTTP_VERSION_NOT_SUPPORTED, "Only HTTP/1.0 and HTTP/1.1 are supported.");
        }
        if (request.method().equals(HttpMethod.CONNECT)) {
            throw new BadRequestException(HttpResponseStatus.METHOD_NOT_ALLOWED, "CONNECT is not supported.");
        }
        checkFraming(request.headers());
        return new RequestHead(request, RequestTarget.of(request), peer.getHostAddress(), port, secure);
    }

    private static void checkFraming(HttpHeaders headers) throws BadRequestException {
        List<String> encodings = headers.getAll(HttpHeaderNames.TRANSFER_ENCODING);
        if (!encodings.isEmpty() && !(encodings.size() == 1 && encodings.get(0).equalsIgnoreCase("chunked"))) {
            throw new BadRequestException("The only supported transfer coding is chunked.");
        }
        if (!encodings.isEmpty() && headers.contains(HttpHeaderNames.CONTENT_LENGTH)) {
            throw new BadRequestException("A request has either a Transfer-Encoding or a Content-Length.");
        }
        // The first WebSocket drafts: the codec would read 8 bytes after the head that no header announces.
        if (headers.contains("sec-websocket-key1") || headers.contains("sec-websocket-key2")) {
            throw new BadRequestException("This version of WebSocket is not supported.");
        }
    }

    /** Unique, not secret: without the shared lock of a secure generator. */
    private static String freshId() {
        ThreadLocalRandom random = ThreadLocalRandom.current();
        return new UUID(random.nextLong(), random.nextLong()).toString();
    }

    String host() {
        return target.authority().host();
    }

    String id() {
        return id;
    }

    @Nullable
    String accept() {
        return request.headers().get(HttpHeaderNames.ACCEPT);
    }

    boolean isHead() {
        return request.method().equals(HttpMethod.HEAD);
    }

    boolean isHttp10() {
        return request.protocolVersion().equals(HttpVersion.HTTP_1_0);
    }

    boolean keepAlive() {
        return HttpUtil.isKeepAlive(request);
    }

    boolean hasBody() {
        return isChunked() || HttpUtil.getContentLength(request, 0L) > 0;
    }

    /** Whether sending it twice does no harm and is possible. */
    boolean isRepeatable() {
        return !hasBody() && IDEMPOTENT.contains(request.method());
    }

    /** The protocol that the client wants to change to; not with a body or HTTP/1.0, where it is ignored. */
    Optional<String> upgrade() {
        boolean asked = request.headers().containsValue(HttpHeaderNames.CONNECTION, "upgrade", true);
        return asked && !hasBody() && !isHttp10()
                ? Optional.ofNullable(request.headers().get(HttpHeaderNames.UPGRADE))
                : Optional.empty();
    }

    boolean isWebSocket() {
        return upgrade().filter("websocket"::equalsIgnoreCase).isPresent();
    }

    /** The head for the upstream, always HTTP/1.1; a new one each time. */
    HttpRequest forUpstream() {
        HttpRequest forwarded = new DefaultHttpRequest(HttpVersion.HTTP_1_1, request.method(), target.path());
        HttpHeaders headers = forwarded.headers();
        HopByHop.copyEndToEnd(request.headers(), headers);
        CLAIMS.forEach(headers::remove);
        headers.set(HttpHeaderNames.HOST, target.authority().text());
        headers.set("X-Forwarded-For", peer);
        headers.set("X-Forwarded-Proto", secure ? "https" : "http");
        headers.set("X-Forwarded-Host", target.authority().text());
        headers.set("X-Forwarded-Port", port);
        headers.set("X-Request-Id", id);
        if (isChunked()) {
            headers.set(HttpHeaderNames.TRANSFER_ENCODING, "chunked");
        }
        upgrade().ifPresent(protocol -> headers.set(HttpHeaderNames.CONNECTION, "Upgrade")
                .set(HttpHeaderNames.UPGRADE, protocol));
        return forwarded;
    }

    private boolean isChunked() {
        return request.headers().contains(HttpHeaderNames.TRANSFER_ENCODING);
    }
}
