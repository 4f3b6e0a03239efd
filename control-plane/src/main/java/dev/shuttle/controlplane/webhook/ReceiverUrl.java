package dev.shuttle.controlplane.webhook;

import dev.shuttle.controlplane.egress.Egress;
import dev.shuttle.controlplane.egress.Reach;
import dev.shuttle.controlplane.egress.RefusedAddressException;
import dev.shuttle.controlplane.fault.InvalidException;
import java.net.URI;
import java.net.URISyntaxException;
import java.util.Locale;
import java.util.Set;

/** Parses the URL of a receiver. No message holds more of it than its host. */
public final class ReceiverUrl {
    private static final int LONGEST = 2000;
    private static final String NOUN = "webhook";

    private ReceiverUrl() {}

    /** Throws {@link InvalidException}, whose message says what would be valid. */
    public static URI parse(String text) {
        URI url;
        try {
            url = new URI(text.strip());
        } catch (URISyntaxException e) {
            throw new InvalidException(NOUN, "The URL of a webhook is not valid. Send one such as https://host/path.");
        }
        String scheme = url.getScheme() == null ? "" : url.getScheme().toLowerCase(Locale.ROOT);
        if (!Set.of("http", "https").contains(scheme)
                || url.getHost() == null
                || url.getRawUserInfo() != null
                || url.getPort() > 65535
                || url.getPort() == 0
                || text.length() > LONGEST) {
            throw new InvalidException(
                    NOUN,
                    "The URL of a webhook begins with https:// or http:// and a host, has no user and password, and"
                            + " at most " + LONGEST + " characters.");
        }
        return url;
    }

    static void check(Egress egress, URI url, Reach reach) {
        try {
            egress.check(url, reach);
        } catch (RefusedAddressException e) {
            throw new InvalidException(NOUN, "The webhook's URL is refused: " + e.getMessage() + ".");
        }
    }
}
