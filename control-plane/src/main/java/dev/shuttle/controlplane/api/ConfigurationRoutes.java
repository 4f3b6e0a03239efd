package dev.shuttle.controlplane.api;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.type.TypeReference;
import dev.shuttle.controlplane.auth.Access;
import dev.shuttle.controlplane.deployment.Configuration;
import dev.shuttle.controlplane.http.Guard;
import dev.shuttle.controlplane.http.ProblemException;
import dev.shuttle.controlplane.http.SmallBody;
import dev.shuttle.controlplane.resource.Attachments;
import dev.shuttle.protocol.Deployment;
import dev.shuttle.protocol.Json;
import dev.shuttle.protocol.ProjectName;
import dev.shuttle.resources.ProvisioningException;
import dev.shuttle.resources.ResourceStatistics;
import dev.shuttle.runtime.plan.ResourceRequest;
import io.javalin.http.Context;
import java.io.IOException;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Variables, secrets and resources of a project. Answers hold the names of secrets, never a value. */
final class ConfigurationRoutes {
    /** Of one secret: what is longer than a value may be, but not by much, is refused in the value's own words. */
    private static final int LARGEST_VALUE = 64 * 1024;

    /** Of many secrets at once. */
    private static final int LARGEST_CHANGE = 1024 * 1024;

    /** Of one variable: what is longer than one may be, but not by much, is refused in the value's own words. */
    private static final int LARGEST_VARIABLE = 256 * 1024;

    /** Of all variables: in JSON, a character of theirs may take six. */
    private static final int LARGEST_ENVIRONMENT = 6 * 1024 * 1024;

    private static final int LARGEST_COPY = 10_000;

    private final Configuration configuration;

    ConfigurationRoutes(Configuration configuration) {
        this.configuration = configuration;
    }

    void secrets(Context ctx) {
        ctx.json(configuration.secrets(project(ctx)));
    }

    void set(Context ctx) throws IOException {
        ProjectName project = new ProjectName(project(ctx));
        Map<String, @Nullable String> change = new HashMap<>();
        change.put(ctx.pathParam("name"), SmallBody.read(ctx, LARGEST_VALUE));
        answer(ctx, configuration.change(project, change));
    }

    void remove(Context ctx) {
        answer(ctx, configuration.remove(project(ctx), ctx.pathParam("name")));
    }

    void change(Context ctx) throws IOException {
        ProjectName project = new ProjectName(project(ctx));
        answer(ctx, configuration.change(project, changes(SmallBody.read(ctx, LARGEST_CHANGE))));
    }

    void environment(Context ctx) {
        ctx.json(configuration.environment(project(ctx)));
    }

    void changeEnvironment(Context ctx) throws IOException {
        ProjectName project = new ProjectName(project(ctx));
        answer(ctx, configuration.changeEnvironment(project, changes(SmallBody.read(ctx, LARGEST_ENVIRONMENT))));
    }

    void setVariable(Context ctx) throws IOException {
        ProjectName project = new ProjectName(project(ctx));
        Map<String, @Nullable String> change = new HashMap<>();
        change.put(ctx.pathParam("name"), SmallBody.read(ctx, LARGEST_VARIABLE));
        answer(ctx, configuration.changeEnvironment(project, change));
    }

    void removeVariable(Context ctx) {
        answer(ctx, configuration.removeVariable(project(ctx), ctx.pathParam("name")));
    }

    void edge(Context ctx) {
        ctx.json(configuration.edge(project(ctx)));
    }

    void changeEdge(Context ctx) throws IOException {
        ProjectName project = new ProjectName(project(ctx));
        ctx.json(configuration.changeEdge(project, changes(SmallBody.read(ctx, LARGEST_CHANGE))));
    }

    /** The key must be one for both projects. */
    void copy(Context ctx) throws IOException, ProvisioningException, InterruptedException {
        ProjectName project = new ProjectName(project(ctx));
        Copy copy = SmallBody.json(ctx, LARGEST_COPY, Copy.class, "{\"from\": NAME, \"env\": true, \"secrets\": true}");
        if (copy.from() == null) {
            throw ProblemException.unprocessable("The body must name the project to copy from: {\"from\": NAME}.");
        }
        ProjectName from = new ProjectName(copy.from());
        Guard.requireSeen(ctx, from.value());
        if (from.equals(project)) {
            throw ProblemException.unprocessable(
                    "A project cannot be copied from itself: name another one as \"from\".");
        }
        if (copy.data()) {
            configuration.copyData(from, project, project.value().equals(copy.confirm()));
        }
        answer(
                ctx,
                configuration.copy(
                        from, project, !Boolean.FALSE.equals(copy.env()), !Boolean.FALSE.equals(copy.secrets())));
    }

    /** The body of a copy; what it does not say is copied, data aside. The project's name as confirm replaces its data. */
    record Copy(
            @Nullable String from,
            @Nullable Boolean env,
            @Nullable Boolean secrets,
            boolean data,
            @Nullable String confirm) {}

    void resources(Context ctx) {
        ctx.json(configuration.resources(project(ctx), "true".equals(ctx.queryParam("reveal"))));
    }

    /** Statements are data of the service, and not for who only reads. */
    void statistics(Context ctx) throws ProvisioningException, InterruptedException {
        ResourceStatistics all = configuration.statistics(project(ctx), ctx.pathParam("type"), ctx.pathParam("name"));
        boolean changes = Access.CHANGE.decide(Guard.keyOf(ctx).scope(), project(ctx), true) == Access.Decision.ALLOWED;
        ctx.json(changes ? all : all.withoutStatements());
    }

    void attach(Context ctx) throws ProvisioningException, InterruptedException {
        ProjectName project = new ProjectName(project(ctx));
        answer(ctx, configuration.attach(project, request(ctx)));
    }

    void delete(Context ctx) throws ProvisioningException, InterruptedException {
        if ("true".equals(ctx.queryParam("detach"))) {
            answer(ctx, configuration.detach(project(ctx), request(ctx)));
            return;
        }
        configuration.delete(project(ctx), ctx.pathParam("type"), ctx.pathParam("name"));
        ctx.status(204);
    }

    /** 202 and the restart that makes the change felt, or 204 where nothing serves. */
    private static void answer(Context ctx, Optional<Deployment> restart) {
        restart.ifPresentOrElse(deployment -> ProjectRoutes.accepted(ctx, deployment), () -> ctx.status(204));
    }

    private static Map<String, @Nullable String> changes(String body) {
        try {
            Map<String, @Nullable Object> read = Json.MAPPER.readValue(body, new TypeReference<>() {});
            if (read != null && read.values().stream().allMatch(value -> value == null || value instanceof String)) {
                Map<String, @Nullable String> changes = new HashMap<>();
                read.forEach((name, value) -> changes.put(name, (String) value));
                return changes;
            }
        } catch (JsonProcessingException e) {
            // said below, without the cause, which quotes the body
        }
        throw ProblemException.unprocessable(
                "The body is not valid; send {\"NAME\": \"value\", \"OTHER\": null}, where null removes.");
    }

    private static ResourceRequest request(Context ctx) {
        return Attachments.request(ctx.pathParam("type"), ctx.pathParam("name"));
    }

    private static String project(Context ctx) {
        return ctx.pathParam("project");
    }
}
