package dev.shuttle.protocol.client;

import org.jspecify.annotations.Nullable;

/** Something answered that does not speak the API: another server, a proxy's error page, a login page, a redirect. */
public final class UnexpectedResponseException extends ClientException {

    UnexpectedResponseException(ApiAddress api, String what, @Nullable Throwable cause) {
        super(
                api + " does not answer like a control plane, or a proxy is in between: it answered " + what
                        + ". Check -Dshuttle.api or SHUTTLE_API.",
                cause);
    }

    private UnexpectedResponseException(@Nullable Throwable cause, String message) {
        super(message, cause);
    }

    /** A control plane, which says something that this client cannot read. */
    static UnexpectedResponseException ofControlPlane(
            ApiAddress api, String version, String what, @Nullable Throwable cause) {
        return new UnexpectedResponseException(
                cause,
                "The control plane at " + api + ", version " + version + ", answered " + what + ", which this client"
                        + " does not understand. Try again; if that does not help, use the plugin of the server's"
                        + " version, which " + api + "/maven has.");
    }

    /** A proxy that does not know us. */
    static UnexpectedResponseException ofProxy(ApiAddress api) {
        return new UnexpectedResponseException(
                null,
                "The proxy for " + api + " refuses the user name and password (status 407): check the"
                        + " <proxy> in settings.xml; if they are right, start Maven with"
                        + " MAVEN_OPTS=-Djdk.http.auth.tunneling.disabledSchemes=");
    }
}
