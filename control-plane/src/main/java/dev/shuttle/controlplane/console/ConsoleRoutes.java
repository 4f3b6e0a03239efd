package dev.shuttle.controlplane.console;

import static dev.shuttle.controlplane.auth.Access.ADMIN;
import static dev.shuttle.controlplane.auth.Access.ANY;
import static dev.shuttle.controlplane.auth.Access.CHANGE;
import static dev.shuttle.controlplane.auth.Access.OPEN;
import static dev.shuttle.controlplane.auth.Access.READ;

import dev.shuttle.controlplane.auth.Access;
import dev.shuttle.controlplane.http.ConcurrencyLimit;
import io.javalin.http.Handler;
import io.javalin.http.HandlerType;
import java.util.ArrayList;
import java.util.List;

/** All of the console, route by route: what is served, and what is tested, are this one list. */
final class ConsoleRoutes {
    /** Of the pages; the API has the rest of the port. */
    static final String ROOT = "/console";

    static final String SIGN_IN = ROOT + "/sign-in";
    static final String ASSETS = ROOT + "/assets/";

    private static final String PROJECT = "/projects/{project}";

    /** Forms hold a thread until they have come. */
    private static final int FORMS = 32;

    private final List<ConsoleRoute> routes = new ArrayList<>();
    private final ConcurrencyLimit forms = new ConcurrencyLimit(FORMS, "forms in progress");

    private ConsoleRoutes() {}

    static List<ConsoleRoute> of(Console.Parts parts, Pages pages) {
        ConsoleRoutes all = new ConsoleRoutes();
        all.signIn(new SignIn(parts, pages));
        all.projects(new ProjectPages(parts, pages));
        all.observation(new ObservationPages(parts, pages));
        ProjectForms forms = new ProjectForms(parts);
        all.changes(forms);
        all.settings(forms);
        all.keys(new KeyPages(parts, pages));
        all.page("/assets/<path>", "consoleAsset", OPEN, pages.assets()::handle);
        return all.routes;
    }

    private void signIn(SignIn signIn) {
        routes.add(new ConsoleRoute(HandlerType.GET, "/", "console", OPEN, ctx -> Pages.redirect(ctx, ROOT)));
        page("/sign-in", "signInPage", OPEN, signIn::page);
        form("/sign-in", "signIn", OPEN, signIn::begin);
        page("/link", "linkPage", OPEN, signIn::linkPage);
        form("/link", "signInByLink", OPEN, signIn::byLink);
        form("/sign-out", "signOut", ANY, signIn::end);
    }

    private void projects(ProjectPages projects) {
        page("", "projectsPage", ANY, projects::projects);
        page(PROJECT, "projectPage", READ, projects::project);
        page(PROJECT + "/deployments/{id}", "deploymentPage", READ, projects::deployment);
        page(PROJECT + "/settings", "settingsPage", READ, projects::settings);
        page(PROJECT + "/audit", "projectAuditPage", READ, projects::audit);
    }

    private void observation(ObservationPages pages) {
        page(PROJECT + "/log", "logPage", READ, pages::log);
        page(PROJECT + "/log/lines", "followLog", READ, pages::lines);
        page(PROJECT + "/metrics", "metricsPage", READ, pages::metrics);
        page(PROJECT + "/metrics/points", "metricsPoints", READ, pages::points);
        page(PROJECT + "/databases", "databasesPage", READ, pages::databases);
        page("/platform", "platformPage", ADMIN, pages::platform);
    }

    private void changes(ProjectForms forms) {
        form(PROJECT + "/restart", "restartProject", CHANGE, forms::restart);
        form(PROJECT + "/start", "startProject", CHANGE, forms::start);
        form(PROJECT + "/stop", "stopProject", CHANGE, forms::stop);
        form(PROJECT + "/rollback", "rollbackProject", CHANGE, forms::rollback);
        form(PROJECT + "/cancel", "cancelDeployment", CHANGE, forms::cancel);
        form(PROJECT + "/delete", "deleteProject", CHANGE, forms::delete);
    }

    private void settings(ProjectForms forms) {
        form(PROJECT + "/env", "setVariable", CHANGE, forms::setVariable);
        form(PROJECT + "/env/remove", "removeVariable", CHANGE, forms::removeVariable);
        form(PROJECT + "/secrets", "setSecret", CHANGE, forms::setSecret);
        form(PROJECT + "/secrets/remove", "removeSecret", CHANGE, forms::removeSecret);
        form(PROJECT + "/domains", "addDomain", CHANGE, forms::addDomain);
        form(PROJECT + "/domains/remove", "removeDomain", CHANGE, forms::removeDomain);
    }

    private void keys(KeyPages keys) {
        page("/keys", "keysPage", ADMIN, keys::keys);
        form("/keys", "createKey", ADMIN, keys::create);
        form("/keys/{id}/revoke", "revokeKey", ADMIN, keys::revoke);
        page("/audit", "auditPage", ADMIN, keys::audit);
    }

    private void page(String path, String name, Access access, Handler handler) {
        routes.add(new ConsoleRoute(HandlerType.GET, ROOT + path, name, access, handler));
    }

    private void form(String path, String name, Access access, Handler handler) {
        Handler checked = forms.around(ctx -> {
            OwnForms.require(ctx);
            handler.handle(ctx);
        });
        routes.add(new ConsoleRoute(HandlerType.POST, ROOT + path, name, access, checked));
    }
}
