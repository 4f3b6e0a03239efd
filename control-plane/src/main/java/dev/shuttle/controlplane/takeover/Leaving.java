package dev.shuttle.controlplane.takeover;

import dev.shuttle.controlplane.backup.BackupSocket;
import dev.shuttle.proxy.Proxy;
import dev.shuttle.proxy.RouteLines;
import dev.shuttle.proxy.RoutingTable;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Predicate;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * This control plane's end, as another one on its home asks for it: listening sockets and routes first, then home and store.
 * Until the other serves, this one can come back. Thread-safe.
 */
public final class Leaving implements BackupSocket.Succession {
    private static final Logger LOG = LoggerFactory.getLogger(Leaving.class);

    /** Before each listening socket; what follows says whether it is for TLS. */
    static final String LISTENER = "listener ";

    private final Proxy proxy;
    private final RoutingTable routes;
    private final Predicate<String> handedOver;
    private final boolean possible;
    private final ServiceManager manager;
    private final Runnable letGo;
    private final AtomicBoolean asked = new AtomicBoolean();
    private final CompletableFuture<Boolean> over = new CompletableFuture<>();

    /**
     * No I/O.
     *
     * @param proxy whose sockets are handed over
     * @param routes of the proxy
     * @param handedOver which hosts lead to services
     * @param possible false if services end with this process
     * @param manager told whose process goes on
     * @param letGo closes all but the proxy, and leaves services running
     */
    public Leaving(
            Proxy proxy,
            RoutingTable routes,
            Predicate<String> handedOver,
            boolean possible,
            ServiceManager manager,
            Runnable letGo) {
        this.proxy = proxy;
        this.routes = routes;
        this.handedOver = handedOver;
        this.possible = possible;
        this.manager = manager;
        this.letGo = letGo;
    }

    /**
     * The end of it.
     *
     * @return true once another control plane serves, false once one that was to do so has ended
     */
    public CompletableFuture<Boolean> over() {
        return over;
    }

    @Override
    public List<String> handOver(Path socket) throws IOException {
        if (!possible) {
            throw new IOException(
                    "The services of the running control plane are in its own process"
                            + " (SHUTTLE_ISOLATION is embedded), and end with it. Stop it, and start this one without --takeover.");
        }
        List<String> lines = new ArrayList<>();
        proxy.handOver(socket).forEach(secure -> lines.add(LISTENER + secure));
        lines.addAll(RouteLines.of(routes, handedOver));
        LOG.info("Another control plane has the listening sockets; both serve");
        return lines;
    }

    @Override
    public void giveWay() throws IOException {
        if (!asked.compareAndSet(false, true)) {
            throw new IOException("The running control plane gives way to another one already. Wait for that one.");
        }
        LOG.info("Another control plane takes over: home and store are closed, services and clients' requests go on");
        letGo.run();
    }

    @Override
    public void over(boolean ready, long pid) {
        if (ready && pid > 0) {
            manager.mainProcess(pid); // before this process can end: its end is not that of the service
        }
        over.complete(ready);
    }
}
