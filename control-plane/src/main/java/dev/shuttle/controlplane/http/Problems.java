package dev.shuttle.controlplane.http;

import dev.shuttle.controlplane.deployment.ProjectFullException;
import dev.shuttle.controlplane.deployment.QueueFullException;
import dev.shuttle.controlplane.fault.ConflictException;
import dev.shuttle.controlplane.fault.InvalidException;
import dev.shuttle.controlplane.fault.NotFoundException;
import dev.shuttle.os.DiskFull;
import dev.shuttle.protocol.BadProjectNameException;
import dev.shuttle.protocol.Json;
import dev.shuttle.protocol.Problem;
import dev.shuttle.resources.ProvisioningException;
import io.javalin.config.RoutesConfig;
import io.javalin.http.Context;
import io.javalin.http.HttpResponseException;
import io.javalin.http.MethodNotAllowedResponse;
import java.util.Locale;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The one place that turns faults into answers; how they look is the surface's matter. */
public final class Problems {
    private static final Logger LOG = LoggerFactory.getLogger(Problems.class);

    public static final String MEDIA_TYPE = "application/problem+json";

    private static final String NO_SPACE = "No space";

    private Problems() {}

    /** For a server that is put together elsewhere. */
    public static void handle(RoutesConfig routes) {
        routes.exception(ProblemException.class, (e, ctx) -> answer(ctx, e.status(), e.title(), e.getMessage()));
        routes.exception(NotFoundException.class, (e, ctx) -> answer(ctx, 404, e.title(), e.getMessage()));
        routes.exception(ConflictException.class, (e, ctx) -> answer(ctx, 409, e.title(), e.getMessage()));
        routes.exception(InvalidException.class, (e, ctx) -> answer(ctx, 422, e.title(), e.getMessage()));
        routes.exception(
                BadProjectNameException.class, (e, ctx) -> answer(ctx, 422, "Bad project name", e.getMessage()));
        routes.exception(ProvisioningException.class, (e, ctx) -> answer(ctx, 503, "Unavailable", e.getMessage()));
        routes.exception(MethodNotAllowedResponse.class, Problems::byMethod);
        routes.exception(HttpResponseException.class, Problems::byJavalin);
        routes.exception(QueueFullException.class, Problems::byQueue);
        routes.exception(ProjectFullException.class, (e, ctx) -> answer(ctx, 507, NO_SPACE, e.getMessage()));
        routes.exception(PacedBody.LeftException.class, (e, ctx) -> answer(ctx, 400, "Incomplete", e.getMessage()));
        routes.exception(SlowReaderException.class, (e, ctx) -> cut(ctx, e));
        routes.exception(Exception.class, Problems::unexpected);
    }

    static ProblemException noSpace() {
        return new ProblemException(
                507,
                NO_SPACE,
                "The server's disk is full; its operator must make room. Nothing was changed. Running services are not"
                        + " affected.");
    }

    /** Of a path that is none, and of one that is not for everybody. */
    static ProblemException nothingAt(Context ctx) {
        return new ProblemException(404, "Not found", "Not found: " + ctx.method() + " " + ctx.path() + ".");
    }

    /** A part of the answer has been sent: only the closed connection tells that it is not whole. */
    private static void cut(Context ctx, SlowReaderException e) {
        LOG.debug("request {} {} was cut: {}", RequestId.of(ctx), ctx.path(), e.getMessage());
        ctx.header("Connection", "close");
    }

    private static void byJavalin(HttpResponseException e, Context ctx) {
        if (e.getStatus() == 404) {
            ProblemException nothing = nothingAt(ctx);
            answer(ctx, nothing.status(), nothing.title(), nothing.getMessage());
        } else {
            answer(
                    ctx,
                    e.getStatus(),
                    "Refused",
                    Objects.requireNonNullElse(e.getMessage(), "The request was refused."));
        }
    }

    /** The methods that Javalin found, in our words; it names them differently for who asks for HTML. */
    private static void byMethod(MethodNotAllowedResponse e, Context ctx) {
        String allowed = String.join(", ", e.getDetails().values());
        ctx.header("Allow", allowed);
        answer(
                ctx,
                e.getStatus(),
                "Method not allowed",
                ctx.method() + " is not allowed at " + ctx.path() + "; use " + allowed + ".");
    }

    private static void byQueue(QueueFullException e, Context ctx) {
        ctx.header("Retry-After", "30");
        answer(ctx, 429, "Too many", e.getMessage());
    }

    /** A full disk shows in whatever is done: by files, by the store, by H2 in whatever words. */
    private static void unexpected(Exception e, Context ctx) {
        if (DiskFull.caused(e)) {
            ProblemException full = noSpace();
            answer(ctx, full.status(), full.title(), full.getMessage());
            return;
        }
        LOG.error("request {} {} {} broke", RequestId.of(ctx), ctx.method(), ctx.path(), e);
        answer(
                ctx,
                500,
                "Internal error",
                "Internal error of the control plane; its log has the details under request " + RequestId.of(ctx)
                        + ".");
    }

    static String type(String title) {
        return "urn:shuttle:" + title.toLowerCase(Locale.ROOT).replace(' ', '-');
    }

    private static void answer(Context ctx, int status, String title, @Nullable String detail) {
        Problem problem = new Problem(type(title), title, status, detail == null ? title : detail, RequestId.of(ctx));
        ctx.status(status);
        @Nullable Surface surface = Guard.surface(ctx);
        if (surface == null) {
            json(ctx, problem);
        } else {
            surface.answer(ctx, problem);
        }
    }

    /** The body of RFC 9457. */
    public static void json(Context ctx, Problem problem) {
        ctx.contentType(MEDIA_TYPE).result(Json.MAPPER.valueToTree(problem).toString());
    }
}
