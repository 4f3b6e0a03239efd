package dev.shuttle.controlplane.api;

import dev.shuttle.controlplane.deployment.Deployments;
import dev.shuttle.controlplane.deployment.Domains;
import dev.shuttle.controlplane.deployment.Overview;
import dev.shuttle.controlplane.deployment.ProjectDeletion;
import dev.shuttle.controlplane.http.Guard;
import dev.shuttle.controlplane.http.ProblemException;
import dev.shuttle.controlplane.http.SmallBody;
import dev.shuttle.protocol.Deployment;
import dev.shuttle.protocol.KeyScope;
import dev.shuttle.resources.ProvisioningException;
import io.javalin.http.Context;
import java.io.IOException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/** Projects and their deployments: read, roll back, cancel, delete. */
final class ProjectRoutes {
    private static final int LARGEST_BODY = 10_000;

    /** The longest drain that an operator is likely to set, and a stop. */
    private static final long LONGEST_WAIT_MINUTES = 10;

    private final Overview overview;
    private final Deployments deployments;
    private final ProjectDeletion deletion;
    private final Domains domains;

    ProjectRoutes(Api.Parts parts) {
        this.overview = parts.overview();
        this.deployments = parts.deployments();
        this.deletion = parts.deletion();
        this.domains = parts.domains();
    }

    /** Those that the key may see. */
    void projects(Context ctx) {
        KeyScope scope = Guard.keyOf(ctx).scope();
        @Nullable String cursor = ctx.queryParam("cursor");
        String after = cursor == null ? "" : cursor;
        ctx.json(overview.projects(scope, after, Paging.limit(ctx)));
    }

    void project(Context ctx) {
        ctx.json(overview.project(name(ctx)));
    }

    /** {@code ?wait=true} answers only when the last request is answered, and process, and data if it goes too, gone. */
    void delete(Context ctx) throws Exception {
        CompletableFuture<Void> gone = deletion.delete(name(ctx), "true".equals(ctx.queryParam("resources")));
        if ("true".equals(ctx.queryParam("wait"))) {
            try {
                gone.get(LONGEST_WAIT_MINUTES, TimeUnit.MINUTES);
            } catch (TimeoutException e) {
                throw new ProblemException(
                        504, "Timeout", "The project was deleted, but its last requests are still being answered.");
            } catch (ExecutionException e) {
                throw new ProblemException(
                        500,
                        "Incomplete",
                        "The project was deleted, but not all of its data: "
                                + (e.getCause() instanceof ProvisioningException fault
                                        ? fault.getMessage()
                                        : "the server's log says why.")
                                + " Delete it with its resources again.");
            }
        }
        ctx.status(204);
    }

    void list(Context ctx) {
        ctx.json(overview.list(name(ctx), ctx.queryParam("cursor"), Paging.limit(ctx)));
    }

    void deployment(Context ctx) {
        ctx.json(overview.get(name(ctx), ctx.pathParam("id")));
    }

    void cancel(Context ctx) throws InterruptedException {
        Guard.began(ctx, ctx.pathParam("id"));
        ctx.status(202).json(deployments.cancel(name(ctx), ctx.pathParam("id")));
    }

    void rollback(Context ctx) throws IOException {
        Wanted wanted = SmallBody.json(ctx, LARGEST_BODY, Wanted.class, "{\"deployment\": ID}, or nothing");
        accepted(ctx, deployments.rollback(name(ctx), wanted.deployment()));
    }

    void restart(Context ctx) {
        accepted(ctx, deployments.restart(name(ctx)));
    }

    void start(Context ctx) {
        accepted(ctx, deployments.start(name(ctx)));
    }

    void stop(Context ctx) throws InterruptedException {
        accepted(ctx, deployments.stop(name(ctx)));
    }

    void domains(Context ctx) {
        ctx.json(domains.of(name(ctx)));
    }

    void addDomain(Context ctx) {
        if ("true".equals(ctx.queryParam("replaceCertificate"))) {
            ctx.json(domains.replaceCertificate(name(ctx), ctx.pathParam("host")));
            return;
        }
        boolean administrator = Guard.keyOf(ctx).scope().isAdmin();
        ctx.json(domains.add(name(ctx), ctx.pathParam("host"), administrator));
    }

    void removeDomain(Context ctx) {
        domains.remove(name(ctx), ctx.pathParam("host"));
        ctx.status(204);
    }

    /** 202, and where to follow what was begun. */
    static void accepted(Context ctx, Deployment deployment) {
        Guard.began(ctx, deployment.id());
        ctx.status(202)
                .header("Location", "/projects/" + deployment.project() + "/deployments/" + deployment.id())
                .json(deployment);
    }

    /** The body of a rollback, which may be empty. */
    record Wanted(@Nullable String deployment) {}

    private static String name(Context ctx) {
        return ctx.pathParam("project");
    }
}
