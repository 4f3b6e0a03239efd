package dev.shuttle.controlplane.api;

import dev.shuttle.controlplane.auth.ApiKeys;
import dev.shuttle.controlplane.auth.AuditLog;
import dev.shuttle.controlplane.auth.SignInLinks;
import dev.shuttle.controlplane.deployment.Configuration;
import dev.shuttle.controlplane.deployment.Deployments;
import dev.shuttle.controlplane.deployment.Domains;
import dev.shuttle.controlplane.deployment.Overview;
import dev.shuttle.controlplane.deployment.ProjectDeletion;
import dev.shuttle.controlplane.http.GuardedRoute;
import dev.shuttle.controlplane.http.LogRoutes;
import dev.shuttle.controlplane.http.ProblemException;
import dev.shuttle.controlplane.http.Problems;
import dev.shuttle.controlplane.http.Surface;
import dev.shuttle.controlplane.metrics.MetricsHistory;
import dev.shuttle.controlplane.metrics.MetricsSampler;
import dev.shuttle.controlplane.traffic.TrafficMetrics;
import dev.shuttle.protocol.Key;
import dev.shuttle.protocol.PlatformStatus;
import dev.shuttle.protocol.Problem;
import dev.shuttle.protocol.Version;
import io.javalin.http.Context;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** The HTTP API: keys in a header, JSON in and out, faults as problem details of RFC 9457. */
public final class Api implements Surface {
    private static final String AUTHORIZATION = "Authorization";
    private static final String SCHEME = "Bearer ";
    private static final int LONGEST = 1000;

    /** Answered with no more work than a refusal: who watches them must not depend on who else has the address. */
    private static final Set<String> CHEAP = Set.of("/health", "/version");

    private final ApiKeys keys;
    private final VersionCheck version;
    private final Tunnels tunnels;
    private final List<ApiRoute> routes;

    /**
     * The parts behind the API.
     *
     * @param keys who may call
     * @param links that sign them in to the console
     * @param status how the server itself is
     * @param audit what they called
     * @param overview shows projects and deployments
     * @param traffic counts their requests
     * @param history how they did
     * @param sampler what they take now
     * @param deployments changes them
     * @param domains their domains
     * @param configuration their secrets and resources
     * @param deletion deletes them
     * @param logs their logs
     * @param home whose disk is looked at
     * @param uploads a folder for archives on their way in
     * @param bounds of uploads; their silence is that of any connection
     * @param repository the Maven repository to serve
     * @param version what {@code /version} says
     */
    public record Parts(
            ApiKeys keys,
            SignInLinks links,
            Supplier<PlatformStatus> status,
            AuditLog audit,
            Overview overview,
            TrafficMetrics traffic,
            MetricsHistory history,
            MetricsSampler sampler,
            Deployments deployments,
            Domains domains,
            Configuration configuration,
            ProjectDeletion deletion,
            LogRoutes logs,
            Path home,
            Path uploads,
            UploadBounds bounds,
            Path repository,
            Version version) {}

    /** With a clock of nanoseconds, for idle tunnels. */
    public Api(Parts parts, LongSupplier nanos) {
        this.keys = parts.keys();
        this.version = new VersionCheck(parts.version());
        this.tunnels = new Tunnels(parts.keys(), nanos);
        this.routes = Routes.of(parts, tunnels);
    }

    @Override
    public List<? extends GuardedRoute> routes() {
        return routes;
    }

    @Override
    public boolean isAt(String path) {
        return true;
    }

    @Override
    public void begin(Context ctx) {
        // Passwords, logs and keys: for no cache, and nothing that a browser takes for a page or a script.
        ctx.header("Cache-Control", "no-store");
        ctx.header("X-Content-Type-Options", "nosniff");
        version.check(ctx);
    }

    @Override
    public boolean isCheap(Context ctx) {
        return CHEAP.contains(ctx.path()) && ctx.header(AUTHORIZATION) == null;
    }

    @Override
    public Optional<Key> key(Context ctx) {
        @Nullable String header = ctx.header(AUTHORIZATION);
        return header != null && header.regionMatches(true, 0, SCHEME, 0, SCHEME.length()) && header.length() <= LONGEST
                ? keys.find(header.substring(SCHEME.length()).trim())
                : Optional.empty();
    }

    @Override
    public ProblemException unknown(Context ctx) {
        ctx.header("WWW-Authenticate", "Bearer");
        return new ProblemException(
                401, "Unauthorized", "The request has no valid key; send one as Authorization: Bearer KEY.");
    }

    @Override
    public void answer(Context ctx, Problem problem) {
        Problems.json(ctx, problem);
    }

    @Override
    public void close() {
        tunnels.close();
    }
}
