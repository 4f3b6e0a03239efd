package dev.shuttle.controlplane.http;

import io.javalin.http.Context;
import java.util.UUID;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Names a request, so that its answer and the log can be brought together. */
public final class RequestId {
    static final String HEADER = "X-Request-Id";
    private static final Pattern SANE = Pattern.compile("[A-Za-z0-9._-]{1,64}");

    private RequestId() {}

    static void assign(Context ctx) {
        @Nullable String given = ctx.header(HEADER);
        String id = given != null && SANE.matcher(given).matches()
                ? given
                : UUID.randomUUID().toString();
        ctx.attribute(HEADER, id);
        ctx.header(HEADER, id);
    }

    public static String of(Context ctx) {
        @Nullable String id = ctx.attribute(HEADER);
        return id == null ? "-" : id;
    }
}
