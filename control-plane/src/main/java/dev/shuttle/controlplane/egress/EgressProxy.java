package dev.shuttle.controlplane.egress;

import java.net.URI;
import java.net.URISyntaxException;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** A proxy between the platform and the outside. Without a user it is not told any password. */
public record EgressProxy(Kind kind, String host, int port, @Nullable String user, String password) {
    /** Its protocol; without TLS to the proxy itself. */
    public enum Kind {
        /** CONNECT for https targets, and requests in absolute form for http ones, which squid would not tunnel. */
        HTTP,
        SOCKS5
    }

    /** RFC 1929: their lengths are a byte each. */
    private static final int LONGEST = 255;

    private static final String WANTED =
            "must be http://HOST:PORT or socks5://HOST:PORT, with USER:PASSWORD@ before the"
                    + " host if the proxy asks for them (a special character in them is percent-encoded)";

    public EgressProxy {
        if (host.isBlank() || port < 1 || port > 65535) {
            throw new IllegalArgumentException("it " + WANTED + ".");
        }
        if (kind == Kind.SOCKS5 && user != null && !(fitsSocks(user) && fitsSocks(password))) {
            throw new IllegalArgumentException(
                    "user and password of a SOCKS5 proxy must be of 1 to 255 ASCII characters each.");
        }
        if (user != null && (user.indexOf(':') >= 0 || hasControls(user) || hasControls(password))) {
            throw new IllegalArgumentException(
                    "its user must not contain a colon, and neither user nor password a control character.");
        }
    }

    /** Throws with a sentence that holds nothing of the URL. */
    public static EgressProxy parse(String url) {
        URI uri;
        try {
            uri = new URI(url);
        } catch (URISyntaxException e) {
            throw new IllegalArgumentException("it " + WANTED + ".");
        }
        String path = uri.getRawPath();
        if (uri.getHost() == null || path == null || !path.matches("/?") || uri.getRawQuery() != null) {
            throw new IllegalArgumentException("it " + WANTED + ".");
        }
        String[] login = uri.getRawUserInfo() == null
                ? new String[0]
                : uri.getRawUserInfo().split(":", 2);
        return new EgressProxy(
                kind(uri.getScheme()),
                uri.getHost().replaceAll("^\\[|]$", ""),
                uri.getPort(),
                login.length == 0 ? null : decoded(login[0]),
                login.length < 2 ? "" : decoded(login[1]));
    }

    private static Kind kind(@Nullable String scheme) {
        return switch (scheme == null ? "" : scheme.toLowerCase(Locale.ROOT)) {
            case "http" -> Kind.HTTP;
            case "socks5", "socks5h" -> Kind.SOCKS5;
            default -> throw new IllegalArgumentException("it " + WANTED + ".");
        };
    }

    private static String decoded(String text) {
        return URLDecoder.decode(text.replace("+", "%2B"), StandardCharsets.UTF_8);
    }

    private static boolean fitsSocks(String text) {
        return !text.isEmpty() && text.length() <= LONGEST && text.chars().allMatch(each -> each < 128);
    }

    private static boolean hasControls(String text) {
        return text.chars().anyMatch(Character::isISOControl);
    }

    @Override
    public String toString() {
        return kind + " " + host + ":" + port;
    }
}
