package dev.shuttle.controlplane.console;

import io.javalin.http.Context;
import io.javalin.http.HandlerType;
import java.util.Objects;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** The page that a person has open: the address of a form, or of a part of a page, is not one to lead back to. */
final class OpenPage {
    private static final Pattern URL = Pattern.compile("https?://[^/?#]+(/[^?#]*).*");

    private OpenPage() {}

    /** Its path, as the browser says; null if it does not. Nothing but a path of the console is told. */
    static @Nullable String of(Context ctx) {
        if (!isForm(ctx) && !isPart(ctx)) {
            return own(ctx.path());
        }
        Matcher url =
                URL.matcher(Objects.requireNonNullElse(ctx.header(isPart(ctx) ? "HX-Current-URL" : "Referer"), ""));
        return url.matches() ? own(url.group(1)) : null;
    }

    static boolean isForm(Context ctx) {
        return ctx.method().equals(HandlerType.POST);
    }

    /** Whether a page that is open asks for its next state. */
    static boolean isPart(Context ctx) {
        return ctx.header("HX-Request") != null;
    }

    /** A link from elsewhere must not lead on to elsewhere. */
    static @Nullable String own(@Nullable String path) {
        return path != null && path.matches("/console(/[A-Za-z0-9._~/-]*)?") ? path : null;
    }
}
