package dev.shuttle.controlplane.api;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import dev.shuttle.controlplane.deployment.Configuration;
import dev.shuttle.controlplane.deployment.Deployments;
import dev.shuttle.protocol.Deployment;
import dev.shuttle.protocol.Json;
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
    private static final int DEFAULT_LIMIT = 50;
    private static final int LARGEST_LIMIT = 500;
    private static final int LARGEST_BODY = 10_000;

    /** The longest drain that an operator is likely to set, and a stop. */
    private static final long LONGEST_WAIT_MINUTES = 10;

    private final Deployments deployments;
    private final Configuration configuration;

    ProjectRoutes(Deployments deployments, Configuration configuration) {
        this.deployments = deployments;
        this.configuration = configuration;
    }

    void projects(Context ctx) {
        @Nullable String cursor = ctx.queryParam("cursor");
        ctx.json(deployments.projects(cursor == null ? "" : cursor, limit(ctx)));
    }

    void project(Context ctx) {
        ctx.json(deployments.project(name(ctx)));
    }

    /** {@code ?wait=true} answers only when the last request is answered, and process, and data if it goes too, gone. */
    void delete(Context ctx) throws Exception {
        boolean resources = "true".equals(ctx.queryParam("resources"));
        CompletableFuture<Void> gone =
                resources ? configuration.deleteWithResources(name(ctx)) : deployments.delete(name(ctx));
        if ("true".equals(ctx.queryParam("wait"))) {
            try {
                gone.get(LONGEST_WAIT_MINUTES, TimeUnit.MINUTES);
            } catch (TimeoutException e) {
                throw new ApiException(
                        504, "Timeout", "The project is deleted, but its last requests are still being answered.");
            } catch (ExecutionException e) {
                throw new ApiException(
                        500,
                        "Incomplete",
                        "The project is deleted, but not all of its data: "
                                + (e.getCause() instanceof ProvisioningException fault
                                        ? fault.getMessage()
                                        : "the server's log says why.")
                                + " Delete it with its resources again.");
            }
        }
        ctx.status(204);
    }

    void list(Context ctx) {
        ctx.json(deployments.list(name(ctx), ctx.queryParam("cursor"), limit(ctx)));
    }

    void deployment(Context ctx) {
        ctx.json(deployments.get(name(ctx), ctx.pathParam("id")));
    }

    void cancel(Context ctx) throws InterruptedException {
        ctx.status(202).json(deployments.cancel(name(ctx), ctx.pathParam("id")));
    }

    void rollback(Context ctx) throws IOException {
        accepted(ctx, deployments.rollback(name(ctx), wanted(SmallBody.read(ctx, LARGEST_BODY))));
    }

    void restart(Context ctx) {
        accepted(ctx, deployments.restart(name(ctx)));
    }

    /** 202, and where to follow what was begun. */
    static void accepted(Context ctx, Deployment deployment) {
        ctx.status(202)
                .header("Location", "/projects/" + deployment.project() + "/deployments/" + deployment.id())
                .json(deployment);
    }

    private static @Nullable String wanted(String body) {
        if (body.isBlank()) {
            return null;
        }
        try {
            JsonNode id = Json.MAPPER.readTree(body).path("deployment");
            if (id.isTextual()) {
                return id.textValue();
            }
            if (id.isMissingNode() || id.isNull()) {
                return null;
            }
        } catch (JsonProcessingException e) {
            // said below
        }
        throw ApiException.unprocessable("The body is not understood; send {\"deployment\": ID} or nothing.");
    }

    private static String name(Context ctx) {
        return ctx.pathParam("project");
    }

    private static int limit(Context ctx) {
        @Nullable String text = ctx.queryParam("limit");
        try {
            int limit = text == null ? DEFAULT_LIMIT : Integer.parseInt(text);
            if (limit >= 1 && limit <= LARGEST_LIMIT) {
                return limit;
            }
        } catch (NumberFormatException e) {
            // said below
        }
        throw ApiException.unprocessable("The parameter limit must be a number from 1 to " + LARGEST_LIMIT + ".");
    }
}
