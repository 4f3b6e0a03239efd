package dev.shuttle.controlplane.console;

import dev.shuttle.controlplane.http.Guard;
import dev.shuttle.protocol.Key;
import dev.shuttle.protocol.KeyScope;
import dev.shuttle.protocol.Project;
import io.javalin.http.Context;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** The projects, and what is shown of one. */
final class ProjectPages {
    private static final int ROWS = 100;
    private static final int AUDIT_ROWS = 50;

    private final Console.Parts parts;
    private final Pages pages;
    private final DeploymentViews deployments;

    ProjectPages(Console.Parts parts, Pages pages) {
        this.parts = parts;
        this.pages = pages;
        this.deployments = new DeploymentViews(parts);
    }

    void projects(Context ctx) {
        Key key = Guard.keyOf(ctx);
        String after = Objects.requireNonNullElse(ctx.queryParam("after"), "");
        var page = parts.overview().glance(key.scope(), after, ROWS);
        List<ProjectsPage.Row> rows = page.items().stream()
                .map(glance -> ProjectsPage.Row.of(
                        glance,
                        parts.sampler().lastMinute(glance.project().name()).orElse(null)))
                .toList();
        @Nullable String next = page.next() == null ? null : ConsoleRoutes.ROOT + "?after=" + page.next();
        pages.show(ctx, "projects.jte", new ProjectsPage(rows, next, rows.isEmpty() ? first(parts, ctx) : null));
    }

    /** With the server's URL as a client has it. */
    static ProjectsPage.FirstRun first(Console.Parts parts, Context ctx) {
        String api = Guard.askedOrigin(ctx).toString().replace("://console.", "://api.");
        return new ProjectsPage.FirstRun(api, parts.version().version());
    }

    void project(Context ctx) {
        pages.show(ctx, "project.jte", deployments.project(head(ctx), ctx.queryParam("before")));
    }

    void deployment(Context ctx) throws Exception {
        pages.show(ctx, "deployment.jte", deployments.deployment(head(ctx), ctx.pathParam("id")));
    }

    void settings(Context ctx) {
        ProjectHead head = head(ctx);
        String project = head.name();
        pages.show(
                ctx,
                "settings.jte",
                new SettingsPage(
                        head,
                        parts.configuration().environment(project).items(),
                        parts.configuration().secrets(project).items(),
                        deployments.missingSecrets(project),
                        parts.domains().of(project).items(),
                        restart(ctx, project)));
    }

    private @Nullable DeploymentLine restart(Context ctx, String project) {
        @Nullable String id = ctx.queryParam("restart");
        return id == null ? null : deployments.line(project, id);
    }

    void audit(Context ctx) {
        ProjectHead head = head(ctx);
        pages.show(
                ctx,
                "audit.jte",
                AuditPage.of(head, parts.audit().list(head.name(), AuditPage.before(ctx), AUDIT_ROWS)));
    }

    private ProjectHead head(Context ctx) {
        return head(parts, ctx);
    }

    /** Of the project that the request names. */
    static ProjectHead head(Console.Parts parts, Context ctx) {
        Project project = parts.overview().project(ctx.pathParam("project"));
        KeyScope scope = Guard.keyOf(ctx).scope();
        @Nullable String current = project.current();
        return ProjectHead.of(
                project,
                current == null ? null : parts.overview().get(project.name(), current),
                scope.access() != KeyScope.Access.READ);
    }
}
