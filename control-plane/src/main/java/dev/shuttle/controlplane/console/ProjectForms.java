package dev.shuttle.controlplane.console;

import dev.shuttle.controlplane.http.Guard;
import dev.shuttle.controlplane.http.ProblemException;
import dev.shuttle.protocol.Deployment;
import dev.shuttle.protocol.ProjectName;
import io.javalin.http.Context;
import java.io.IOException;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The forms of a project's pages: each changes something, and leads on to a page that says so. */
final class ProjectForms {
    private static final String NAME = "name";

    private final Console.Parts parts;

    ProjectForms(Console.Parts parts) {
        this.parts = parts;
    }

    void restart(Context ctx) {
        begun(ctx, parts.deployments().restart(project(ctx)), FormResult.RESTARTED);
    }

    void start(Context ctx) {
        begun(ctx, parts.deployments().start(project(ctx)), FormResult.STARTING);
    }

    void stop(Context ctx) throws InterruptedException {
        begun(ctx, parts.deployments().stop(project(ctx)), FormResult.STOPPED);
    }

    void rollback(Context ctx) throws IOException {
        String id = FormBody.of(ctx).line("deployment");
        begun(ctx, parts.deployments().rollback(project(ctx), id.isEmpty() ? null : id), FormResult.ROLLING_BACK);
    }

    void cancel(Context ctx) throws IOException, InterruptedException {
        Deployment cancelled =
                parts.deployments().cancel(project(ctx), FormBody.of(ctx).line("deployment"));
        begun(ctx, cancelled, FormResult.CANCELLED);
    }

    private void begun(Context ctx, Deployment deployment, FormResult result) {
        Guard.began(ctx, deployment.id());
        Pages.redirect(ctx, page(ctx, ""), result);
    }

    /** The name is asked for, since a click too many must not do it; the answer comes when the route is gone. */
    void delete(Context ctx) throws IOException, InterruptedException {
        FormBody form = FormBody.of(ctx);
        if (!form.line("confirm").equals(project(ctx))) {
            throw ProblemException.unprocessable(
                    "To delete the project, type its name, " + project(ctx) + ", into the field. Nothing was deleted.");
        }
        var unused = parts.deletion().delete(project(ctx), form.get("resources").equals("true"));
        Pages.redirect(ctx, ConsoleRoutes.ROOT, FormResult.DELETED);
    }

    void setVariable(Context ctx) throws IOException {
        FormBody form = FormBody.of(ctx);
        Map<String, @Nullable String> change = Map.of(form.line(NAME), form.get("value"));
        made(ctx, "env", form);
        saved(ctx, parts.configuration().changeEnvironment(name(ctx), change));
    }

    void removeVariable(Context ctx) throws IOException {
        FormBody form = FormBody.of(ctx);
        made(ctx, "env", form);
        saved(ctx, parts.configuration().removeVariable(project(ctx), form.line(NAME)));
    }

    void setSecret(Context ctx) throws IOException {
        FormBody form = FormBody.of(ctx);
        Map<String, @Nullable String> change = Map.of(form.line(NAME), form.get("value"));
        made(ctx, "secrets", form);
        saved(ctx, parts.configuration().change(name(ctx), change));
    }

    void removeSecret(Context ctx) throws IOException {
        FormBody form = FormBody.of(ctx);
        made(ctx, "secrets", form);
        saved(ctx, parts.configuration().remove(project(ctx), form.line(NAME)));
    }

    void addDomain(Context ctx) throws IOException {
        boolean administrator = Guard.keyOf(ctx).scope().isAdmin();
        FormBody form = FormBody.of(ctx);
        made(ctx, "domains", form);
        parts.domains().add(project(ctx), form.line(NAME), administrator);
        saved(ctx, Optional.empty());
    }

    void removeDomain(Context ctx) throws IOException {
        FormBody form = FormBody.of(ctx);
        made(ctx, "domains", form);
        parts.domains().remove(project(ctx), form.line(NAME));
        saved(ctx, Optional.empty());
    }

    /** The audit log's path is that of the API, which says what was changed. */
    private static void made(Context ctx, String kind, FormBody form) {
        Guard.made(ctx, "/projects/" + project(ctx) + "/" + kind + "/" + LogText.of(form.line(NAME)));
    }

    private static void saved(Context ctx, Optional<Deployment> restart) {
        if (restart.isEmpty()) {
            Pages.redirect(ctx, page(ctx, "settings"), FormResult.SAVED);
            return;
        }
        Guard.began(ctx, restart.get().id());
        Pages.redirect(ctx, page(ctx, "settings") + "?restart=" + restart.get().id());
    }

    private static String page(Context ctx, String page) {
        String path = ConsoleRoutes.ROOT + "/projects/" + project(ctx);
        return page.isEmpty() ? path : path + "/" + page;
    }

    private static ProjectName name(Context ctx) {
        return new ProjectName(project(ctx));
    }

    private static String project(Context ctx) {
        return ctx.pathParam("project");
    }
}
