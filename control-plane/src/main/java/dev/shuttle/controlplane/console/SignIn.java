package dev.shuttle.controlplane.console;

import dev.shuttle.controlplane.auth.AuditLog;
import dev.shuttle.controlplane.http.Guard;
import dev.shuttle.controlplane.http.RequestId;
import dev.shuttle.protocol.Key;
import io.javalin.http.Context;
import java.io.IOException;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Signing in, by a key, and out. */
final class SignIn {
    private static final String NEXT = "next";
    private static final String ENDED = "ended";

    private final Console.Parts parts;
    private final Pages pages;

    SignIn(Console.Parts parts, Pages pages) {
        this.parts = parts;
        this.pages = pages;
    }

    void page(Context ctx) {
        if (Guard.shownKey(ctx) != null) {
            Pages.redirect(ctx, next(ctx.queryParam(NEXT)));
            return;
        }
        show(ctx, next(ctx.queryParam(NEXT)), reason(ctx.queryParam(ENDED)));
    }

    void begin(Context ctx) throws IOException {
        FormBody form = FormBody.of(ctx);
        Optional<Key> key = parts.keys().find(form.line("key"));
        if (key.isEmpty()) {
            ctx.status(401);
            show(ctx, next(form.get(NEXT)), SignInPage.Reason.REFUSED);
            return;
        }
        SessionCookie.read(ctx).ifPresent(parts.sessions()::end);
        begin(ctx, key.get(), next(form.get(NEXT)));
    }

    /**
     * Spends nothing: whatever looks ahead at links does not sign in. Where another page has led here, a click is needed: a
     * deployed app could have its visitors signed in by a key of its own, who would take its project for theirs.
     */
    void linkPage(Context ctx) {
        String site = Objects.requireNonNullElse(ctx.header("Sec-Fetch-Site"), "none");
        pages.show(ctx, "link.jte", new LinkPage(false, !site.equals("none") && !site.equals("same-origin")));
    }

    void byLink(Context ctx) throws IOException {
        Optional<Key> key = parts.links().spend(FormBody.of(ctx).line("link"));
        if (key.isEmpty()) {
            ctx.status(401);
            pages.show(ctx, "link.jte", new LinkPage(true, false));
            return;
        }
        SessionCookie.read(ctx).ifPresent(parts.sessions()::end);
        begin(ctx, key.get(), ConsoleRoutes.ROOT);
    }

    /** Begins a session that there was not before, whatever the browser has shown. */
    private void begin(Context ctx, Key key, String next) {
        AuditLog.Asked asked =
                new AuditLog.Asked(key, Guard.client(ctx), "signIn", ctx.path(), null, RequestId.of(ctx));
        long entry = parts.audit().begin(asked);
        SessionCookie.set(ctx, parts.sessions().begin(key));
        Pages.redirect(ctx, next);
        parts.audit().done(entry, ctx.statusCode(), null, null);
    }

    void end(Context ctx) {
        SessionCookie.read(ctx).ifPresent(parts.sessions()::end);
        SessionCookie.clear(ctx);
        Pages.redirect(ctx, ConsoleRoutes.SIGN_IN);
    }

    private void show(Context ctx, String next, SignInPage.@Nullable Reason reason) {
        pages.show(ctx, "signIn.jte", new SignInPage(next, reason));
    }

    private static SignInPage.@Nullable Reason reason(@Nullable String ended) {
        if (ended == null) {
            return null;
        }
        return ended.equals("form") ? SignInPage.Reason.FORM : SignInPage.Reason.ENDED;
    }

    /** The address of the form, for who asked without a session; from there it leads back to the page that is open. */
    static String address(Context ctx) {
        String address = ConsoleRoutes.SIGN_IN + "?" + NEXT + "=" + next(OpenPage.of(ctx));
        if (OpenPage.isForm(ctx)) {
            return address + "&" + ENDED + "=form";
        }
        return SessionCookie.read(ctx).isPresent() || OpenPage.isPart(ctx) ? address + "&" + ENDED + "=page" : address;
    }

    private static String next(@Nullable String wanted) {
        return Objects.requireNonNullElse(OpenPage.own(wanted), ConsoleRoutes.ROOT);
    }
}
