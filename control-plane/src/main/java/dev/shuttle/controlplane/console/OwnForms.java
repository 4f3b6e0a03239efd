package dev.shuttle.controlplane.console;

import dev.shuttle.controlplane.auth.Sessions;
import dev.shuttle.controlplane.http.Guard;
import dev.shuttle.controlplane.http.ProblemException;
import io.javalin.http.Context;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Lets only the console's own forms change something. {@code SameSite} does not do it: a deployed app is on the same site as
 * the console. So a form comes from this very origin, as the browser itself says, and carries a token of its session.
 */
final class OwnForms {
    /** The field of the token. */
    static final String TOKEN = "token";

    private OwnForms() {}

    /** Refuses what another page has sent. */
    static void require(Context ctx) throws IOException {
        Optional<String> session = SessionCookie.read(ctx);
        boolean hasToken = session.isEmpty()
                || Guard.shownKey(ctx) == null // signing in
                || isEqual(Sessions.formToken(session.get()), FormBody.of(ctx).get(TOKEN));
        if (!isFromHere(ctx) || !hasToken) {
            throw new ProblemException(
                    403,
                    "Forbidden",
                    "This form was not sent by the console itself, or its page is of an earlier session. Nothing was"
                            + " changed. Load the page again and repeat it there.");
        }
    }

    private static boolean isFromHere(Context ctx) {
        @Nullable String site = ctx.header("Sec-Fetch-Site"); // not sent in clear, but to this machine
        @Nullable String origin = ctx.header("Origin");
        boolean says = site != null || origin != null;
        return says
                && (site == null || site.equals("same-origin"))
                && (origin == null || origin.equals(Guard.askedOrigin(ctx).toString()));
    }

    private static boolean isEqual(String one, String other) {
        return MessageDigest.isEqual(one.getBytes(StandardCharsets.UTF_8), other.getBytes(StandardCharsets.UTF_8));
    }
}
