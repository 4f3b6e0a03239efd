package dev.shuttle.proxy;

import dev.shuttle.proxy.forwarded.ForwardedHeader;
import dev.shuttle.proxy.forwarded.IpAddress;
import dev.shuttle.proxy.forwarded.TrustedProxies;
import io.netty.handler.codec.http.HttpHeaders;
import java.net.InetAddress;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * How a client asks, as the upstream is told: by its connection, or where that is a trusted proxy's, by what that one says of
 * the client's. Where it says it twice, by X-Forwarded-* and by Forwarded, and not the same, Forwarded is dropped: most
 * proxies set the former, and pass on the latter as a client sent it.
 *
 * @param chain the addresses from the client to the peer of our connection
 * @param forwardedFor the same as text
 * @param host as the client named it
 * @param port that the client asked at
 * @param standard whether it is told by Forwarded too, RFC 7239
 */
record ClientSide(
        List<InetAddress> chain, String forwardedFor, boolean secure, Authority host, String port, boolean standard) {
    private static final HeaderName FOR = HeaderName.of("X-Forwarded-For");
    private static final HeaderName PROTO = HeaderName.of("X-Forwarded-Proto");
    private static final HeaderName HOST = HeaderName.of("X-Forwarded-Host");
    private static final HeaderName PORT = HeaderName.of("X-Forwarded-Port");
    private static final int HTTPS = 443;
    private static final int HTTP = 80;
    /** Prefix, Ssl and others: passed on for a trusted proxy, as it wrote them. */
    private static final Pattern OTHERS = Pattern.compile("(?i)x-forwarded-(?!(for|proto|host|port)$)[a-z0-9-]+");

    /** Our end of a connection, and the host that it has asked for last. For one event loop. */
    static final class Connection {
        private final InetAddress peer;
        private final int port;
        private final boolean secure;
        private @Nullable ClientSide last;

        Connection(InetAddress peer, int port, boolean secure) {
            this.peer = peer;
            this.port = port;
            this.secure = secure;
        }

        /** Most connections ask for one host only. */
        Authority authority(String text) throws BadRequestException {
            return last != null && last.host.text().equals(text) ? last.host : Authority.of(text);
        }

        private ClientSide direct(Authority asked) {
            ClientSide side = last;
            if (side == null || !side.host.equals(asked)) {
                side = ClientSide.of(List.of(peer), secure, asked, port, false);
                last = side;
            }
            return side;
        }
    }

    static ClientSide of(HttpHeaders headers, Authority asked, Connection connection, TrustedProxies trusted) {
        if (!trusted.trust(connection.peer)) {
            return connection.direct(asked);
        }
        List<Map<String, String>> elements = ForwardedHeader.parse(headers.getAll("Forwarded"));
        List<InetAddress> byStandard = trusted.chain(
                connection.peer,
                elements.stream()
                        .map(each -> each.getOrDefault("for", "unknown"))
                        .toList());
        List<String> forwardedFor = TrustedProxies.members(headers.getAll("X-Forwarded-For"));
        List<InetAddress> chain = forwardedFor.isEmpty() ? byStandard : trusted.chain(connection.peer, forwardedFor);
        boolean standard = !elements.isEmpty() && chain.equals(byStandard);
        int hops = Math.max(1, chain.size() - 1);
        @Nullable String proto = said(headers, "X-Forwarded-Proto", hops);
        @Nullable String host = said(headers, "X-Forwarded-Host", hops);
        if (standard && proto == null) {
            proto = elements.get(Math.max(0, elements.size() - hops)).get("proto");
        }
        if (standard && host == null) {
            host = elements.get(Math.max(0, elements.size() - hops)).get("host");
        }
        return of(chain, standard, proto, authority(host, asked), said(headers, "X-Forwarded-Port", hops), connection);
    }

    private static ClientSide of(
            List<InetAddress> chain,
            boolean standard,
            @Nullable String proto,
            Authority host,
            @Nullable String port,
            Connection connection) {
        boolean said = "https".equalsIgnoreCase(proto) || "http".equalsIgnoreCase(proto);
        boolean secure = said ? "https".equalsIgnoreCase(proto) : connection.secure;
        int usual = said ? (secure ? HTTPS : HTTP) : connection.port;
        return of(chain, secure, host, port(port, port(host.port(), usual)), standard);
    }

    private static ClientSide of(List<InetAddress> chain, boolean secure, Authority host, int port, boolean standard) {
        String text = chain.stream().map(IpAddress::text).collect(Collectors.joining(", "));
        return new ClientSide(chain, text, secure, host, String.valueOf(port), standard);
    }

    /** The first words of those who are believed: one member of the list is of each. */
    private static @Nullable String said(HttpHeaders headers, String name, int hops) {
        List<String> members = TrustedProxies.members(headers.getAll(name));
        return members.isEmpty() ? null : members.get(Math.max(0, members.size() - hops));
    }

    private static Authority authority(@Nullable String said, Authority otherwise) {
        try {
            return said == null ? otherwise : Authority.of(said);
        } catch (BadRequestException e) {
            return otherwise;
        }
    }

    private static int port(@Nullable String text, int otherwise) {
        int port = text != null && text.matches("[0-9]{1,5}") ? Integer.parseInt(text) : 0;
        return port < 1 || port > 65535 ? otherwise : port;
    }

    /** Into a head that says nothing of it yet; {@code said} are the headers as they arrived. */
    void write(HeaderLines to, HttpHeaders said, TrustedProxies trusted) {
        if (trusted.trust(chain.get(chain.size() - 1))) {
            said.forEach(header -> {
                if (OTHERS.matcher(header.getKey()).matches()) {
                    to.add(header.getKey(), header.getValue());
                }
            });
        }
        to.add(FOR, forwardedFor);
        to.add(PROTO, scheme());
        to.add(HOST, host.text());
        to.add(PORT, port);
        if (standard) {
            to.set("Forwarded", forwarded());
        }
    }

    private String forwarded() {
        String hops = chain.stream()
                .map(address -> "for=" + ForwardedHeader.node(IpAddress.text(address)))
                .collect(Collectors.joining(", "));
        String client = ";proto=" + scheme() + ";host=\"" + host.text() + "\"";
        int first = hops.indexOf(',');
        return first < 0 ? hops + client : hops.substring(0, first) + client + hops.substring(first);
    }

    private String scheme() {
        return secure ? "https" : "http";
    }
}
