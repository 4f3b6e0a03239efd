package dev.shuttle.controlplane.console;

import dev.shuttle.controlplane.auth.Sessions;
import dev.shuttle.controlplane.http.Guard;
import gg.jte.ContentType;
import gg.jte.TemplateEngine;
import gg.jte.output.StringOutput;
import io.javalin.http.Context;
import java.time.Instant;
import java.util.Map;

/** Makes pages of templates, which escape whatever they are given. Thread-safe. */
final class Pages {
    private static final int SEE_OTHER = 303;

    /** Nothing but our own files is loaded, run, sent to or framed by. */
    private static final String POLICY = "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self';"
            + " connect-src 'self'; form-action 'self'; frame-ancestors 'none'; base-uri 'none'";

    private final TemplateEngine templates = TemplateEngine.createPrecompiled(ContentType.Html);
    private final Assets assets;

    Pages(Assets assets) {
        this.assets = assets;
    }

    Assets assets() {
        return assets;
    }

    /** On every answer. Without a referrer at all, browsers would tell no origin of forms either. */
    static void protect(Context ctx) {
        ctx.header("Content-Security-Policy", POLICY);
        ctx.header("X-Content-Type-Options", "nosniff");
        ctx.header("Referrer-Policy", "same-origin");
        ctx.header("Cross-Origin-Opener-Policy", "same-origin");
        ctx.header("Cross-Origin-Resource-Policy", "same-origin");
        ctx.header("Cache-Control", "no-store");
    }

    /** Answers with a page; its status is what it is. */
    void show(Context ctx, String template, View page) {
        StringOutput html = new StringOutput();
        templates.render(template, Map.of("frame", frame(ctx), "page", page), html);
        ctx.contentType("text/html; charset=utf-8").result(html.toString());
    }

    private PageFrame frame(Context ctx) {
        return new PageFrame(
                Guard.shownKey(ctx),
                SessionCookie.read(ctx).map(Sessions::formToken).orElse(""),
                ctx.path(),
                FormResult.of(ctx.queryParam("notice")),
                assets,
                Instant.now());
    }

    /** Leads on, so that reloading the next page sends no form again. */
    static void redirect(Context ctx, String path) {
        ctx.status(SEE_OTHER).header("Location", path);
    }

    /** Leads on to a page that says what was done. */
    static void redirect(Context ctx, String path, FormResult notice) {
        redirect(ctx, path + "?notice=" + notice.code());
    }
}
