package dev.shuttle.resources;

import java.net.URI;
import java.net.URISyntaxException;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.List;

/** Reads the URL of a server, and complains without repeating it: there is a password in it. */
public final class ServerUri {

    private ServerUri() {}

    public static URI parse(String text, String example, String... schemes) {
        URI uri;
        try {
            uri = new URI(text.strip());
        } catch (URISyntaxException e) {
            // Neither as the cause: its message holds the text.
            throw new IllegalArgumentException("The URL is not valid: " + e.getReason() + " at character "
                    + (e.getIndex() + 1) + ". It looks like " + example
                    + "; write special characters in it as %XX (@ is %40, / is %2F, # is %23).");
        }
        if (uri.getScheme() == null || !List.of(schemes).contains(uri.getScheme())) {
            throw new IllegalArgumentException(
                    "The URL must start with " + String.join(":// or ", schemes) + "://. Example: " + example);
        }
        if (uri.getHost() == null || uri.getHost().isEmpty()) {
            throw new IllegalArgumentException("The URL has no valid host. Example: " + example
                    + "; write special characters in it as %XX (@ is %40, / is %2F, # is %23).");
        }
        return uri;
    }

    /** User and password; empty where there is none. */
    public static String[] user(URI uri) {
        String info = uri.getRawUserInfo();
        if (info == null) {
            return new String[] {"", ""};
        }
        int colon = info.indexOf(':');
        return colon < 0
                ? new String[] {decode(info), ""}
                : new String[] {decode(info.substring(0, colon)), decode(info.substring(colon + 1))};
    }

    private static String decode(String text) {
        return URLDecoder.decode(text.replace("+", "%2B"), StandardCharsets.UTF_8);
    }
}
