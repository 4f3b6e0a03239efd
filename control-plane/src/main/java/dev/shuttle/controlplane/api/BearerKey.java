package dev.shuttle.controlplane.api;

import dev.shuttle.controlplane.account.ApiKeys;
import io.javalin.http.Context;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Lets in who has a key, before anything of the body is read. */
final class BearerKey {
    private static final String SCHEME = "Bearer ";
    private static final int LONGEST = 1000;
    private static final Set<String> OPEN = Set.of("/health", "/version");

    private final ApiKeys keys;

    BearerKey(ApiKeys keys) {
        this.keys = keys;
    }

    void check(Context ctx) {
        if (OPEN.contains(ctx.path()) || ctx.path().startsWith("/maven/")) {
            return;
        }
        @Nullable String header = ctx.header("Authorization");
        if (header == null || !isKnown(header)) {
            ctx.header("WWW-Authenticate", "Bearer");
            // Its body, if it has one, is not read.
            ctx.header("Connection", "close");
            throw new ApiException(
                    401,
                    "Unauthorized",
                    "The request has no key that this server knows; send one as Authorization: Bearer KEY.");
        }
    }

    private boolean isKnown(String header) {
        return header.regionMatches(true, 0, SCHEME, 0, SCHEME.length())
                && header.length() <= LONGEST
                && keys.knows(header.substring(SCHEME.length()).trim());
    }
}
