package dev.shuttle.controlplane.console;

import dev.shuttle.controlplane.http.Guard;
import dev.shuttle.controlplane.http.ProblemException;
import dev.shuttle.protocol.KeyRequest;
import dev.shuttle.protocol.KeyScope;
import dev.shuttle.protocol.NewKey;
import io.javalin.http.Context;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** Keys, and what was done with all of them. */
final class KeyPages {
    private static final int AUDIT_ROWS = 50;

    private final Console.Parts parts;
    private final Pages pages;

    KeyPages(Console.Parts parts, Pages pages) {
        this.parts = parts;
        this.pages = pages;
    }

    void keys(Context ctx) {
        show(ctx, null);
    }

    /** The answer itself has the key, since it is shown only once; a reload makes no other, because the name is taken. */
    void create(Context ctx) throws IOException {
        FormBody form = FormBody.of(ctx);
        NewKey made = parts.keys().create(new KeyRequest(form.line("name"), scope(form), expiry(form.line("days"))));
        Guard.made(ctx, "/keys/" + made.id());
        ctx.status(201);
        show(ctx, made);
    }

    private static KeyScope scope(FormBody form) {
        String access = form.line("access");
        try {
            return KeyScope.parse(access.equals("admin") ? access : access + ":" + projects(form));
        } catch (IllegalArgumentException e) {
            throw ProblemException.unprocessable(String.valueOf(e.getMessage()));
        }
    }

    private static String projects(FormBody form) {
        String projects = form.line("projects").replaceAll("[\\s,]+", ",");
        return projects.isEmpty() ? "*" : projects;
    }

    private static @Nullable Instant expiry(String days) {
        return days.matches("[0-9]{1,4}") ? Instant.now().plus(Duration.ofDays(Long.parseLong(days))) : null;
    }

    void revoke(Context ctx) {
        parts.keys().revoke(ctx.pathParam("id"));
        Pages.redirect(ctx, ConsoleRoutes.ROOT + "/keys", FormResult.REVOKED);
    }

    void audit(Context ctx) {
        pages.show(ctx, "audit.jte", AuditPage.of(null, parts.audit().list(null, AuditPage.before(ctx), AUDIT_ROWS)));
    }

    private void show(Context ctx, @Nullable NewKey made) {
        pages.show(
                ctx,
                "keys.jte",
                new KeysPage(
                        parts.keys().all(),
                        made,
                        parts.overview().projectNames(),
                        ProjectPages.first(parts, ctx).login()));
    }
}
