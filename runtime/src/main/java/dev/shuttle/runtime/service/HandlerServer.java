package dev.shuttle.runtime.service;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpHandler;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** Serves an {@link HttpHandler} by the JDK's own server, with a bounded pool of daemon threads. */
final class HandlerServer implements Closing {
    /** Requests answered at a time, as many as servlet containers use by default. */
    private static final int MAX_THREADS = 200;

    /** Requests that wait for a thread; beyond, connections are refused rather than memory filled. */
    private static final int MAX_WAITING = 1000;

    /** Connections that the kernel holds until they are accepted: a burst of a proxy's, not more. */
    private static final int BACKLOG = 512;

    private static final int IDLE_SECONDS = 30;

    static {
        // Read once by the JDK.
        usually("sun.net.httpserver.nodelay", "true"); // else 40 ms a response for delayed acknowledgements
        usually("sun.net.httpserver.maxIdleConnections", "1024"); // more than the proxy keeps
    }

    private final HttpHandler handler;
    private final StatementTracing tracing;
    private final HttpServer server;
    private final ThreadPoolExecutor pool;
    private final @Nullable InetSocketAddress besideSocket;
    private final @Nullable UnixListener unix;

    /**
     * Starts to serve, at a Unix socket too if there is to be one, and that is possible; call it on a thread of the service,
     * whose group and loader the server's threads inherit.
     */
    HandlerServer(HttpHandler handler, InetSocketAddress address, @Nullable Path socket, StatementTracing tracing)
            throws IOException {
        this.handler = handler;
        this.tracing = tracing;
        pool = new ThreadPoolExecutor(
                MAX_THREADS,
                MAX_THREADS,
                IDLE_SECONDS,
                TimeUnit.SECONDS,
                new LinkedBlockingQueue<>(MAX_WAITING),
                threads());
        pool.allowCoreThreadTimeOut(true);
        server = HttpServer.create(address, BACKLOG);
        server.createContext("/", this::handle);
        server.setExecutor(pool);
        besideSocket = socket == null ? null : server.getAddress();
        server.start();
        unix = socket == null ? null : unix(server, socket);
    }

    private static void usually(String property, String value) {
        if (System.getProperty(property) == null) {
            System.setProperty(property, value);
        }
    }

    /** Null where it cannot be, as on a JDK whose server is built otherwise: there is the port. */
    private static @Nullable UnixListener unix(HttpServer server, Path socket) {
        try {
            UnixListener listener = new UnixListener(server, socket, BACKLOG);
            try {
                if (SocketTrial.isNeeded()) {
                    SocketTrial.run(server, socket);
                }
                return listener;
            } catch (IOException e) {
                listener.close();
                throw e;
            }
        } catch (ReflectiveOperationException | RuntimeException | IOException e) {
            System.getLogger(HandlerServer.class.getName())
                    .log(System.Logger.Level.DEBUG, "the service is not at the socket " + socket, e);
            return null;
        }
    }

    @Override
    public boolean isAtSocket() {
        return unix != null;
    }

    /** The JDK's server would break the connection off, and say nothing: a mistake gets a 500, and its stack trace. */
    private void handle(HttpExchange accepted) throws IOException {
        HttpExchange exchange = besideSocket == null ? accepted : new LoopbackExchange(accepted, besideSocket);
        try {
            tracing.during(exchange.getRequestHeaders().getFirst("traceparent"), () -> handler.handle(exchange));
        } catch (Throwable e) {
            boolean answered = exchange.getResponseCode() >= 0;
            if (!answered || !(e instanceof IOException)) { // else the client has gone
                StartFailures.print(e);
            }
            if (!answered) {
                exchange.sendResponseHeaders(500, -1);
            }
            exchange.close();
        }
    }

    /** The group is the starter's, not that of the first thread that asks. */
    private static ThreadFactory threads() {
        ThreadGroup group = Thread.currentThread().getThreadGroup();
        ClassLoader loader = Thread.currentThread().getContextClassLoader();
        return task -> {
            Thread thread = new Thread(group, task, "http");
            thread.setDaemon(true);
            thread.setContextClassLoader(loader);
            return thread;
        };
    }

    @Override
    public void close() throws Exception {
        if (unix != null) {
            unix.close();
        }
        server.stop(0);
        pool.shutdownNow();
        if (handler instanceof AutoCloseable closeable) {
            closeable.close();
        }
    }
}
