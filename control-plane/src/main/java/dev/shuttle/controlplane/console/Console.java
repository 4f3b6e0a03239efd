package dev.shuttle.controlplane.console;

import dev.shuttle.controlplane.auth.ApiKeys;
import dev.shuttle.controlplane.auth.AuditLog;
import dev.shuttle.controlplane.auth.Sessions;
import dev.shuttle.controlplane.auth.SignInLinks;
import dev.shuttle.controlplane.deployment.Configuration;
import dev.shuttle.controlplane.deployment.Deployments;
import dev.shuttle.controlplane.deployment.Domains;
import dev.shuttle.controlplane.deployment.Overview;
import dev.shuttle.controlplane.deployment.Plans;
import dev.shuttle.controlplane.deployment.ProjectDeletion;
import dev.shuttle.controlplane.http.GuardedRoute;
import dev.shuttle.controlplane.http.LogRoutes;
import dev.shuttle.controlplane.http.ProblemException;
import dev.shuttle.controlplane.http.Surface;
import dev.shuttle.controlplane.log.DeploymentLogs;
import dev.shuttle.controlplane.metrics.MetricsHistory;
import dev.shuttle.controlplane.metrics.MetricsSampler;
import dev.shuttle.controlplane.traffic.TrafficMetrics;
import dev.shuttle.protocol.Key;
import dev.shuttle.protocol.PlatformStatus;
import dev.shuttle.protocol.Problem;
import dev.shuttle.protocol.Version;
import io.javalin.http.Context;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;

/** The web console: pages for people, who show a key once and have a session from then on. */
public final class Console implements Surface {
    private static final int UNAUTHORIZED = 401;

    private final Parts parts;
    private final Pages pages;
    private final List<ConsoleRoute> routes;

    /**
     * The parts behind the pages.
     *
     * @param keys who may sign in
     * @param sessions who is signed in
     * @param links that sign them in
     * @param status how the server itself is
     * @param history how projects did
     * @param sampler how they do now
     * @param audit what they changed
     * @param overview shows projects and deployments
     * @param plans what their code asks for
     * @param traffic what passes the proxy
     * @param deployments changes projects
     * @param domains their domains
     * @param configuration their secrets and resources
     * @param deletion deletes them
     * @param logs their logs
     * @param readers follow them
     * @param version of this server
     */
    public record Parts(
            ApiKeys keys,
            Sessions sessions,
            SignInLinks links,
            Supplier<PlatformStatus> status,
            MetricsHistory history,
            MetricsSampler sampler,
            AuditLog audit,
            Overview overview,
            Plans plans,
            TrafficMetrics traffic,
            Deployments deployments,
            Domains domains,
            Configuration configuration,
            ProjectDeletion deletion,
            DeploymentLogs logs,
            LogRoutes readers,
            Version version) {}

    /** With all of its routes. */
    public Console(Parts parts) {
        this.parts = parts;
        this.pages = new Pages(new Assets());
        this.routes = ConsoleRoutes.of(parts, pages);
    }

    @Override
    public List<? extends GuardedRoute> routes() {
        return routes;
    }

    @Override
    public boolean isAt(String path) {
        return path.equals("/") || path.equals(ConsoleRoutes.ROOT) || path.startsWith(ConsoleRoutes.ROOT + "/");
    }

    @Override
    public void begin(Context ctx) {
        Pages.protect(ctx);
    }

    @Override
    public boolean isCheap(Context ctx) {
        return ctx.path().startsWith(ConsoleRoutes.ASSETS);
    }

    @Override
    public Optional<Key> key(Context ctx) {
        return SessionCookie.read(ctx).flatMap(parts.sessions()::find);
    }

    @Override
    public ProblemException unknown(Context ctx) {
        return new ProblemException(UNAUTHORIZED, "Signed out", "Sign in to see this page.");
    }

    /** Who is not signed in gets the form, also where a page that is open asks for its next state. */
    @Override
    public void answer(Context ctx, Problem problem) {
        if (problem.status() != UNAUTHORIZED) {
            pages.show(ctx, "problem.jte", ProblemPage.of(problem, ctx));
        } else if (OpenPage.isPart(ctx)) {
            ctx.header("HX-Redirect", SignIn.address(ctx));
        } else {
            Pages.redirect(ctx, SignIn.address(ctx));
        }
    }
}
