package dev.shuttle.controlplane;

import dev.shuttle.controlplane.api.Api;
import dev.shuttle.controlplane.api.MetricsScrape;
import dev.shuttle.controlplane.api.UploadBounds;
import dev.shuttle.controlplane.archive.ArchiveLimits;
import dev.shuttle.controlplane.auth.ApiKeys;
import dev.shuttle.controlplane.auth.AuditLog;
import dev.shuttle.controlplane.auth.Sessions;
import dev.shuttle.controlplane.auth.SignInLinks;
import dev.shuttle.controlplane.backup.Backup;
import dev.shuttle.controlplane.backup.BackupFile;
import dev.shuttle.controlplane.backup.BackupRecord;
import dev.shuttle.controlplane.backup.BackupSocket;
import dev.shuttle.controlplane.backup.Restore;
import dev.shuttle.controlplane.backup.ScheduledBackups;
import dev.shuttle.controlplane.backup.ScheduledBackups.Schedule;
import dev.shuttle.controlplane.build.Builder;
import dev.shuttle.controlplane.build.LocalRepositories;
import dev.shuttle.controlplane.build.ResidentBuilders;
import dev.shuttle.controlplane.bundle.Bundle;
import dev.shuttle.controlplane.certificates.CertificateNotices;
import dev.shuttle.controlplane.certificates.CertificateTable;
import dev.shuttle.controlplane.certificates.Certificates;
import dev.shuttle.controlplane.console.Console;
import dev.shuttle.controlplane.database.Database;
import dev.shuttle.controlplane.database.NewerStoreException;
import dev.shuttle.controlplane.database.StoreOfHome;
import dev.shuttle.controlplane.deployment.DeploymentEngine;
import dev.shuttle.controlplane.deployment.Overview;
import dev.shuttle.controlplane.deployment.ReleaseArtifacts;
import dev.shuttle.controlplane.deployment.RestartPolicy;
import dev.shuttle.controlplane.deployment.SystemScheduler;
import dev.shuttle.controlplane.egress.Egress;
import dev.shuttle.controlplane.host.ArtifactSource;
import dev.shuttle.controlplane.host.ServiceRunner;
import dev.shuttle.controlplane.host.embedded.EmbeddedRunner;
import dev.shuttle.controlplane.host.jvm.DedicatedRunner;
import dev.shuttle.controlplane.http.HttpServer;
import dev.shuttle.controlplane.http.LogRoutes;
import dev.shuttle.controlplane.jdk.Jdk;
import dev.shuttle.controlplane.jdk.Jdks;
import dev.shuttle.controlplane.log.DeploymentLogs;
import dev.shuttle.controlplane.log.LogDrain;
import dev.shuttle.controlplane.log.Masks;
import dev.shuttle.controlplane.mavenproxy.MavenRepositoryProxy;
import dev.shuttle.controlplane.metrics.MetricsHistory;
import dev.shuttle.controlplane.metrics.MetricsSampler;
import dev.shuttle.controlplane.project.Addresses;
import dev.shuttle.controlplane.project.DomainOwners;
import dev.shuttle.controlplane.release.Releases;
import dev.shuttle.controlplane.resource.PlatformSecretStore;
import dev.shuttle.controlplane.resource.Resources;
import dev.shuttle.controlplane.resource.Secrets;
import dev.shuttle.controlplane.restore.ProjectRestore;
import dev.shuttle.controlplane.sandbox.Sandbox;
import dev.shuttle.controlplane.takeover.Leaving;
import dev.shuttle.controlplane.takeover.ServiceManager;
import dev.shuttle.controlplane.takeover.Takeover;
import dev.shuttle.controlplane.telemetry.Telemetry;
import dev.shuttle.controlplane.vault.Vault;
import dev.shuttle.controlplane.webhook.Webhooks;
import dev.shuttle.os.AgeClock;
import dev.shuttle.os.CurrentUser;
import dev.shuttle.os.Descriptors;
import dev.shuttle.os.ShortProcess;
import dev.shuttle.protocol.Version;
import dev.shuttle.proxy.Listeners;
import dev.shuttle.proxy.RoutingTable;
import dev.shuttle.proxy.forwarded.Clients;
import dev.shuttle.runtime.service.HostLibraries;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.function.Consumer;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The composition root: everything is made here, by hand, in order, and closed in reverse. A start that fails cleans up
 * behind itself.
 */
public final class ControlPlane implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(ControlPlane.class);

    /** The folder in the home of the socket for commands. */
    static final String CONTROL = "control";

    /** For the process of another control plane that was killed to be gone. */
    private static final Duration OTHERS_END = Duration.ofSeconds(5);

    /** Longer than a client's connection stays without a request. */
    private static final Duration CLIENTS_END = Duration.ofSeconds(12);

    /** Receivers of notices answer at once, or the notice is sent again. */
    private static final Duration WEBHOOK_ANSWER = Duration.ofSeconds(10);

    private final Deque<AutoCloseable> owned = new ArrayDeque<>();
    private @Nullable String generatedKey;
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
            own(edge);
            takeover.fill(edge.routes());
            edge.listen(takeover.listeners());
        }
        Home home = own(takeover == null ? Home.take(settings.home(), patience()) : take(settings.home(), takeover));
        Restore.requireNoneUnfinished(home.root());
        DiskReserve reserve = own(new DiskReserve(home.root()));
        reserve.releaseIfFull();
        CompletableFuture<Database> opening = open(new StoreOfHome(
                home.root(), databaseUrl(settings, home), settings.stores().acceptedBy()));
        owned.remove(edge); // to be closed in its turn, where it listens already
        own(edge).listen(Listeners.NONE);
        front = edge;
        RoutingTable routes = edge.routes();
        Addresses addresses = edge.addresses();
        // Nothing of the home is touched, and nothing ended, before it is known that this is its store.
        Database database = opened(opening);
        Bundle carried = Bundle.install(home.root());
        ApiKeys keys = new ApiKeys(database, home.root().resolve("admin.key"));
        generatedKey = keys.administrator(settings.keys().administrator()).orElse(null);
        Vault vault = Vault.open(settings.keys().master(), home.root().resolve("master.key"), database);
        Masks masks = new Masks();
        Egress egress = own(new Egress(WEBHOOK_ANSWER, settings.egressProxy()));
        Telemetry telemetry = settings.otlp() == null
                ? null
                : own(new Telemetry(
                        settings.otlp(),
                        new Telemetry.Parts(
                                egress,
                                host -> edge.addresses().projectAt(host),
                                carried.version(),
                                StoreOfHome.nameOf(home.root()))));
        LogDrain drain = drain(settings.logs(), egress);
        AgeClock ages = new AgeClock(InstantSource.system(), System::nanoTime, AuditLog.newest(database));
        DeploymentLogs logs = own(
                new DeploymentLogs(home.folder("logs"), masks, settings.logs().kept(), ages, drain));
        MetricsHistory metrics = new MetricsHistory(home.folder("metrics"), Clock.systemUTC());
        Sandbox sandbox = own(sandbox(settings, home, carried, database));
        Jdks jdks = jdks(settings, sandbox);
        Builder.removeLeftovers(home.root());
        Backup.removeLeftovers(home.root());
        Releases releases = new Releases(home.root());
        Secrets secrets = new Secrets(database, vault, masks);
        ServerKinds kinds = new ServerKinds(home.root(), carried, new PlatformSecretStore(database, vault), sandbox);
        Resources resources = new Resources(
                new Resources.Parts(database, vault, secrets, masks, kinds.all(settings.stores()), kinds::custom));
        AutoCloseable endingServers = () -> end(resources);
        own(endingServers);
        ServiceRunner hosts = own(hosts(settings, home, carried, sandbox, new ReleaseArtifacts(releases), telemetry));
        AutoCloseable stoppingServices = () -> stopAll(hosts); // before close, which would leave them running
        own(stoppingServices);
        Optional<Certificates> orders =
                orders(settings.edge(), edge.certificates(), database, vault, egress, home, routes, addresses);
        MavenRepositoryProxy repository =
                own(MavenRepositoryProxy.start(home.root(), settings.builds().maven(), egress));
        Webhooks webhooks = own(new Webhooks(database, vault, addresses, egress));
        webhooks.setServer(settings.notices().url(), settings.notices().secret());
        ResidentBuilders residents = own(new ResidentBuilders(settings.builds().resident()));
        DeploymentEngine engine = own(new DeploymentEngine(new DeploymentEngine.Parts(
                database,
                home.folder("uploads"),
                home.folder("workspaces"),
                releases,
                jdks,
                new LocalRepositories(home.root(), residents::end),
                resources,
                secrets,
                webhooks,
                hosts,
                logs,
                metrics,
                routes,
                addresses,
                new DomainOwners()::of,
                limits(settings),
                () -> new Builder(home.root(), carried, repository, sandbox, residents),
                RestartPolicy.DEFAULT,
                new SystemScheduler())));
        MetricsSampler sampler = own(new MetricsSampler(
                new MetricsSampler.Parts(metrics, edge.traffic(), engine::running, Clock.systemUTC())));
        if (telemetry != null) {
            telemetry.start(new MetricsScrape(engine.overview(), edge.traffic(), sampler, home.root())::now);
        }
        Clients clients = new Clients(settings.edge().trusted());
        AuditLog audit = new AuditLog(database, ages);
        Version version = new Version(
                carried.version(),
                Runtime.version().toString(),
                carried.mavenVersion(),
                addresses.urlTemplate(),
                hosts.isolation(),
                Version.PROTOCOL,
                Version.OLDEST_PROTOCOL);
        UploadBounds uploads = UploadBounds.upTo(settings.archives().maxUpload());
        LogRoutes readers = new LogRoutes(keys, engine.overview(), logs);
        SignInLinks links = new SignInLinks(keys, InstantSource.system());
        FilesInUse files = FilesInUse.of(home.root(), settings.stores().databaseUrl());
        Supplier<List<String>> troubles = () -> Stream.concat(
                        files.trouble().stream(),
                        troubles(engine.overview(), drain, telemetry, edge.certificates()).stream())
                .toList();
        PlatformHealth health = new PlatformHealth(
                home.root(),
                carried.version(),
                engine,
                routes::hosts,
                orders.orElse(null),
                edge.certificates(),
                drain,
                telemetry,
                settings,
                troubles);
        Api api = new Api(
                new Api.Parts(
                        keys,
                        links,
                        health::status,
                        audit,
                        engine.overview(),
                        edge.traffic(),
                        metrics,
                        sampler,
                        engine.deployments(),
                        engine.domains(),
                        engine.configuration(),
                        engine.deletion(),
                        readers,
                        home.root(),
                        home.folder("uploads"),
                        uploads,
                        carried.repository(),
                        version),
                System::nanoTime);
        Console console = new Console(new Console.Parts(
                keys,
                new Sessions(database, home.root(), InstantSource.system()),
                links,
                health::status,
                metrics,
                sampler,
                audit,
                engine.overview(),
                engine.plans(),
                edge.traffic(),
                engine.deployments(),
                engine.domains(),
                engine.configuration(),
                engine.deletion(),
                logs,
                readers,
                version));
        HttpServer server = own(new HttpServer(
                new HttpServer.Parts(
                        keys, clients, audit, home.root(), uploads.silence(), shares.api(), System::nanoTime),
                List.of(console, api)));
        Backup backup = new Backup(new Backup.Parts(
                home.root(),
                carried.version(),
                vault.key(),
                database::copy,
                releases,
                kinds.copied(),
                true,
                ServerKinds.notInTheHome(settings.stores())));
        backup.onFailure(webhooks::backupFailed);
        ProjectRestore restores = own(new ProjectRestore(new ProjectRestore.Parts(
                home.root(),
                database,
                vault,
                releases,
                resources,
                kinds.restored(),
                new EngineProjects(engine, backup))));
        restores.removeLeftovers();
        engine.start();
        restores.resume();
        sampler.start();
        InetSocketAddress listening = server.start(settings.api().host(), apiPort(settings));
        apiAddress = listening;
        List.of(listening.getPort(), edge.address().getPort(), edge.ours().port())
                .forEach(egress::refuse);
        webhooks.start();
        Leaving end = new Leaving(
                edge.proxy(),
                routes,
                host -> !edge.isApi(host),
                !settings.services().embedded(),
                ServiceManager.ofThisProcess(),
                () -> giveWay(edge));
        leaving = end;
        listenForCommands(home, backup, troubles, restores, end);
        schedule(settings.backups(), home, backup, webhooks::backupFailed);
        edge.trace(telemetry);
        edge.routeApi(dialled(listening), clients);
        routes.complete();
        orders.ifPresent(begun -> {
            engine.domains().certifiedBy(begun);
            begun.start();
        });
        reserve.keep();
        if (takeover != null) {
            takeover.ready(routes);
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
        Optional<PublicProxy> edge = owned.stream()
                .filter(PublicProxy.class::isInstance)
                .map(PublicProxy.class::cast)
                .findFirst();
        edge.ifPresent(listening -> {
            listening.proxy().leave();
            owned.remove(listening);
        });
        close();
        takeover.close();
        edge.ifPresent(listening -> {
            own(listening).proxy().stopListening();
            int left = listening.proxy().awaitClients(CLIENTS_END);
            LOG.info("Clients that are cut off, since this control plane could not take over: {}", left);
        });
    }

    private void stopAll(ServiceRunner hosts) {
        if (!givesWay) {
            hosts.stopAll();
        }
    }

    private void end(Resources resources) {
        if (givesWay) {
            resources.detach();
        } else {
            resources.close();
        }
    }

    /** All but the proxy is closed, and services and their servers go on. */
    private synchronized void giveWay(PublicProxy edge) {
        givesWay = true;
        edge.proxy().leave();
        edge.trace(null);
        edge.holdApi();
        owned.remove(edge);
        close();
        own(edge);
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

    /** Loaded, and not begun. */
    private Optional<Certificates> orders(
            Settings.Edge edge,
            CertificateTable table,
            Database database,
            Vault vault,
            Egress egress,
            Home home,
            RoutingTable routes,
            Addresses addresses)
            throws IOException {
        if (edge.acme() == null) {
            new CertificateNotices(home.root()).clear();
            return Optional.empty();
        }
        Certificates orders = own(new Certificates(
                edge.acme(),
                new Certificates.Parts(
                        table, database, vault, egress, home.root(), routes::hosts, addresses.domain())));
        orders.load();
        routes.onHosts(orders::wake);
        return Optional.of(orders);
    }

    private void schedule(@Nullable Schedule schedule, Home home, Backup backup, Consumer<String> failed)
            throws IOException {
        if (schedule == null) {
            return;
        }
        BackupFile.Content content = out -> backup.write(out, false, note -> LOG.info("In the backup: {}", note));
        ScheduledBackups backups = own(new ScheduledBackups(
                schedule,
                StoreOfHome.nameOf(home.root()),
                new ScheduledBackups.Parts(content, new BackupRecord(home.root()), failed)));
        backups.start();
        LOG.info(
                "Backups to {}, each {}, of which {} are kept",
                schedule.directory(),
                schedule.every(),
                schedule.keep());
    }

    private static List<String> troubles(
            Overview overview, @Nullable LogDrain drain, @Nullable Telemetry telemetry, CertificateTable certificates) {
        Instant now = Instant.now();
        Stream<String> ending = certificates.fromFiles().stream().flatMap(each -> each.trouble(now).stream());
        Stream<String> undelivered = drain == null ? Stream.of() : drain.trouble().stream();
        Stream<String> crashed = overview.crashed().stream()
                .map(deployment -> deployment.project() + " has crashed"
                        + (deployment.error() == null
                                ? ""
                                : ": "
                                        + deployment
                                                .error()
                                                .message()
                                                .lines()
                                                .findFirst()
                                                .orElse("")));
        Stream<String> unexported = telemetry == null ? Stream.of() : telemetry.troubles();
        return Stream.of(ending, undelivered, unexported, crashed)
                .flatMap(each -> each)
                .toList();
    }

    /** Services do not depend on it. */
    private void listenForCommands(
            Home home, Backup backup, Supplier<List<String>> troubles, ProjectRestore restores, Leaving end) {
        try {
            own(BackupSocket.open(home.folder(CONTROL), backup, troubles, restores, end));
        } catch (IOException e) {
            LOG.warn(
                    "No backup can be made until the next start: the socket in {} cannot be created: {}. Is the disk"
                            + " full?",
                    home.root().resolve(CONTROL),
                    e.toString());
        }
    }

    private <T extends AutoCloseable> T own(T part) {
        owned.push(part);
        return part;
    }

    /** Beside the rest of a start, of which it is the longest part. */
    private CompletableFuture<Database> open(StoreOfHome store) {
        CompletableFuture<Database> opening = CompletableFuture.supplyAsync(() -> {
            try {
                return store.open();
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        });
        AutoCloseable closing = () -> opening.handle((database, failed) -> database)
                .thenAccept(database -> {
                    if (database != null) {
                        database.close();
                    }
                })
                .join();
        own(closing);
        return opening;
    }

    private static Database opened(CompletableFuture<Database> opening) throws IOException {
        try {
            return opening.join();
        } catch (CompletionException e) {
            if (e.getCause() instanceof NewerStoreException newer) {
                throw new IOException(newer.getMessage(), newer);
            }
            if (e.getCause() instanceof UncheckedIOException unchecked) {
                throw unchecked.getCause();
            }
            throw new IOException("The store cannot be opened: " + e.getCause(), e);
        }
    }

    private static String databaseUrl(Settings settings, Home home) throws IOException {
        String url = settings.stores().databaseUrl();
        return url == null ? Database.urlIn(home.folder("store")) : url;
    }

    private @Nullable LogDrain drain(Settings.Logs logs, Egress egress) {
        if (logs.drain() == null) {
            return null;
        }
        LogDrain drain = own(new LogDrain(logs.drain(), egress));
        drain.start();
        return drain;
    }

    private static Sandbox sandbox(Settings settings, Home home, Bundle carried, Database database) throws IOException {
        List<Path> needed = new ArrayList<>(carried.hostClassPath());
        needed.addAll(carried.hostLibraries());
        needed.addAll(List.of(
                carried.builderExtension(),
                carried.mavenHome().resolve("bin/m2.conf"),
                Jdk.own().java()));
        Path shared = home.root().resolve("m2");
        if (Files.exists(shared)) {
            needed.add(shared);
        }
        if (CurrentUser.isRoot()) {
            home.letThrough();
        }
        Sandbox sandbox =
                Sandbox.open(home.root(), database, settings.services().memory(), needed);
        if (CurrentUser.isRoot() && !sandbox.isolation().users()) {
            LOG.warn(
                    "WE ARE ROOT, AND SO IS ALL CODE THAT IS DEPLOYED HERE: {}. Put SHUTTLE_HOME where other users can"
                            + " reach it (every directory above it needs x for others; /var/lib/shuttle is such a"
                            + " place), install util-linux and bubblewrap, or run Shuttle as an ordinary user.",
                    sandbox.isolation().noUsers());
        }
        return sandbox;
    }

    private static ServiceRunner hosts(
            Settings settings,
            Home home,
            Bundle carried,
            Sandbox sandbox,
            ArtifactSource artifacts,
            @Nullable Telemetry telemetry)
            throws IOException {
        List<Path> libraries = carried.hostLibraries();
        DedicatedRunner dedicated = new DedicatedRunner(
                home.root(),
                carried.hostClassPath(),
                libraries,
                sandbox,
                artifacts,
                telemetry == null || !telemetry.traces() ? null : telemetry::statements);
        if (settings.services().embedded()) {
            LOG.warn("SHUTTLE_ISOLATION is embedded: services run in the control plane's own process, and can end it or"
                    + " read what it holds. For trying things out only.");
            // Services that an earlier, dedicated run left after a crash are not wanted any more.
            var unused = dedicated.adopt(Map.of(), none -> {});
            dedicated.close();
            return new EmbeddedRunner(HostLibraries.of(libraries), artifacts);
        }
        return dedicated;
    }

    private static Jdks jdks(Settings settings, Sandbox sandbox) {
        if (settings.services().embedded()) {
            return Jdks.embedded(Jdk.own());
        }
        Jdks jdks = Jdks.of(Jdk.own(), settings.builds().jdks(), jdk -> {
            ShortProcess outcome = sandbox.probe(List.of(jdk.java().toString(), "-version"), List.of(jdk.home()));
            return outcome.succeeded() ? Optional.empty() : Optional.of(outcome.line());
        });
        LOG.info("JDKs for builds and services, the control plane's own first: {}", jdks.all());
        return jdks;
    }

    private static DeploymentEngine.Limits limits(Settings settings) {
        return new DeploymentEngine.Limits(
                new ArchiveLimits(
                        settings.archives().maxUnpacked(), settings.archives().maxEntries()),
                settings.builds().timeout(),
                settings.deployments().startTimeout(),
                settings.deployments().drainTimeout(),
                settings.deployments().standbyTime(),
                settings.deployments().keepReleases(),
                settings.deployments().projectDisk(),
                settings.builds().parallel(),
                settings.deployments().cleanUpLimit());
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
        return Optional.ofNullable(generatedKey);
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
        while (!owned.isEmpty()) {
            try {
                owned.pop().close();
            } catch (Exception e) {
                LOG.warn("something could not be closed", e);
            }
        }
    }
}
