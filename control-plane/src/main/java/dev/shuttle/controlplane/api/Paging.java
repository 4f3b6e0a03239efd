package dev.shuttle.controlplane.api;

import dev.shuttle.controlplane.http.ProblemException;
import io.javalin.http.Context;
import org.jspecify.annotations.Nullable;

/** How much of a list is answered at once. */
final class Paging {
    private static final int DEFAULT_LIMIT = 50;
    private static final int LARGEST_LIMIT = 500;

    private Paging() {}

    static int limit(Context ctx) {
        @Nullable String text = ctx.queryParam("limit");
        try {
            int limit = text == null ? DEFAULT_LIMIT : Integer.parseInt(text);
            if (limit >= 1 && limit <= LARGEST_LIMIT) {
                return limit;
            }
        } catch (NumberFormatException e) {
            // said below
        }
        throw ProblemException.unprocessable("The parameter limit must be a number from 1 to " + LARGEST_LIMIT + ".");
    }
}
