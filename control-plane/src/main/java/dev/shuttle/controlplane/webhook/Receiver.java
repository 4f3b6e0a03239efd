package dev.shuttle.controlplane.webhook;

import com.fasterxml.jackson.annotation.JsonInclude;
import dev.shuttle.controlplane.egress.Reach;
import java.net.URI;
import org.jspecify.annotations.Nullable;

/** Where notices go. All of it is secret: the path of a chat service's URL is a password. */
@JsonInclude(JsonInclude.Include.ALWAYS)
record Receiver(URI url, @Nullable String secret, Reach reach) {

    /** As people may see it. */
    String shown() {
        String port = url.getPort() < 0 ? "" : ":" + url.getPort();
        boolean whole = url.getRawPath().length() <= 1 && url.getRawQuery() == null;
        return url.getScheme() + "://" + url.getHost() + port + (whole ? "" : "/…");
    }

    @Override
    public String toString() {
        return shown();
    }
}
