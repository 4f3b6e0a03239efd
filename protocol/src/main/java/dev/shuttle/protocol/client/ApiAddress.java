package dev.shuttle.protocol.client;

import java.net.URI;
import java.util.Set;

/**
 * Where a control plane's API is.
 *
 * @param uri {@code http} or {@code https}, a host, perhaps a port and a path; never ends with a slash
 */
public record ApiAddress(URI uri) {

    private static final Set<String> LOOPBACK = Set.of("localhost", "[::1]", "[0:0:0:0:0:0:0:1]");

    /**
     * Checks the address.
     *
     * @throws IllegalArgumentException when it is none; its message says what one looks like
     */
    public ApiAddress {
        boolean web = "http".equalsIgnoreCase(uri.getScheme()) || "https".equalsIgnoreCase(uri.getScheme());
        if (!web || uri.getHost() == null || uri.getRawUserInfo() != null || uri.getRawQuery() != null) {
            throw new IllegalArgumentException(refusal(uri.toString()));
        }
        uri = URI.create(uri.toString().replaceAll("/+$", ""));
    }

    /**
     * Reads what a user typed.
     *
     * @param text such as {@code http://127.0.0.1:8001}
     * @return the address
     * @throws IllegalArgumentException when it is none; its message says what one looks like
     */
    public static ApiAddress parse(String text) {
        URI uri;
        try {
            uri = URI.create(text.strip());
        } catch (IllegalArgumentException notAUri) {
            throw new IllegalArgumentException(refusal(text), notAUri);
        }
        return new ApiAddress(uri);
    }

    /**
     * Whether the control plane is on this machine.
     *
     * @return true for literal loopback addresses and {@code localhost}; nothing is resolved
     */
    public boolean isLoopback() {
        String host = uri.getHost();
        return LOOPBACK.contains(host) || host.matches("127(\\.\\d{1,3}){3}");
    }

    URI resolve(String pathAndQuery) {
        return URI.create(uri + pathAndQuery);
    }

    private static String refusal(String text) {
        return "'" + text + "' is not a valid control-plane URL (expected e.g. http://127.0.0.1:8001).";
    }

    @Override
    public String toString() {
        return uri.toString();
    }
}
