package dev.shuttle.proxy;

import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Host and port as a client names them.
 *
 * @param text as sent: {@code Hello.Example:8000}
 * @param host the key of the routing table: lower case, no port, no final dot; an IPv6 address keeps its brackets
 */
record Authority(String text, String host) {
    private static final Pattern SYNTAX =
            Pattern.compile("(?<host>\\[[0-9A-Fa-f:.]{2,45}]|[A-Za-z0-9._-]{1,255})(?::(?<port>[0-9]{0,5}))?");

    /** As text; null if none is named. */
    @Nullable
    String port() {
        int colon = text.lastIndexOf(':');
        return colon > text.lastIndexOf(']') ? text.substring(colon + 1) : null;
    }

    static Authority of(String text) throws BadRequestException {
        Matcher matcher = SYNTAX.matcher(text);
        if (!matcher.matches()) {
            throw new BadRequestException("The request has no valid host.");
        }
        String port = matcher.group("port");
        if (port != null && !port.isEmpty() && Integer.parseInt(port) > 65535) {
            throw new BadRequestException("The request's host has a port beyond 65535.");
        }
        String host = matcher.group("host").toLowerCase(Locale.ROOT);
        return new Authority(text, host.endsWith(".") ? host.substring(0, host.length() - 1) : host);
    }
}
