package dev.shuttle.controlplane.api;

import dev.shuttle.controlplane.deployment.Configuration;
import dev.shuttle.controlplane.http.Guard;
import dev.shuttle.controlplane.http.ProblemException;
import dev.shuttle.controlplane.http.SmallBody;
import dev.shuttle.protocol.ProjectName;
import dev.shuttle.protocol.WebhookRequest;
import io.javalin.http.Context;
import java.io.IOException;

/** Receivers of notices. Answers hold neither the path of a URL nor a secret, but for one that was made just now. */
final class WebhookRoutes {
    /** A URL and a secret, of which each has a bound of its own. */
    private static final int LARGEST = 16 * 1024;

    private final Configuration configuration;

    WebhookRoutes(Configuration configuration) {
        this.configuration = configuration;
    }

    void list(Context ctx) {
        ctx.json(configuration.webhooks(ctx.pathParam("project")));
    }

    void ofServer(Context ctx) {
        ctx.json(configuration.webhooksOfServer());
    }

    void set(Context ctx) throws IOException {
        ProjectName project = new ProjectName(ctx.pathParam("project"));
        WebhookRequest wanted = SmallBody.json(
                ctx, LARGEST, WebhookRequest.class, "{\"url\": \"https://host/path\", \"secret\": SECRET}");
        String url = wanted.url();
        if (url == null) {
            throw ProblemException.unprocessable("The body must have the receiver's URL: {\"url\": URL}.");
        }
        boolean administrator = Guard.keyOf(ctx).scope().isAdmin();
        ctx.json(configuration.setWebhook(project, url, wanted.secret(), administrator));
    }

    void remove(Context ctx) {
        configuration.removeWebhook(ctx.pathParam("project"));
        ctx.status(204);
    }
}
