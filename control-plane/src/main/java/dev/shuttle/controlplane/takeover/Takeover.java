package dev.shuttle.controlplane.takeover;

import dev.shuttle.controlplane.backup.BackupCall;
import dev.shuttle.os.SocketPaths;
import dev.shuttle.proxy.Listeners;
import dev.shuttle.proxy.Route;
import dev.shuttle.proxy.RouteLines;
import dev.shuttle.proxy.RoutingTable;
import dev.shuttle.proxy.SocketTransfer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The place of a running control plane, on its way to this one. Closed before {@link #ready}, the other comes back. For one
 * thread.
 */
public final class Takeover implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Takeover.class);
    private static final String SOCKET = "takeover.socket";
    private static final String SHORT_PREFIX = "shuttle-takeover-";

    private final BackupCall running;
    private final Listeners listeners;
    private final List<String> lines;
    private Map<String, Route.Serving> services = Map.of();
    private BackupCall.@Nullable GivenWay given;

    private Takeover(BackupCall running, Listeners listeners, List<String> lines) {
        this.running = running;
        this.listeners = listeners;
        this.lines = lines;
    }

    /**
     * Gets the listening sockets and the routes.
     *
     * @param folder in the home, where the running control plane listens for commands
     * @return to be closed
     * @throws IOException if there are none to be had; the message is for the operator, and nothing has changed
     */
    public static Takeover begin(Path folder) throws IOException {
        if (!SocketTransfer.isPossible()) {
            throw new IOException("This machine cannot hand sockets over: that needs Linux on amd64 or arm64. Stop the"
                    + " running control plane, and start this one without --takeover.");
        }
        BackupCall running = new BackupCall(folder);
        Path socket = socket(folder);
        try (SocketTransfer transfer = SocketTransfer.at(socket)) {
            List<String> lines = running.handOver(socket);
            List<Boolean> secure = lines.stream()
                    .filter(line -> line.startsWith(Leaving.LISTENER))
                    .map(line -> Boolean.parseBoolean(line.substring(Leaving.LISTENER.length())))
                    .toList();
            return new Takeover(
                    running,
                    transfer.receive(secure),
                    lines.stream()
                            .filter(line -> !line.startsWith(Leaving.LISTENER))
                            .toList());
        } finally {
            Path parent = Objects.requireNonNull(socket.getParent());
            if (!parent.equals(folder)) {
                Files.deleteIfExists(parent);
            }
        }
    }

    private static Path socket(Path folder) throws IOException {
        Path socket = folder.resolve(SOCKET);
        if (SocketPaths.fits(socket)) {
            Files.deleteIfExists(socket); // of one that was killed
            return socket;
        }
        Path other = SocketPaths.shortPath(SHORT_PREFIX);
        SocketPaths.createFolder(other);
        return other;
    }

    /** Those of the other, for the proxy to take. */
    public Listeners listeners() {
        return listeners;
    }

    /** Leads requests where the other does, until this one knows its own routes. */
    public void fill(RoutingTable routes) {
        services = RouteLines.put(lines, routes);
    }

    /**
     * Returns once home and store are free. From then on the other only ends what it has begun.
     *
     * @throws IOException if the other does not give way, and serves on; or if it has ended, and its home is free
     */
    public void giveWay() throws IOException {
        listeners.close();
        given = running.giveWay();
    }

    /**
     * This one serves: the other may end.
     *
     * @param routes in which those to services are this one's own by now
     */
    public void ready(RoutingTable routes) {
        services.forEach((host, route) -> {
            if (routes.find(host).orElse(null) == route) {
                routes.remove(host); // of a project that the store does not have
            }
            var unused = route.upstream().drain();
        });
        try {
            if (given != null) {
                given.ready();
            }
        } catch (IOException e) {
            LOG.warn("The control plane before ended before this one was ready: {}", e.toString());
        }
    }

    @Override
    public void close() {
        listeners.close();
        if (given != null) {
            given.close();
        }
    }
}
