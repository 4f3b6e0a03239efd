package dev.shuttle.protocol.client;

import org.jspecify.annotations.Nullable;

/** Something answered that does not speak the API: another server, a proxy's error page, a login page, a redirect. */
public final class StrangeAnswerException extends ClientException {

    StrangeAnswerException(ApiAddress api, String what, @Nullable Throwable cause) {
        super(
                "What answers at " + api + " is no control plane, or something stands in between: it answered " + what
                        + ". Check the address that -Dshuttle.api or SHUTTLE_API gives.",
                cause);
    }
}
