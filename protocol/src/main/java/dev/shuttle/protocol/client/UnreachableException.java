package dev.shuttle.protocol.client;

import java.io.IOException;
import java.net.ConnectException;
import java.net.NoRouteToHostException;
import java.net.SocketTimeoutException;
import java.net.UnknownHostException;
import java.net.http.HttpConnectTimeoutException;
import java.net.http.HttpTimeoutException;
import java.nio.channels.UnresolvedAddressException;
import javax.net.ssl.SSLException;

/** No answer: nothing listens there, the connection was closed, or it timed out. A retry may help. */
public final class UnreachableException extends ClientException {

    UnreachableException(ApiAddress api, IOException cause) {
        super(explain(api, cause), cause);
    }

    private static String explain(ApiAddress api, IOException cause) {
        if (cause instanceof ConnectException
                || cause instanceof HttpConnectTimeoutException
                || cause instanceof NoRouteToHostException
                || cause instanceof UnknownHostException) {
            return "No control plane answers at " + api + " (" + missing(cause)
                    + "): start one with ./quickstart or 'java -jar control-plane.jar', or use"
                    + " another address with -Dshuttle.api=http://HOST:PORT.";
        }
        if (cause instanceof SSLException && reason(cause).contains("unrecognized SSL message")) {
            return api + " does not speak TLS: use http:// in -Dshuttle.api or SHUTTLE_API, or the port that has TLS.";
        }
        if (cause instanceof SSLException) {
            return "The certificate of " + api + " is not trusted (" + reason(cause) + "). Check the address; if the"
                    + " certificate comes from your own authority, add that to a trust store and pass it with"
                    + " MAVEN_OPTS=-Djavax.net.ssl.trustStore=FILE.";
        }
        if (cause instanceof HttpTimeoutException || cause instanceof SocketTimeoutException) {
            return "The control plane at " + api + " took too long to answer: try again, and see its log.";
        }
        return "The connection to the control plane at " + api + " broke (" + reason(cause)
                + "): try again, and see its log.";
    }

    /** In the words of other programs; the JDK's clients say it in various ways, or not at all. */
    private static String missing(IOException cause) {
        for (Throwable each = cause; each != null; each = each.getCause()) {
            if (each instanceof UnknownHostException || each instanceof UnresolvedAddressException) {
                return "unknown host";
            }
            if (each instanceof NoRouteToHostException) {
                return "no route to host";
            }
            if (each instanceof HttpConnectTimeoutException
                    || String.valueOf(each.getMessage()).contains("timed out")) {
                return "no answer in time";
            }
        }
        return "connection refused";
    }

    private static String reason(IOException cause) {
        String message = cause.getMessage();
        return message == null ? cause.getClass().getSimpleName() : message;
    }
}
