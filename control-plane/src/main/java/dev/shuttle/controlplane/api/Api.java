package dev.shuttle.controlplane.api;

import dev.shuttle.controlplane.auth.ApiKeys;
import dev.shuttle.controlplane.auth.AuditLog;
import dev.shuttle.controlplane.deployment.Configuration;
import dev.shuttle.controlplane.deployment.Deployments;
import dev.shuttle.controlplane.deployment.Domains;
import dev.shuttle.controlplane.deployment.Overview;
import dev.shuttle.controlplane.deployment.ProjectDeletion;
import dev.shuttle.controlplane.log.DeploymentLogs;
import dev.shuttle.controlplane.traffic.TrafficMetrics;
import dev.shuttle.os.OutOfMemory;
import dev.shuttle.protocol.Json;
import dev.shuttle.protocol.Version;
import dev.shuttle.proxy.forwarded.Clients;
import io.javalin.Javalin;
import io.javalin.compression.CompressionStrategy;
import io.javalin.config.JavalinConfig;
import io.javalin.config.RoutesConfig;
import io.javalin.http.HandlerType;
import io.javalin.json.JavalinJackson;
import jakarta.servlet.DispatcherType;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.util.EnumSet;
import java.util.List;
import java.util.concurrent.TimeoutException;
import java.util.function.LongSupplier;
import org.eclipse.jetty.ee10.servlet.FilterHolder;
import org.eclipse.jetty.server.AbstractConnector;
import org.eclipse.jetty.server.Connector;
import org.eclipse.jetty.util.thread.QueuedThreadPool;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The HTTP API on a port of its own. */
public final class Api implements AutoCloseable {
    /**
     * Readers of logs (128), uploads (32, and 8 refused ones), downloads (32) and small bodies (32) hold a thread each for
     * as long as their client likes; the rest, a few dozen, is for quick answers.
     */
    private static final int THREADS = 272;

    private static final int IDLE_THREADS = 6;
    private static final int IDLE_THREADS_MILLIS = 30_000;

    /** Of JSON bodies; archives are streamed and have a limit of their own. */
    private static final long LARGEST_BODY = 64 * 1024;

    /** Few are active at a time; the rest is for browsers and followers that keep theirs. */
    static final int CONNECTIONS = 2000;

    private static final long STOP_MILLIS = 1000;
    private static final long IDLE_STOP_MILLIS = 50;

    private static final Logger LOG = LoggerFactory.getLogger(Api.class);

    private final Tunnels tunnels;
    private final Javalin javalin;

    /**
     * The parts behind the API.
     *
     * @param keys who may call
     * @param clients where they call from
     * @param audit what they called
     * @param overview shows projects and deployments
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
            Clients clients,
            AuditLog audit,
            Overview overview,
            TrafficMetrics traffic,
            Deployments deployments,
            Domains domains,
            Configuration configuration,
            ProjectDeletion deletion,
            DeploymentLogs logs,
            Path home,
            Path uploads,
            UploadBounds bounds,
            Path repository,
            Version version) {}

    /** With so many connections at a time. */
    public Api(Parts parts, int connections) {
        this(parts, System::nanoTime, connections);
    }

    /** With a clock of nanoseconds, for rates and idle tunnels. */
    Api(Parts parts, LongSupplier nanos) {
        this(parts, nanos, CONNECTIONS);
    }

    private Api(Parts parts, LongSupplier nanos, int connections) {
        this.tunnels = new Tunnels(parts.keys(), nanos);
        RateLimiter rates = new RateLimiter(nanos);
        this.javalin = Javalin.create(config -> configure(config, parts, tunnels, rates, connections));
    }

    private static void configure(
            JavalinConfig config, Parts parts, Tunnels tunnels, RateLimiter rates, int connections) {
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
        config.http.prefer405over404 = true;
        config.jetty.modifyServer(server -> {
            server.setStopTimeout(STOP_MILLIS);
            server.setErrorHandler(new JettyProblems());
            server.addBean(new ConnectionBound(server, connections));
        });
        config.jetty.modifyServletContextHandler(context -> {
            context.setErrorHandler(new JettyProblems());
            FilterHolder webSockets = new FilterHolder(new WebSocketFilter());
            webSockets.setAsyncSupported(true);
            context.addFilter(webSockets, "/*", EnumSet.of(DispatcherType.REQUEST));
        });
        config.router.javaLangErrorHandler((response, error) -> {
            OutOfMemory.exitIfCaused(error);
            LOG.error("a request broke", error);
            response.setStatus(500);
        });
        Problems.handle(config.routes);
        routes(config.routes, parts, tunnels, rates);
    }

    private static QueuedThreadPool threads() {
        QueuedThreadPool threads = new QueuedThreadPool(THREADS, IDLE_THREADS, IDLE_THREADS_MILLIS);
        threads.setName("shuttle-api");
        return threads;
    }

    private static void routes(RoutesConfig routes, Parts parts, Tunnels tunnels, RateLimiter rates) {
        List<ApiRoute> all = Routes.of(parts, tunnels);
        Guard guard = new Guard(parts.keys(), parts.clients(), parts.audit(), rates, parts.home(), all);
        routes.before(RequestId::assign);
        routes.before(new VersionCheck(parts.version())::check);
        routes.before(guard::identify);
        for (ApiRoute route : all) {
            routes.addHttpHandler(route.method(), route.path(), guard.around(route));
            if (route.answersHead()) {
                routes.addHttpHandler(HandlerType.HEAD, route.path(), guard.around(route));
            }
        }
        routes.after(guard::done);
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
                            + ": the port is taken, or the address does not belong to this machine. Choose another with"
                            + " SHUTTLE_API_PORT or SHUTTLE_API_HOST.",
                    e);
        }
        return new InetSocketAddress(host, javalin.port());
    }

    /** Idle connections are closed soon, and those that still hold a request once {@link #STOP_MILLIS} are over. */
    @Override
    public void close() {
        tunnels.close();
        for (Connector connector : javalin.jettyServer().server().getConnectors()) {
            if (connector instanceof AbstractConnector listening) {
                listening.setShutdownIdleTimeout(IDLE_STOP_MILLIS);
            }
        }
        try {
            javalin.jettyServer().server().stop(); // Javalin's own would log a stack trace where requests are cut off
        } catch (TimeoutException e) {
            LOG.debug("requests were cut off by the stop");
        } catch (Exception e) {
            throw new IllegalStateException("the API did not stop", e);
        }
    }
}
