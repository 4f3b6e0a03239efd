package dev.shuttle.controlplane.egress;

import java.net.ConnectException;
import java.net.SocketTimeoutException;
import java.net.UnknownHostException;
import java.net.http.HttpTimeoutException;
import javax.net.ssl.SSLException;
import org.jspecify.annotations.Nullable;

/** Explains why a server on the outside gave no answer, in words that hold no address and no password. */
public final class EgressFaults {
    private static final int DEEPEST = 20;

    private EgressFaults() {}

    public static String reason(Throwable thrown) {
        ProxyFailedException proxy = cause(thrown, ProxyFailedException.class);
        if (proxy != null) {
            return String.valueOf(proxy.getMessage());
        }
        if (cause(thrown, UnknownHostException.class) != null) {
            return "unknown host";
        }
        if (cause(thrown, ConnectException.class) != null) {
            return "connection refused";
        }
        if (cause(thrown, HttpTimeoutException.class) != null || cause(thrown, SocketTimeoutException.class) != null) {
            return "it does not answer in time";
        }
        if (cause(thrown, SSLException.class) != null) {
            return "its certificate or TLS version is not accepted";
        }
        if (cause(thrown, NotHttpException.class) != null) {
            return "its answer is not HTTP/1.1";
        }
        return "the connection was closed";
    }

    /** The first of that kind among a failure and its causes; null if there is none. */
    static <T extends Throwable> @Nullable T cause(Throwable thrown, Class<T> type) {
        Throwable at = thrown;
        for (int depth = 0; at != null && depth < DEEPEST; depth++) {
            if (type.isInstance(at)) {
                return type.cast(at);
            }
            at = at.getCause();
        }
        return null;
    }
}
