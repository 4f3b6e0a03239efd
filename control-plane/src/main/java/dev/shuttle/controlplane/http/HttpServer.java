package dev.shuttle.controlplane.http;

import dev.shuttle.controlplane.auth.ApiKeys;
import dev.shuttle.controlplane.auth.AuditLog;
import dev.shuttle.os.OutOfMemory;
import dev.shuttle.protocol.Json;
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
import java.time.Duration;
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

/** API and console on a port of their own. */
public final class HttpServer implements AutoCloseable {
    /**
     * Readers of logs (128), uploads (32, and 8 refused ones), downloads (32) and small bodies (32) hold a thread each for
     * as long as their client likes; the rest, a few dozen, is for quick answers.
     */
    private static final int THREADS = 272;

    private static final int IDLE_THREADS = 6;
    private static final int IDLE_THREADS_MILLIS = 30_000;

    /** Of what Javalin itself reads; archives are streamed and have a limit of their own. */
    private static final long LARGEST_BODY = 64 * 1024;

    /** Few are active at a time; the rest is for browsers and followers that keep theirs. */
    public static final int CONNECTIONS = 2000;

    private static final long STOP_MILLIS = 1000;
    private static final long IDLE_STOP_MILLIS = 50;

    private static final Logger LOG = LoggerFactory.getLogger(HttpServer.class);

    private final List<Surface> surfaces;
    private final Javalin javalin;

    /**
     * The parts of every request.
     *
     * @param keys who may ask
     * @param clients where they ask from
     * @param audit what they changed
     * @param home whose disk is looked at
     * @param silence of a connection, after which it is ended
     * @param connections at a time
     * @param nanos a clock, for rates
     */
    public record Parts(
            ApiKeys keys,
            Clients clients,
            AuditLog audit,
            Path home,
            Duration silence,
            int connections,
            LongSupplier nanos) {}

    /** The last of the surfaces has every path that no other has. */
    public HttpServer(Parts parts, List<Surface> surfaces) {
        this.surfaces = List.copyOf(surfaces);
        this.javalin = Javalin.create(config -> configure(config, parts));
    }

    private void configure(JavalinConfig config, Parts parts) {
        config.startup.showJavalinBanner = false;
        config.startup.showOldJavalinVersionWarning = false;
        config.startup.startupWatcherEnabled = false;
        config.http.maxRequestSize = LARGEST_BODY;
        config.http.compressionStrategy = CompressionStrategy.NONE;
        config.jsonMapper(new JavalinJackson(Json.MAPPER, false));
        config.jetty.threadPool = threads();
        config.jetty.modifyHttpConfiguration(http -> {
            http.setSendServerVersion(false);
            http.setIdleTimeout(parts.silence().toMillis());
        });
        config.http.prefer405over404 = true;
        config.jetty.modifyServer(server -> {
            server.setStopTimeout(STOP_MILLIS);
            server.setErrorHandler(new JettyProblems());
            server.addBean(new ConnectionBound(server, parts.connections()));
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
        routes(config.routes, parts);
    }

    private static QueuedThreadPool threads() {
        QueuedThreadPool threads = new QueuedThreadPool(THREADS, IDLE_THREADS, IDLE_THREADS_MILLIS);
        threads.setName("shuttle-api");
        return threads;
    }

    private void routes(RoutesConfig routes, Parts parts) {
        Guard guard = new Guard(parts, surfaces);
        routes.before(RequestId::assign);
        routes.before(guard::identify);
        for (Surface surface : surfaces) {
            for (GuardedRoute route : surface.routes()) {
                routes.addHttpHandler(route.method(), route.path(), guard.around(route));
                if (route.answersHead()) {
                    routes.addHttpHandler(HandlerType.HEAD, route.path(), guard.around(route));
                }
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
        surfaces.forEach(Surface::close);
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
