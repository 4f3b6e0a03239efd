package dev.shuttle.proxy;

import io.netty.handler.codec.http.HttpHeaders;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/** Which headers end at the proxy (RFC 9110 section 7.6.1), and which a client must not have dropped by listing them. */
final class HopByHop {
    private static final Set<String> NAMES = Set.of(
            "connection",
            "http2-settings",
            "keep-alive",
            "proxy-connection",
            "proxy-authenticate",
            "proxy-authorization",
            "te",
            "transfer-encoding",
            "upgrade");

    /** Headers that define a message; a {@code Connection: host} that removed one would change its meaning. */
    private static final Set<String> ESSENTIAL = Set.of(
            "host",
            "content-length",
            "content-type",
            "content-encoding",
            "content-range",
            "authorization",
            "cookie",
            "set-cookie",
            "expect",
            "date",
            "location",
            "cache-control",
            "range",
            "if-match",
            "if-none-match",
            "origin",
            "trailer",
            "vary",
            "www-authenticate",
            "x-request-id",
            "x-forwarded-for",
            "x-forwarded-proto",
            "x-forwarded-host",
            "x-forwarded-port",
            "sec-websocket-key",
            "sec-websocket-accept",
            "sec-websocket-version",
            "sec-websocket-protocol",
            "sec-websocket-extensions");

    private HopByHop() {}

    /** Whether a header of that name ends at the proxy. */
    static boolean contains(String name) {
        return NAMES.contains(name.toLowerCase(Locale.ROOT));
    }

    /** Those of a message that go on to the other side. */
    static HeaderLines endToEnd(HttpHeaders from) {
        HeaderLines to = new HeaderLines();
        if (from instanceof HeaderLines lines) {
            to = lines.only(name -> !name.isHopByHop());
        } else {
            for (Map.Entry<String, String> header : from) {
                if (!contains(header.getKey())) {
                    to.add(header.getKey(), header.getValue());
                }
            }
        }
        removeListed(from, to);
        return to;
    }

    private static void removeListed(HttpHeaders from, HttpHeaders to) {
        for (String list : from.getAll("connection")) {
            if (contains(list)) {
                continue; // "keep-alive" mostly: it has been left out
            }
            for (String listed : list.split(",", -1)) {
                String name = listed.trim().toLowerCase(Locale.ROOT);
                if (!name.isEmpty() && !ESSENTIAL.contains(name)) {
                    to.remove(name);
                }
            }
        }
    }

    /** Whether a name would be one of these, if it had hyphens where it has not. */
    static boolean isOtherSpelling(String name) {
        String plain = ClientClaims.plain(name);
        return !plain.equals(name.toLowerCase(Locale.ROOT)) && (NAMES.contains(plain) || ESSENTIAL.contains(plain));
    }

    /** Takes out of trailers what must not come that late (RFC 9110 section 6.5.1). */
    static void clean(HttpHeaders trailers) {
        NAMES.forEach(trailers::remove);
        ESSENTIAL.forEach(trailers::remove);
        ClientClaims.remove(trailers);
    }
}
