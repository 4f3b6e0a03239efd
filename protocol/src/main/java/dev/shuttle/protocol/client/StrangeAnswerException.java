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

    private StrangeAnswerException(@Nullable Throwable cause, String message) {
        super(message, cause);
    }

    /** A control plane, which says something that this client cannot read. */
    static StrangeAnswerException ofControlPlane(
            ApiAddress api, String version, String what, @Nullable Throwable cause) {
        return new StrangeAnswerException(
                cause,
                "The control plane at " + api + ", version " + version + ", answered " + what + ", which cannot be"
                        + " understood here: try again, and if that does not help, set the plugin to the server's"
                        + " version, which " + api + "/maven has.");
    }

    /** A proxy that does not know us. */
    static StrangeAnswerException ofProxy(ApiAddress api) {
        return new StrangeAnswerException(
                null,
                "The proxy on the way to " + api + " asks for another user name and password (status 407): give those"
                        + " of the <proxy> in settings.xml, and if they are right there, start Maven with"
                        + " MAVEN_OPTS=-Djdk.http.auth.tunneling.disabledSchemes=");
    }
}
