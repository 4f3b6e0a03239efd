package dev.shuttle.controlplane;

import dev.shuttle.controlplane.backup.Restore;
import dev.shuttle.controlplane.http.HttpServer;
import dev.shuttle.controlplane.takeover.Leaving;
import dev.shuttle.controlplane.takeover.ServiceManager;
import dev.shuttle.controlplane.takeover.Takeover;
import dev.shuttle.os.Descriptors;
import dev.shuttle.proxy.Listeners;
import dev.shuttle.proxy.forwarded.Clients;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The composition root: everything is made by hand, in order, and closed in reverse. A start that fails cleans up behind
 * itself.
 */
public final class ControlPlane implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(ControlPlane.class);

    /** For the process of another control plane that was killed to be gone. */
    private static final Duration OTHERS_END = Duration.ofSeconds(5);

    /** Longer than a client's connection stays without a request. */
    private static final Duration CLIENTS_END = Duration.ofSeconds(12);

    private final Owned owned = new Owned();
    private Optional<String> generatedKey = Optional.empty();
    private @Nullable InetSocketAddress apiAddress;
    private @Nullable PublicProxy front;
    private @Nullable Leaving leaving;
    private boolean givesWay;

    private ControlPlane() {}

    /**
     * Starts a control plane; returns once both ports accept.
     *
     * @param settings how it should be
     * @param takeover of the one that runs, in whose place it starts; null if none does
     * @return the running control plane
     * @throws IOException if it cannot start; nothing is left behind, and one that runs goes on
     */
    public static ControlPlane start(Settings settings, @Nullable Takeover takeover) throws IOException {
        ControlPlane controlPlane = new ControlPlane();
        try {
            controlPlane.open(settings, takeover);
            return controlPlane;
        } catch (IOException | RuntimeException e) {
            if (takeover != null) {
                controlPlane.giveBack(takeover);
            }
            controlPlane.close();
            throw e;
        }
    }

    private synchronized void open(Settings settings, @Nullable Takeover takeover) throws IOException {
        ConnectionShares shares = ConnectionShares.of(Descriptors.limit());
        PublicProxy edge = front == null ? new PublicProxy(settings, shares) : front;
        if (takeover != null) {
            owned.add(edge);
            takeover.fill(edge.routes());
            edge.listen(takeover.listeners());
        }
        Home home =
                owned.add(takeover == null ? Home.take(settings.home(), patience()) : take(settings.home(), takeover));
        Restore.requireNoneUnfinished(home.root());
        DiskReserve reserve = owned.add(new DiskReserve(home.root()));
        reserve.releaseIfFull();
        OpeningStore opening = owned.add(OpeningStore.begin(settings, home));
        owned.release(edge); // to be closed in its turn, where it listens already
        owned.add(edge).listen(Listeners.NONE);
        front = edge;
        Stored stored = Stored.open(settings, home, opening.await());
        generatedKey = stored.generatedKey();
        Reports reports = Reports.open(settings, stored, edge, owned);
        Hosting hosting = Hosting.open(settings, stored, reports, () -> givesWay, owned);
        Deploying deploying = Deploying.open(settings, stored, reports, hosting, edge, owned);
        Clients clients = new Clients(settings.edge().trusted());
        Supplier<List<String>> troubles =
                () -> reports.troubles(deploying.engine().overview(), edge.certificates());
        HttpServer server = owned.add(
                Surfaces.open(settings, stored, reports, hosting, deploying, edge, clients, shares.api(), troubles));
        Upkeep upkeep = Upkeep.open(settings, stored, hosting, deploying, owned);
        deploying.engine().start();
        upkeep.restores().resume();
        deploying.sampler().start();
        InetSocketAddress listening = server.start(settings.api().host(), apiPort(settings));
        apiAddress = listening;
        List.of(listening.getPort(), edge.address().getPort(), edge.ours().port())
                .forEach(reports.egress()::refuse);
        deploying.webhooks().start();
        Leaving end = new Leaving(
                edge.proxy(),
                edge.routes(),
                host -> !edge.isApi(host),
                !settings.services().embedded(),
                ServiceManager.ofThisProcess(),
                () -> giveWay(edge));
        leaving = end;
        upkeep.listen(home, troubles, end, owned);
        upkeep.schedule(settings, home, deploying, owned);
        edge.trace(reports.telemetry());
        edge.routeApi(dialled(listening), clients);
        edge.routes().complete();
        deploying.orders().ifPresent(orders -> {
            deploying.engine().domains().certifiedBy(orders);
            orders.start();
        });
        reserve.keep();
        if (takeover != null) {
            takeover.ready(edge.routes());
        }
    }

    /** The same again where this one comes back. */
    private int apiPort(Settings settings) {
        return apiAddress == null ? settings.api().port() : apiAddress.getPort();
    }

    /** The other may have been killed, and comes back if this one was. */
    private Duration patience() {
        return front == null ? Duration.ZERO : OTHERS_END;
    }

    private static Home take(Path home, Takeover takeover) throws IOException {
        IOException refused = null;
        try {
            takeover.giveWay();
        } catch (IOException e) {
            refused = e;
        }
        try {
            return Home.take(home, OTHERS_END);
        } catch (IOException e) {
            throw refused == null ? e : refused;
        }
    }

    /** The other comes back, and this one answers the clients that it has. */
    private synchronized void giveBack(Takeover takeover) {
        givesWay = true;
        Optional<PublicProxy> edge = owned.find(PublicProxy.class);
        edge.ifPresent(listening -> {
            listening.proxy().leave();
            owned.release(listening);
        });
        close();
        takeover.close();
        edge.ifPresent(listening -> {
            owned.add(listening).proxy().stopListening();
            int left = listening.proxy().awaitClients(CLIENTS_END);
            LOG.info("Clients that are cut off, since this control plane could not take over: {}", left);
        });
    }

    /** All but the proxy is closed, and services and their servers go on. */
    private synchronized void giveWay(PublicProxy edge) {
        givesWay = true;
        edge.proxy().leave();
        edge.trace(null);
        edge.holdApi();
        owned.release(edge);
        close();
        owned.add(edge);
        var unused = over().thenAccept(ready -> {
            if (ready) {
                edge.proxy().stopListening();
                edge.resumeApi();
            }
        });
    }

    /**
     * Whether another control plane has taken the place of this one.
     *
     * @return true once it serves; false once it has ended before, and this one is to {@link #comeBack}
     */
    CompletableFuture<Boolean> over() {
        return Objects.requireNonNull(leaving).over();
    }

    /** Serves again, since the one that took over has ended. */
    synchronized void comeBack(Settings settings) throws IOException {
        givesWay = false;
        Objects.requireNonNull(front).proxy().comeBack();
        open(settings, null);
    }

    /** Clients' connections that are still open after that time. */
    int awaitClients(Duration atMost) {
        return Objects.requireNonNull(front).proxy().awaitClients(atMost);
    }

    /** An address that can be dialled, where the control plane listens on all of them. */
    private static InetSocketAddress dialled(InetSocketAddress address) {
        InetAddress host = address.getAddress();
        return host != null && host.isAnyLocalAddress()
                ? new InetSocketAddress(InetAddress.getLoopbackAddress(), address.getPort())
                : address;
    }

    /**
     * The administrator's key, if one had to be made.
     *
     * @return the key, to be shown once
     */
    public Optional<String> generatedKey() {
        return generatedKey;
    }

    /**
     * The line that says where it can be reached.
     *
     * @return {@code shuttle ready api=http://HOST:PORT proxy=http://HOST:PORT}
     */
    public String readyLine() {
        return "shuttle ready api=" + url(apiAddress) + " proxy=" + url(front == null ? null : front.address());
    }

    private static String url(@Nullable InetSocketAddress address) {
        if (address == null) {
            throw new IllegalStateException("not started");
        }
        InetSocketAddress dialled = dialled(address);
        String host = dialled.getAddress().getHostAddress();
        return "http://" + (host.contains(":") ? "[" + host + "]" : host) + ":" + dialled.getPort();
    }

    @Override
    public synchronized void close() {
        owned.close();
    }
}
