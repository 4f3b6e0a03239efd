package dev.shuttle.proxy;

import dev.shuttle.proxy.forwarded.ClientNetwork;
import dev.shuttle.proxy.forwarded.IpAddress;
import dev.shuttle.proxy.forwarded.TrustedProxies;
import io.netty.handler.codec.http.DefaultHttpRequest;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaderValues;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.HttpUtil;
import io.netty.handler.codec.http.HttpVersion;
import java.util.List;
import java.util.Map;
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
    private static final HeaderName REQUEST_ID_NAME = HeaderName.of("X-Request-Id");
    private static final Pattern GRPC = Pattern.compile("(?i)application/grpc(\\s*;|\\+|$)");
    /** Its end can be told, and what it is cannot (RFC 9112 section 6.1). */
    private static final Pattern DELIMITED = Pattern.compile("(?i)(?!.*chunked.*chunked)[^,]+,\\s*chunked");

    private final HttpRequest request;
    private final RequestTarget target;
    private final ClientSide side;
    private final TrustedProxies trusted;
    private final String id;
    private final boolean chunked;
    private final long contentLength;

    private RequestHead(
            HttpRequest request, RequestTarget target, ClientSide.Connection connection, TrustedProxies trusted) {
        this.request = request;
        this.target = target;
        this.side = ClientSide.of(request.headers(), target.authority(), connection, trusted);
        this.trusted = trusted;
        this.chunked = request.headers().contains(HttpHeaderNames.TRANSFER_ENCODING);
        this.contentLength = HttpUtil.getContentLength(request, 0L);
        String sent = request.headers().get("x-request-id");
        id = sent != null && REQUEST_ID.matcher(sent).matches() ? sent : freshId();
    }

    /** Checks what the codec does not. */
    static RequestHead of(HttpRequest request, ClientSide.Connection connection, TrustedProxies trusted)
            throws BadRequestException {
        HttpVersion version = request.protocolVersion();
        if (version.majorVersion() != 1) { // a later minor version is answered as HTTP/1.1 (RFC 9110 section 2.5)
            throw new BadRequestException(
                    HttpResponseStatus.HTTP_VERSION_NOT_SUPPORTED, "Only HTTP/1.0, HTTP/1.1 and HTTP/2 are supported.");
        }
        if (request.method().equals(HttpMethod.CONNECT)) {
            throw new BadRequestException(HttpResponseStatus.METHOD_NOT_ALLOWED, "CONNECT is not supported.");
        }
        checkFraming(request.headers());
        return new RequestHead(request, RequestTarget.of(request, connection), connection, trusted);
    }

    private static void checkFraming(HttpHeaders headers) throws BadRequestException {
        List<String> encodings = headers.getAll(HttpHeaderNames.TRANSFER_ENCODING);
        if (!encodings.isEmpty() && !(encodings.size() == 1 && encodings.get(0).equalsIgnoreCase("chunked"))) {
            throw new BadRequestException(
                    DELIMITED.matcher(String.join(",", encodings)).matches()
                            ? HttpResponseStatus.NOT_IMPLEMENTED
                            : HttpResponseStatus.BAD_REQUEST,
                    "The only supported transfer coding is chunked.");
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

    /** The network that counts as one client. */
    String client() {
        return ClientNetwork.of(clientAddress());
    }

    String clientAddress() {
        return IpAddress.text(side.chain().get(0));
    }

    /** The same at another host, asked for in the same way: with a port if the client named one. */
    String urlAt(String other) {
        String port = side.host().port();
        return url(side.secure() ? "https" : "http", other, port == null || port.isEmpty() ? "" : ":" + port);
    }

    /** Of the same path; {@code port} is empty, or begins with its colon. */
    String url(String scheme, String host, String port) {
        return scheme + "://" + host + port + (path().startsWith("/") ? path() : "/");
    }

    /** As it was announced; 0 if it was not. */
    long contentLength() {
        return contentLength;
    }

    @Nullable
    String authorization() {
        return request.headers().get(HttpHeaderNames.AUTHORIZATION);
    }

    /** As the client sent it; null: it sent none, or none that is valid. */
    @Nullable
    TraceContext trace() {
        List<String> sent = request.headers().getAll(TraceContext.HEADER);
        return sent.size() == 1 ? TraceContext.parse(sent.get(0).strip()) : null;
    }

    /** {@code recorded} is the span that the service was told, if there is one. */
    AccessEntry entry(@Nullable String deployment, @Nullable RequestTrace recorded, FinishedRequest end) {
        return new AccessEntry(
                id,
                recorded == null
                        ? request.headers().get(TraceContext.HEADER)
                        : recorded.context().toString(),
                clientAddress(),
                request.method().name(),
                host(),
                path(),
                request.headers().get(HttpHeaderNames.USER_AGENT),
                deployment,
                end);
    }

    /** With the query. */
    String path() {
        return target.path();
    }

    /** Whether it only asks. */
    boolean isSafe() {
        return request.method().equals(HttpMethod.GET) || isHead();
    }

    /** Whether it carries a key of the API's. */
    boolean hasKey() {
        return request.headers().contains(HttpHeaderNames.AUTHORIZATION);
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
        return chunked || contentLength > 0;
    }

    /** Whether sending it twice does no harm and is possible. */
    boolean isRepeatable() {
        return !hasBody() && IDEMPOTENT.contains(request.method());
    }

    /**
     * Whether the client wants to change to the one protocol that is passed on; any other wish is ignored (RFC 9110 section
     * 7.8), as is one with a body or by HTTP/1.0.
     */
    boolean isWebSocket() {
        HttpHeaders headers = request.headers();
        return request.method().equals(HttpMethod.GET)
                && !hasBody()
                && !isHttp10()
                && headers.containsValue(HttpHeaderNames.CONNECTION, HttpHeaderValues.UPGRADE, true)
                && headers.containsValue(HttpHeaderNames.UPGRADE, HttpHeaderValues.WEBSOCKET, true);
    }

    /** Whether the client asks over TLS, which may end at a proxy before us. */
    boolean isSecure() {
        return side.secure();
    }

    /** Whether it is a call of gRPC, which needs HTTP/2 to the upstream too. */
    boolean isGrpc() {
        String type = request.headers().get(HttpHeaderNames.CONTENT_TYPE);
        return type != null && GRPC.matcher(type).lookingAt();
    }

    /** The same for an upstream that is asked over HTTP/2: that trailers are understood is for it to know. */
    HttpRequest forHttp2Upstream(Map<String, String> more) {
        HttpRequest forwarded = forUpstream(more);
        if (request.headers().containsValue(HttpHeaderNames.TE, HttpHeaderValues.TRAILERS, true)) {
            forwarded.headers().set(HttpHeaderNames.TE, HttpHeaderValues.TRAILERS);
        }
        return forwarded;
    }

    /** The head for the upstream, always HTTP/1.1, with headers for this one only; a new one each time. */
    HttpRequest forUpstream(Map<String, String> more) {
        HeaderLines headers = HopByHop.endToEnd(request.headers());
        headers.removeIf(HeaderName::isClaim);
        headers.set(HttpHeaderNames.HOST, target.authority().text());
        side.write(headers, request.headers(), trusted);
        headers.add(REQUEST_ID_NAME, id);
        more.forEach(headers::set);
        if (chunked) {
            headers.set(HttpHeaderNames.TRANSFER_ENCODING, "chunked");
        }
        if (isWebSocket()) {
            headers.set(HttpHeaderNames.CONNECTION, HttpHeaderValues.UPGRADE)
                    .set(HttpHeaderNames.UPGRADE, HttpHeaderValues.WEBSOCKET);
        }
        return new DefaultHttpRequest(HttpVersion.HTTP_1_1, request.method(), target.path(), headers);
    }
}
