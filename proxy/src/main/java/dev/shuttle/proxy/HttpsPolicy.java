package dev.shuttle.proxy;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * How clear text is answered.
 *
 * @param redirectPort of TLS, as clients dial it, where requests in clear are sent to; 0: they are served
 * @param hsts how long browsers ask over TLS only after they have once (RFC 6797); null: they are not told
 */
public record HttpsPolicy(int redirectPort, @Nullable Duration hsts) {
    static final HttpsPolicy NONE = new HttpsPolicy(0, null);
}
