package dev.shuttle.controlplane.console;

import static dev.shuttle.controlplane.auth.Access.ANY;
import static dev.shuttle.controlplane.auth.Access.OPEN;

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

    private static final String PROJECT = ROOT + "/projects/{project}";

    /** Forms hold a thread until they have come. */
    private static final int FORMS = 32;

    private final List<ConsoleRoute> routes = new ArrayList<>();
    private final ConcurrencyLimit forms = new ConcurrencyLimit(FORMS, "forms in progress");

    private ConsoleRoutes() {}

    static List<ConsoleRoute> of(Console.Parts parts, Pages pages) {
        ConsoleRoutes all = new ConsoleRoutes();
        all.signIn(new SignIn(parts, pages));
        all.page("/assets/<path>", "consoleAsset", OPEN, pages.assets()::handle);
        return all.routes;
    }

    private void signIn(SignIn signIn) {
        routes.add(new ConsoleRoute(HandlerType.GET, "/", "console", OPEN, ctx -> Pages.redirect(ctx, ROOT)));
        page("/sign-in", "signInPage", OPEN, signIn::page);
        form("/sign-in", "signIn", OPEN, signIn::begin);
        form("/sign-out", "signOut", ANY, signIn::end);
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
