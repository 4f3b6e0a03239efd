package dev.shuttle.controlplane.http;

import dev.shuttle.controlplane.auth.Access;
import dev.shuttle.controlplane.auth.AuditLog;
import dev.shuttle.os.Disk;
import dev.shuttle.protocol.Key;
import dev.shuttle.protocol.KeyScope;
import dev.shuttle.protocol.ProjectName;
import dev.shuttle.proxy.forwarded.Clients;
import io.javalin.http.Context;
import io.javalin.http.Handler;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Who may do what: finds the request's key before anything of the body is read, holds each route to the key's scope, and
 * writes what is to be changed into the audit log before it is. A project that a key may not see answers as one that
 * does not exist; so do the administrators' routes for everybody else. Thread-safe.
 */
public final class Guard {
    /** For a few rows, with what the store writes beside them. */
    private static final long LEAST_ROOM = 4L << 20;

    private static final String SURFACE = "shuttle.surface";
    private static final String ORIGIN = "shuttle.origin";
    private static final String CLIENT = "shuttle.client";
    private static final String KEY = "shuttle.key";
    private static final String ENTRY = "shuttle.audit";
    private static final String DEPLOYMENT = "shuttle.deployment";
    private static final String MADE = "shuttle.made";

    private final Clients clients;
    private final AuditLog audit;
    private final RateLimiter rates;
    private final Path home;
    private final List<Surface> surfaces;
    private final Map<Surface, List<GuardedRoute>> open = new HashMap<>();

    Guard(HttpServer.Parts parts, List<Surface> surfaces) {
        this.clients = parts.clients();
        this.audit = parts.audit();
        this.rates = new RateLimiter(parts.nanos());
        this.home = parts.home();
        this.surfaces = surfaces;
        for (Surface surface : surfaces) {
            open.put(
                    surface,
                    surface.routes().stream()
                            .<GuardedRoute>map(route -> route)
                            .filter(route -> route.access() == Access.OPEN)
                            .toList());
        }
    }

    /** Before any route. */
    void identify(Context ctx) {
        Surface surface = surfaces.stream()
                .filter(each -> each.isAt(ctx.path()))
                .findFirst()
                .orElseThrow();
        ctx.attribute(SURFACE, surface);
        ctx.attribute(ORIGIN, AskedOrigin.of(ctx, clients));
        surface.begin(ctx);
        if (surface.isCheap(ctx)) {
            return;
        }
        String client = origin(ctx);
        ctx.attribute(CLIENT, client);
        Optional<Key> key = surface.key(ctx);
        rates.take(ctx, key, client);
        ctx.attribute(KEY, key.orElse(null));
        if (key.isEmpty()
                && Objects.requireNonNull(open.get(surface)).stream().noneMatch(route -> route.isAt(ctx.path()))) {
            ctx.header("Connection", "close"); // its body, if it has one, is not read
            throw surface.unknown(ctx);
        }
    }

    /** Whose request it is, once that is known. */
    static @Nullable Surface surface(Context ctx) {
        return ctx.attribute(SURFACE);
    }

    /** The route's handler, for those only who may ask for it. */
    Handler around(GuardedRoute route) {
        if (route.access() == Access.OPEN) {
            return route.handler();
        }
        return ctx -> {
            Key key = keyOf(ctx);
            boolean changes = route.changes() || reveals(ctx);
            if (changes) {
                requireRoom();
            }
            Optional<ProblemException> refusal = refusal(ctx, route.access(), key.scope(), changes);
            if (refusal.isPresent()) {
                if (changes) {
                    audit.refused(asked(ctx, route, key), refusal.get().status());
                }
                throw refusal.get();
            }
            if (changes) {
                ctx.attribute(ENTRY, audit.begin(asked(ctx, route, key)));
            }
            route.handler().handle(ctx);
        };
    }

    /** With a full disk the entry could not be written, nor the change; trying would close the store, for readers too. */
    private void requireRoom() throws IOException {
        if (Disk.free(home) < LEAST_ROOM) {
            throw Problems.noSpace();
        }
    }

    /** After every request, once its status is known. */
    void done(Context ctx) {
        @Nullable Long entry = ctx.attribute(ENTRY);
        if (entry != null) {
            audit.done(entry, ctx.statusCode(), ctx.attribute(DEPLOYMENT), ctx.attribute(MADE));
        }
    }

    /** Passwords are no mere look. */
    private static boolean reveals(Context ctx) {
        return "true".equals(ctx.queryParam("reveal"));
    }

    private static Optional<ProblemException> refusal(Context ctx, Access access, KeyScope scope, boolean changes) {
        @Nullable String project = project(ctx);
        return switch (access.decide(scope, project, changes)) {
            case ALLOWED -> Optional.empty();
            case HIDDEN_ROUTE -> Optional.of(Problems.nothingAt(ctx));
            case HIDDEN_PROJECT -> Optional.of(hidden(ctx, String.valueOf(project), scope));
            case READ_ONLY -> Optional.of(refused(
                    ctx,
                    403,
                    "Forbidden",
                    "This key is read-only for this project; use one with scope deploy:" + project + "."));
        };
    }

    /** For a project that a request names in its body: refused if the key may not see it. */
    public static void requireSeen(Context ctx, String project) {
        KeyScope scope = keyOf(ctx).scope();
        if (!scope.sees(project)) {
            throw hidden(ctx, project, scope);
        }
    }

    private static ProblemException hidden(Context ctx, String project, KeyScope scope) {
        return refused(
                ctx,
                404,
                "Unknown project",
                "There is no project " + named(project) + " for this key, whose scope is " + scope
                        + "; use one for that project.");
    }

    /** Its body, if it has one, is not read. */
    private static ProblemException refused(Context ctx, int status, String title, String detail) {
        ctx.header("Connection", "close");
        return new ProblemException(status, title, detail);
    }

    /** It may be anything. */
    private static String named(String project) {
        return ProjectName.isValid(project) ? project : "of that name";
    }

    /** Stands in the audit log of its project only if the key sees that one. */
    private static AuditLog.Asked asked(Context ctx, GuardedRoute route, Key key) {
        @Nullable String project = project(ctx);
        boolean seen =
                project != null && ProjectName.isValid(project) && key.scope().sees(project);
        return new AuditLog.Asked(
                key,
                client(ctx),
                route.name(),
                ctx.path() + (reveals(ctx) ? "?reveal=true" : ""),
                seen ? project : null,
                RequestId.of(ctx));
    }

    /** The project that the request names; it may be anything. */
    public static @Nullable String project(Context ctx) {
        @Nullable String inPath = ctx.pathParamMap().get("project");
        return inPath != null ? inPath : ctx.queryParam("project");
    }

    /** The deployment that a request began, for the audit log. */
    public static void began(Context ctx, String deployment) {
        ctx.attribute(DEPLOYMENT, deployment);
    }

    /** The path of what a request made, for the audit log: the request's own does not say which one it is. */
    public static void made(Context ctx, String path) {
        ctx.attribute(MADE, path);
    }

    /** The key that was shown; there is one wherever a route is not open. */
    public static Key keyOf(Context ctx) {
        @Nullable Key key = shownKey(ctx);
        if (key == null) {
            throw new IllegalStateException("a request without a key came to " + ctx.path());
        }
        return key;
    }

    /** The key that was shown, on an open route too; null if there was none. */
    public static @Nullable Key shownKey(Context ctx) {
        return ctx.attribute(KEY);
    }

    /** Where the client thinks that it is. */
    public static AskedOrigin askedOrigin(Context ctx) {
        return Objects.requireNonNull(ctx.<AskedOrigin>attribute(ORIGIN));
    }

    /** The address of who asks. */
    public static String client(Context ctx) {
        @Nullable String client = ctx.attribute(CLIENT);
        return client == null ? ctx.ip() : client;
    }

    private String origin(Context ctx) {
        return clients.find(
                ctx.ip(), Collections.list(ctx.req().getHeaders("X-Forwarded-For")), ctx.header(Clients.HEADER));
    }
}
