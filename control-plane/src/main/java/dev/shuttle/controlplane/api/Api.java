package dev.shuttle.controlplane.api;

import dev.shuttle.controlplane.account.ApiKeys;
import dev.shuttle.controlplane.deployment.Configuration;
import dev.shuttle.controlplane.deployment.Deployments;
import dev.shuttle.controlplane.log.DeploymentLogs;
import dev.shuttle.protocol.Json;
import dev.shuttle.protocol.Version;
import io.javalin.Javalin;
import io.javalin.compression.CompressionStrategy;
import io.javalin.config.JavalinConfig;
import io.javalin.config.RoutesConfig;
import io.javalin.json.JavalinJackson;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.util.Map;
import org.eclipse.jetty.util.thread.QueuedThreadPool;

/** The HTTP API on a port of its own. */
public final class Api implements AutoCloseable {
    /**
     * Followers of logs (128), uploads (32, and 8 refused ones), downloads and small bodies hold a thread each for as
     * long as their client likes; the rest, a few dozen, is for quick answers.
     */
    private static final int THREADS = 256;

    private static final int IDLE_THREADS = 6;
    private static final int IDLE_THREADS_MILLIS = 30_000;
    private static final int DOWNLOADS = 32;
    private static final int SMALL_BODIES = 16;

    /** Of JSON bodies; archives are streamed and have a limit of their own. */
    private static final long LARGEST_BODY = 64 * 1024;

    private static final long STOP_MILLIS = 1000;

    private final Javalin javalin;

    /**
     * What the API calls.
     *
     * @param keys who may call
     * @param deployments projects and deployments
     * @param configuration their secrets and resources
     * @param logs their logs
     * @param uploads a folder for archives on their way in
     * @param bounds of uploads; their silence is that of any connection
     * @param repository the Maven repository to serve
     * @param version what {@code /version} says
     */
    public record Parts(
            ApiKeys keys,
            Deployments deployments,
            Configuration configuration,
            DeploymentLogs logs,
            Path uploads,
            UploadBounds bounds,
            Path repository,
            Version version) {}

    public Api(Parts parts) {
        this.javalin = Javalin.create(config -> configure(config, parts));
    }

    private static void configure(JavalinConfig config, Parts parts) {
        config.startup.showJavalinBanner = false;
        config.startup.showOldJavalinVersionWarning = false;
        config.startup.startupWatcherEnabled = false;
        config.http.maxRequestSize = LARGEST_BODY;
        config.http.compressionStrategy = CompressionStrategy.NONE;
        config.jsonMapper(new JavalinJackson(Json.MAPPER, false));
        config.jetty.threadPool = threads();
        config.jetty.modifyHttpConfiguration(http -> {
            http.setSendServerVersion(false);
            http.setIdleTimeout(parts.bounds().silence().toMillis());
        });
        config.jetty.modifyServer(server -> server.setStopTimeout(STOP_MILLIS));
        Problems.handle(config.routes);
        routes(config.routes, parts);
    }

    private static QueuedThreadPool threads() {
        QueuedThreadPool threads = new QueuedThreadPool(THREADS, IDLE_THREADS, IDLE_THREADS_MILLIS);
        threads.setName("shuttle-api");
        return threads;
    }

    private static void routes(RoutesConfig routes, Parts parts) {
        ProjectRoutes projects = new ProjectRoutes(parts.deployments(), parts.configuration());
        Places small = new Places(SMALL_BODIES, "changes");
        ConfigurationRoutes configuration = new ConfigurationRoutes(parts.configuration());
        LogRoutes logs = new LogRoutes(parts.deployments(), parts.logs());
        BearerKey key = new BearerKey(parts.keys());
        routes.before(RequestId::assign);
        routes.before(key::check);
        routes.get("/health", ctx -> ctx.json(Map.of("status", "ok")));
        routes.get("/version", ctx -> ctx.json(parts.version()));
        Places downloads = new Places(DOWNLOADS, "downloads");
        routes.get("/maven/<path>", downloads.around(new MavenRoute(parts.repository())::handle));
        Places uploads = new Places(parts.bounds().atATime(), "uploads");
        Uploads taking = new Uploads(parts.uploads(), parts.bounds());
        routes.post("/deploy", uploads.around(new DeployRoute(parts.deployments(), taking)::handle));
        routes.get("/projects", projects::projects);
        routes.get("/projects/{project}", projects::project);
        routes.delete("/projects/{project}", projects::delete);
        routes.get("/projects/{project}/deployments", projects::list);
        routes.get("/projects/{project}/deployments/{id}", projects::deployment);
        routes.delete("/projects/{project}/deployments/{id}", projects::cancel);
        routes.get("/projects/{project}/deployments/{id}/logs", logs::ofDeployment);
        routes.get("/projects/{project}/logs", logs::ofProject);
        routes.post("/projects/{project}/rollback", small.around(projects::rollback));
        routes.post("/projects/{project}/restart", projects::restart);
        routes.get("/projects/{project}/secrets", configuration::secrets);
        routes.patch("/projects/{project}/secrets", small.around(configuration::change));
        routes.put("/projects/{project}/secrets/{name}", small.around(configuration::set));
        routes.delete("/projects/{project}/secrets/{name}", configuration::remove);
        routes.get("/projects/{project}/resources", configuration::resources);
        routes.delete("/projects/{project}/resources/{type}/{name}", configuration::delete);
    }

    /**
     * Starts to listen.
     *
     * @param host the address to bind
     * @param port 0 is any free one
     * @return the address that it listens on
     * @throws IOException if it cannot; the message says why
     */
    public InetSocketAddress start(String host, int port) throws IOException {
        try {
            javalin.start(host, port);
        } catch (RuntimeException e) {
            throw new IOException(
                    "The API cannot listen on " + host + ":" + port
                            + ": the port is taken, or the address is not this machine's. Give another with"
                            + " SHUTTLE_API_PORT or SHUTTLE_API_HOST.",
                    e);
        }
        return new InetSocketAddress(host, javalin.port());
    }

    @Override
    public void close() {
        javalin.stop();
    }
}
