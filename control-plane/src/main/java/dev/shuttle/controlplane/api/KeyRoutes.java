package dev.shuttle.controlplane.api;

import dev.shuttle.controlplane.auth.ApiKeys;
import dev.shuttle.controlplane.auth.AuditLog;
import dev.shuttle.controlplane.auth.SignInLinks;
import dev.shuttle.controlplane.deployment.Overview;
import dev.shuttle.controlplane.http.Guard;
import dev.shuttle.controlplane.http.ProblemException;
import dev.shuttle.controlplane.http.SmallBody;
import dev.shuttle.protocol.KeyRequest;
import dev.shuttle.protocol.NewKey;
import dev.shuttle.protocol.Page;
import io.javalin.http.Context;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/** Keys, and what was done with them. */
final class KeyRoutes {
    private static final int LARGEST_BODY = 10_000;

    private final ApiKeys keys;
    private final SignInLinks links;
    private final AuditLog audit;
    private final Overview overview;

    KeyRoutes(ApiKeys keys, SignInLinks links, AuditLog audit, Overview overview) {
        this.keys = keys;
        this.links = links;
        this.audit = audit;
        this.overview = overview;
    }

    void keys(Context ctx) {
        ctx.json(new Page<>(keys.all(), null));
    }

    void current(Context ctx) {
        ctx.json(Guard.keyOf(ctx));
    }

    void create(Context ctx) throws IOException {
        KeyRequest wanted = SmallBody.json(
                ctx,
                LARGEST_BODY,
                KeyRequest.class,
                "{\"name\": \"ci\", \"scope\": \"deploy:PROJECT\", \"expiresAt\": \"2030-01-01T00:00:00Z\"}, where the scope"
                        + " is admin, deploy:PROJECT or read:PROJECT, and expiresAt is optional");
        if (wanted.scope() == null) {
            throw ProblemException.unprocessable("A key needs a scope: admin, deploy:PROJECT or read:PROJECT.");
        }
        ctx.header("Cache-Control", "no-store");
        NewKey made = keys.create(wanted);
        Guard.made(ctx, "/keys/" + made.id());
        ctx.status(201).json(made);
    }

    void link(Context ctx) {
        ctx.header("Cache-Control", "no-store");
        ctx.status(201).json(links.create(Guard.keyOf(ctx)));
    }

    void revoke(Context ctx) {
        keys.revoke(ctx.pathParam("id"));
        ctx.status(204);
    }

    void audit(Context ctx) {
        ctx.json(audit.list(null, cursor(ctx), Paging.limit(ctx)));
    }

    void auditOfProject(Context ctx) {
        String project = overview.project(ctx.pathParam("project")).name();
        ctx.json(audit.list(project, cursor(ctx), Paging.limit(ctx)));
    }

    private static @Nullable Long cursor(Context ctx) {
        @Nullable String cursor = ctx.queryParam("cursor");
        try {
            return cursor == null ? null : Long.valueOf(cursor);
        } catch (NumberFormatException e) {
            throw ProblemException.unprocessable("The parameter cursor must be the previous page's next.");
        }
    }
}
