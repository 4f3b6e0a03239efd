package dev.shuttle.proxy;

import io.netty.handler.codec.http.DefaultHttpHeadersFactory;
import io.netty.handler.codec.http.DefaultHttpRequest;
import io.netty.handler.codec.http.DefaultHttpResponse;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpResponse;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.HttpVersion;
import io.netty.handler.codec.http2.Http2Headers;
import io.netty.handler.codec.http2.Http2Headers.PseudoHeaderName;
import io.netty.util.AsciiString;
import java.util.List;
import java.util.Map;
import java.util.StringJoiner;
import org.jspecify.annotations.Nullable;

/**
 * HTTP/2 heads as HTTP/1.1 messages, in whose terms exchanges are. The codec has checked the order of pseudo-headers
 * and headers that belong to a connection; what could be read in another way by an upstream is refused here (RFC 9113
 * sections 8.2 and 8.3).
 */
final class Http2Translation {
    private Http2Translation() {}

    /** Malformed: the stream ends with PROTOCOL_ERROR, since there is no request to answer. */
    static final class MalformedException extends Exception {
        MalformedException(String message) {
            super(message, null, false, false);
        }
    }

    static HttpRequest request(Http2Headers headers, boolean ended) throws MalformedException {
        try {
            HttpMethod method = new HttpMethod(required(headers, PseudoHeaderName.METHOD));
            String authority = one(headers, PseudoHeaderName.AUTHORITY);
            String target = method.equals(HttpMethod.CONNECT) ? authority : path(headers, method);
            HttpRequest request = new DefaultHttpRequest(HttpVersion.HTTP_1_1, method, target == null ? "" : target);
            copy(headers, request.headers());
            host(request.headers(), authority);
            frame(request.headers(), ended);
            return request;
        } catch (IllegalArgumentException e) {
            throw new MalformedException("it has a name or a value that HTTP does not allow");
        }
    }

    /** An upstream's answer, or an interim one; a switch of protocols is none (RFC 9113 section 8.6). */
    static HttpResponse response(Http2Headers headers) throws MalformedException {
        String status = required(headers, PseudoHeaderName.STATUS);
        if (!status.matches("[1-9][0-9]{2}") || status.equals("101")) {
            throw new MalformedException("its status is not one of HTTP/2");
        }
        HttpResponse response =
                new DefaultHttpResponse(HttpVersion.HTTP_1_1, HttpResponseStatus.valueOf(Integer.parseInt(status)));
        try {
            copy(headers, response.headers());
        } catch (IllegalArgumentException e) {
            throw new MalformedException("it has a name or a value that HTTP does not allow");
        }
        return response;
    }

    /** The fields behind a body. */
    static HttpHeaders trailers(Http2Headers headers) throws MalformedException {
        HttpHeaders trailers = DefaultHttpHeadersFactory.headersFactory().newHeaders();
        for (Map.Entry<CharSequence, CharSequence> field : headers) {
            if (Http2Headers.PseudoHeaderName.hasPseudoHeaderFormat(field.getKey())) {
                throw new MalformedException("its trailers have a pseudo-header");
            }
        }
        try {
            copy(headers, trailers);
        } catch (IllegalArgumentException e) {
            throw new MalformedException("its trailers have a name or a value that HTTP does not allow");
        }
        return trailers;
    }

    private static String path(Http2Headers headers, HttpMethod method) throws MalformedException {
        String scheme = required(headers, PseudoHeaderName.SCHEME);
        String path = required(headers, PseudoHeaderName.PATH);
        boolean known = scheme.equalsIgnoreCase("http") || scheme.equalsIgnoreCase("https");
        boolean asterisk = path.equals("*") && method.equals(HttpMethod.OPTIONS);
        if (!known || !(path.startsWith("/") || asterisk) || path.chars().anyMatch(c -> c <= ' ' || c == 0x7f)) {
            throw new MalformedException("its scheme or path is not one of HTTP");
        }
        return path;
    }

    private static String required(Http2Headers headers, PseudoHeaderName name) throws MalformedException {
        String value = one(headers, name);
        if (value == null) {
            throw new MalformedException("it has no " + name.value());
        }
        return value;
    }

    private static @Nullable String one(Http2Headers headers, PseudoHeaderName name) throws MalformedException {
        List<CharSequence> values = headers.getAll(name.value());
        if (values.size() > 1) {
            throw new MalformedException("it has " + name.value() + " twice");
        }
        return values.isEmpty() ? null : values.get(0).toString();
    }

    private static void copy(Http2Headers from, HttpHeaders to) throws MalformedException {
        StringJoiner cookies = new StringJoiner("; "); // may come in pieces (RFC 9113 section 8.2.3)
        for (Map.Entry<CharSequence, CharSequence> field : from) {
            AsciiString name = AsciiString.of(field.getKey());
            if (PseudoHeaderName.hasPseudoHeaderFormat(name)) {
                continue;
            }
            String value = field.getValue().toString();
            if (!value.equals(value.strip())) {
                throw new MalformedException("a value begins or ends with white space");
            }
            if (name.contentEquals(HttpHeaderNames.COOKIE)) {
                cookies.add(value);
            } else {
                to.add(name, value);
            }
        }
        if (cookies.length() > 0) {
            to.add(HttpHeaderNames.COOKIE, cookies.toString());
        }
    }

    /** One host, by whatever name it is told. */
    private static void host(HttpHeaders headers, @Nullable String authority) throws MalformedException {
        if (authority == null) {
            return;
        }
        for (String host : headers.getAll(HttpHeaderNames.HOST)) {
            if (!host.equalsIgnoreCase(authority)) {
                throw new MalformedException("its Host is not its authority");
            }
        }
        headers.set(HttpHeaderNames.HOST, authority);
    }

    /** The body's length is told by frames; a Content-Length, which the codec compares with them, has to be one. */
    private static void frame(HttpHeaders headers, boolean ended) throws MalformedException {
        List<String> lengths = headers.getAll(HttpHeaderNames.CONTENT_LENGTH);
        boolean plain =
                lengths.isEmpty() || (lengths.size() == 1 && lengths.get(0).matches("[0-9]{1,18}"));
        if (!plain || (ended && !lengths.isEmpty() && Long.parseLong(lengths.get(0)) > 0)) {
            throw new MalformedException("its Content-Length is not that of its body");
        }
        if (!ended && lengths.isEmpty()) {
            headers.set(HttpHeaderNames.TRANSFER_ENCODING, "chunked");
        }
    }
}
