package dev.shuttle.proxy;

import io.netty.handler.codec.http.HttpHeaders;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * Headers by which a proxy says who asks, and how: a client must not say it itself. Names are compared as programs that
 * read them from an environment do, for which {@code X_Forwarded_For} is {@code X-Forwarded-For} (RFC 3875 section 4.1.18).
 */
final class ClientClaims {
    /** {@code Proxy} would be read as HTTP_PROXY by CGI programs; the last ones replace the request's target. */
    private static final Set<String> NAMES = Set.of(
            "forwarded",
            "front-end-https",
            "cf-visitor",
            "proxy",
            "x-scheme",
            "x-url-scheme",
            "x-request-id",
            "x-original-host",
            "x-original-url",
            "x-rewrite-url");

    /** Such as True-Client-IP, X-Real-IP, CF-Connecting-IPv6, X-Azure-ClientIP, X-Envoy-External-Address, X-Remote-Addr. */
    private static final Pattern ADDRESS = Pattern.compile(
            "(?:[a-z0-9-]*-)?(?:client|real|connecting|remote|originating|proxyuser|user|external|socket)"
                    + "-?(?:ip|ipv6|addr|address)");

    private ClientClaims() {}

    /** Takes them out, in any spelling; and everything that is another spelling of a header that proxies act on. */
    static void remove(HttpHeaders headers) {
        List<String> claims = headers.names().stream()
                .filter(name -> HeaderName.of(name).isClaim())
                .toList();
        claims.forEach(headers::remove);
    }

    static boolean isClaim(String name) {
        String plain = plain(name);
        return NAMES.contains(plain)
                || plain.startsWith("x-forwarded")
                || plain.startsWith("x-original-forwarded")
                || ADDRESS.matcher(plain).matches();
    }

    /** As an environment variable's name would tell it. */
    static String plain(String name) {
        char[] plain = name.toLowerCase(Locale.ROOT).toCharArray();
        for (int i = 0; i < plain.length; i++) {
            boolean kept = (plain[i] >= 'a' && plain[i] <= 'z') || (plain[i] >= '0' && plain[i] <= '9');
            plain[i] = kept ? plain[i] : '-';
        }
        return new String(plain);
    }
}
