package dev.shuttle.controlplane.console;

import dev.shuttle.controlplane.http.Guard;
import io.javalin.http.Context;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The cookie of a session. Over TLS its name makes browsers keep it to this host, RFC 6265bis section 4.1.3.2. */
final class SessionCookie {
    private static final String SECURE = "__Host-shuttle";

    /** A browser takes the other only over TLS. */
    private static final String CLEAR = "shuttle-session";

    private static final String LIMITS = "; Path=/; HttpOnly; SameSite=Strict";
    private static final int LONGEST = 100;

    private SessionCookie() {}

    static Optional<String> read(Context ctx) {
        @Nullable String value = ctx.cookie(name(ctx));
        return Optional.ofNullable(value).filter(text -> !text.isEmpty() && text.length() <= LONGEST);
    }

    /** Until the browser is closed, or the session is over. */
    static void set(Context ctx, String token) {
        write(ctx, token);
    }

    static void clear(Context ctx) {
        write(ctx, "; Max-Age=0");
    }

    private static void write(Context ctx, String value) {
        String secure = Guard.askedOrigin(ctx).isSecure() ? "; Secure" : "";
        ctx.header("Set-Cookie", name(ctx) + "=" + value + LIMITS + secure);
    }

    private static String name(Context ctx) {
        return Guard.askedOrigin(ctx).isSecure() ? SECURE : CLEAR;
    }
}
