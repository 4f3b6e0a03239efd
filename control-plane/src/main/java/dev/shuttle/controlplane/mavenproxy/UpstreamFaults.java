package dev.shuttle.controlplane.mavenproxy;

import dev.shuttle.controlplane.egress.EgressFaults;
import java.net.SocketTimeoutException;
import java.net.http.HttpTimeoutException;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/** Explains failures of an upstream repository, in sentences for the build's log. None holds a password or an address. */
final class UpstreamFaults {

    private static final String ASK = " Deploy again later; if it fails again, ask the operator about the network and"
            + " SHUTTLE_MAVEN_SETTINGS.";

    private UpstreamFaults() {}

    static boolean isAbsent(int status) {
        return status == 404 || status == 410;
    }

    /** Passes for 200. */
    static void check(UpstreamRepository upstream, int status) {
        if (status != 200) {
            throw failed(answered(upstream, status));
        }
    }

    private static FetchFailedException answered(UpstreamRepository upstream, int status) {
        if (isAbsent(status)) {
            return new FetchFailedException(
                    FetchFailedException.NOT_FOUND, false, upstream.title() + " has no such file.");
        }
        return switch (status) {
            case 401, 403, 407 -> new FetchFailedException(
                    403,
                    false,
                    upstream.title() + " refuses the request with the operator's password (" + status
                            + "). The operator must fix the server of that id in SHUTTLE_MAVEN_SETTINGS.");
            case 429, 503 -> new FetchFailedException(
                    503, true, upstream.title() + " is too busy (" + status + "). Deploy again later.");
            default -> new FetchFailedException(
                    502, status >= 500, upstream.title() + " answered with the status " + status + "." + ASK);
        };
    }

    static FetchFailedException damaged(UpstreamRepository upstream, ArtifactPath path) {
        return new FetchFailedException(
                502,
                true,
                upstream.title() + " sent " + path.fileName()
                        + " twice with a checksum that does not match its .sha1. It is not used." + ASK);
    }

    static FetchFailedException notWritten() {
        return new FetchFailedException(
                507, false, "The server cannot store the file: its disk may be full. Ask the operator.");
    }

    /** To be thrown in a {@link CompletionStage}. */
    static CompletionException failed(FetchFailedException failure) {
        return new CompletionException(failure);
    }

    static FetchFailedException of(UpstreamRepository upstream, Throwable thrown) {
        FetchFailedException said = cause(thrown, FetchFailedException.class);
        if (said != null) {
            return said;
        }
        if (cause(thrown, BoundedBodySubscriber.NotWrittenException.class) != null) {
            return notWritten();
        }
        if (cause(thrown, BoundedBodySubscriber.TooLargeException.class) != null) {
            return new FetchFailedException(
                    502, false, upstream.title() + " sent more than the limit for one file (1 GiB).");
        }
        if (cause(thrown, UpstreamClient.RedirectRefusedException.class) != null) {
            return new FetchFailedException(
                    502, false, upstream.title() + " redirects to an address that Shuttle does not follow." + ASK);
        }
        boolean late = cause(thrown, HttpTimeoutException.class) != null
                || cause(thrown, SocketTimeoutException.class) != null;
        return new FetchFailedException(
                late ? 504 : 502,
                !late,
                upstream.title() + " cannot be reached: " + EgressFaults.reason(thrown) + "." + ASK);
    }

    private static <T extends Throwable> @Nullable T cause(Throwable thrown, Class<T> type) {
        Throwable at = thrown;
        for (int depth = 0; at != null && depth < 20; depth++) {
            if (type.isInstance(at)) {
                return type.cast(at);
            }
            at = at.getCause();
        }
        return null;
    }
}
