package dev.shuttle.proxy;

import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpRequest;
import java.nio.charset.StandardCharsets;
import java.util.Locale;

/**
 * The host and path of a request (RFC 9112 section 3.2): {@code /path}, {@code http://host/path}, whose authority wins
 * over the Host header, or {@code *} with OPTIONS.
 *
 * @param authority whose
 * @param path what goes to the upstream, beginning with a slash, or {@code *}
 */
record RequestTarget(Authority authority, String path) {

    static RequestTarget of(HttpRequest request, ClientSide.Connection connection) throws BadRequestException {
        Authority named = connection.authority(host(request));
        String target = clean(request.uri());
        if (target.startsWith("/") || (target.equals("*") && request.method().equals(HttpMethod.OPTIONS))) {
            return new RequestTarget(named, target);
        }
        return absolute(target);
    }

    private static String host(HttpRequest request) throws BadRequestException {
        var hosts = request.headers().getAll("host");
        if (hosts.size() != 1) {
            throw new BadRequestException(
                    "A request needs exactly one Host header, this one has " + hosts.size() + ".");
        }
        return hosts.get(0);
    }

    private static RequestTarget absolute(String target) throws BadRequestException {
        String lower = target.toLowerCase(Locale.ROOT);
        int start = lower.startsWith("http://") ? 7 : lower.startsWith("https://") ? 8 : -1;
        if (start < 0) {
            throw new BadRequestException("The request's target is neither a path nor an http address.");
        }
        int end = start;
        while (end < target.length() && target.charAt(end) != '/' && target.charAt(end) != '?') {
            end++;
        }
        String path = target.substring(end);
        return new RequestTarget(Authority.of(target.substring(start, end)), path.startsWith("/") ? path : "/" + path);
    }

    /** Bytes beyond ASCII, which sloppy clients send, are escaped: the codec would encode them a second time. */
    private static String clean(String target) throws BadRequestException {
        if (target.indexOf('#') >= 0) {
            throw new BadRequestException("The request's target has a fragment.");
        }
        int clean = 0;
        while (clean < target.length() && target.charAt(clean) > ' ' && target.charAt(clean) < 0x7f) {
            clean++;
        }
        if (clean == target.length()) {
            return target;
        }
        StringBuilder escaped = new StringBuilder();
        for (byte b : target.getBytes(StandardCharsets.ISO_8859_1)) {
            if (b > ' ' && b < 0x7f) {
                escaped.append((char) b);
            } else {
                escaped.append(String.format("%%%02X", b & 0xff));
            }
        }
        return escaped.toString();
    }
}
