package dev.shuttle.controlplane.http;

import dev.shuttle.proxy.forwarded.Clients;
import dev.shuttle.proxy.forwarded.TrustedProxies;
import io.javalin.http.Context;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * The origin that the client has in its address line, as RFC 6454 writes it: by what the proxies before us say, if they are
 * believed.
 *
 * @param scheme {@code http} or {@code https}
 * @param authority host, and port where it is not the scheme's own
 */
public record AskedOrigin(String scheme, String authority) {

    static AskedOrigin of(Context ctx, Clients clients) {
        boolean believed = clients.believes(ctx.ip(), ctx.header(Clients.HEADER));
        String proto = believed ? Objects.requireNonNullElse(last(ctx, "X-Forwarded-Proto"), "http") : "http";
        @Nullable String host = believed ? last(ctx, "X-Forwarded-Host") : null;
        String authority = Objects.requireNonNullElse(host == null ? ctx.header("Host") : host, "");
        @Nullable String port = believed ? last(ctx, "X-Forwarded-Port") : null;
        return new AskedOrigin(proto.toLowerCase(Locale.ROOT), authority.toLowerCase(Locale.ROOT)).at(port);
    }

    /** Some proxies tell the host without its port. */
    private AskedOrigin at(@Nullable String port) {
        boolean told = authority.matches(".*:[0-9]+");
        boolean usual = port == null || port.equals(isSecure() ? "443" : "80") || !port.matches("[0-9]{1,5}");
        return told || usual ? this : new AskedOrigin(scheme, authority + ":" + port);
    }

    private static @Nullable String last(Context ctx, String header) {
        List<String> members = TrustedProxies.members(Collections.list(ctx.req().getHeaders(header)));
        return members.isEmpty() ? null : members.get(members.size() - 1);
    }

    /** Whether it is reached by TLS. */
    public boolean isSecure() {
        return scheme.equals("https");
    }

    @Override
    public String toString() {
        return scheme + "://" + authority;
    }
}
