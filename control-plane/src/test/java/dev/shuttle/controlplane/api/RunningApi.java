package dev.shuttle.controlplane.api;

import com.fasterxml.jackson.databind.JsonNode;
import dev.shuttle.controlplane.archive.ArchiveLimits;
import dev.shuttle.controlplane.auth.ApiKeys;
import dev.shuttle.controlplane.auth.AuditLog;
import dev.shuttle.controlplane.auth.Sessions;
import dev.shuttle.controlplane.auth.SignInLinks;
import dev.shuttle.controlplane.build.LocalRepositories;
import dev.shuttle.controlplane.console.Console;
import dev.shuttle.controlplane.database.Database;
import dev.shuttle.controlplane.deployment.DeploymentEngine;
import dev.shuttle.controlplane.deployment.ReleaseArtifacts;
import dev.shuttle.controlplane.deployment.RestartPolicy;
import dev.shuttle.controlplane.deployment.SystemScheduler;
import dev.shuttle.controlplane.egress.Egress;
import dev.shuttle.controlplane.host.ArtifactSource;
import dev.shuttle.controlplane.host.embedded.EmbeddedRunner;
import dev.shuttle.controlplane.http.HttpServer;
import dev.shuttle.controlplane.http.LogRoutes;
import dev.shuttle.controlplane.jdk.Jdk;
import dev.shuttle.controlplane.jdk.Jdks;
import dev.shuttle.controlplane.log.DeploymentLogs;
import dev.shuttle.controlplane.log.Masks;
import dev.shuttle.controlplane.metrics.MetricsHistory;
import dev.shuttle.controlplane.metrics.MetricsSampler;
import dev.shuttle.controlplane.project.Addresses;
import dev.shuttle.controlplane.release.Releases;
import dev.shuttle.controlplane.resource.CustomFolder;
import dev.shuttle.controlplane.resource.Resources;
import dev.shuttle.controlplane.resource.Secrets;
import dev.shuttle.controlplane.traffic.TrafficMetrics;
import dev.shuttle.controlplane.vault.Vault;
import dev.shuttle.controlplane.webhook.Webhooks;
import dev.shuttle.protocol.Json;
import dev.shuttle.protocol.KeyRequest;
import dev.shuttle.protocol.KeyScope;
import dev.shuttle.protocol.NewKey;
import dev.shuttle.protocol.PlatformStatus;
import dev.shuttle.protocol.Version;
import dev.shuttle.proxy.RoutingTable;
import dev.shuttle.proxy.forwarded.Clients;
import dev.shuttle.proxy.forwarded.TrustedProxies;
import dev.shuttle.resources.folder.Folders;
import dev.shuttle.runtime.plan.ResourceRequest;
import dev.shuttle.runtime.service.HostLibraries;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublisher;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/**
 * The API on a port of its own, with a real store, real keys and a real engine whose workers are not started: what is
 * deployed waits in the queue. Its time stands still unless {@link #pass} is called.
 */
public final class RunningApi implements AutoCloseable {
    static final int UPLOADS = 16;
    public static final String ADMIN = "an administrator's key";
    static final UploadBounds BOUNDS =
            new UploadBounds(4096, Duration.ofSeconds(10), 1, Duration.ofSeconds(20), UPLOADS, 0);
    static final Instant START = Instant.parse("2030-01-01T00:00:00Z");

    private final Deque<AutoCloseable> owned = new ArrayDeque<>();
    private final HttpClient client = HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .connectTimeout(Duration.ofSeconds(10))
            .build();
    private final AtomicLong nanos = new AtomicLong();
    private final ApiKeys keys;
    private final DeploymentEngine engine;
    private final Database database;
    private final DeploymentLogs logs;
    private final Console console;
    private final List<ApiRoute> routes;
    private final InetSocketAddress address;
    private final ListeningServer server;
    private final TrafficMetrics traffic = new TrafficMetrics(new RoutingTable());
    private final MetricsHistory metrics;
    private final MetricsSampler sampler;

    public RunningApi(Path home) throws IOException {
        this(home, 0);
    }

    /** With so many bytes that a project may keep on disk. */
    RunningApi(Path home, long projectDisk) throws IOException {
        this(home, projectDisk, 5, 4);
    }

    /** With these versions of the API: the current one, and the oldest that is understood. */
    RunningApi(Path home, int protocol, int oldest) throws IOException {
        this(home, 0, protocol, oldest);
    }

    private RunningApi(Path home, long projectDisk, int protocol, int oldest) throws IOException {
        database = own(Database.open("jdbc:h2:mem:" + home.getFileName() + ";DB_CLOSE_DELAY=-1"));
        keys = new ApiKeys(database, home.resolve("admin.key"), () -> START.plusNanos(nanos.get()));
        keys.administrator(ADMIN);
        Vault vault = Vault.open("a master key of some length", home.resolve("none"), database);
        Masks masks = new Masks();
        logs = own(new DeploymentLogs(folder(home, "logs"), masks));
        Secrets secrets = new Secrets(database, vault, masks);
        server = new ListeningServer();
        Folders folders = new Folders(home.resolve("folders"));
        Resources resources = own(new Resources(new Resources.Parts(
                database,
                vault,
                secrets,
                masks,
                Map.of(
                        ResourceRequest.FOLDER,
                        folders,
                        ResourceRequest.REDIS,
                        server,
                        ResourceRequest.POSTGRES,
                        server),
                type -> new CustomFolder(folders, type))));
        Egress egress = new Egress(Duration.ofSeconds(10), null);
        Webhooks webhooks = own(new Webhooks(database, vault, new Addresses("localhost", false, 8000), egress));
        metrics = new MetricsHistory(home.resolve("metrics"), Clock.systemUTC());
        engine = engine(home, resources, secrets, webhooks, projectDisk);
        AuditLog audit = new AuditLog(database);
        Version version =
                new Version("1.2.3", "17", "3.9", "http://{project}.localhost:8000", "embedded", protocol, oldest);
        sampler =
                own(new MetricsSampler(new MetricsSampler.Parts(metrics, traffic, engine::running, Clock.systemUTC())));
        SignInLinks links = new SignInLinks(keys, () -> START.plusNanos(nanos.get()));
        LogRoutes readers = new LogRoutes(keys, engine.overview(), logs);
        Api.Parts parts = new Api.Parts(
                keys,
                links,
                RunningApi::status,
                audit,
                engine.overview(),
                traffic,
                metrics,
                sampler,
                engine.deployments(),
                engine.domains(),
                engine.configuration(),
                engine.deletion(),
                readers,
                home,
                folder(home, "uploads"),
                BOUNDS,
                repository(home),
                version);
        console = new Console(new Console.Parts(
                keys,
                new Sessions(database, home, () -> START.plusNanos(nanos.get())),
                links,
                RunningApi::status,
                metrics,
                sampler,
                audit,
                engine.overview(),
                engine.plans(),
                traffic,
                engine.deployments(),
                engine.domains(),
                engine.configuration(),
                engine.deletion(),
                logs,
                readers,
                version));
        routes = Routes.of(parts, new Tunnels(keys, nanos::get));
        HttpServer.Parts shared = new HttpServer.Parts(
                keys,
                new Clients(TrustedProxies.NONE),
                audit,
                home,
                BOUNDS.silence(),
                HttpServer.CONNECTIONS,
                nanos::get);
        HttpServer listening = own(new HttpServer(shared, List.of(console, new Api(parts, nanos::get))));
        address = listening.start("127.0.0.1", 0);
        egress.refuse(address.getPort());
        webhooks.start();
    }

    /** Of a server with nothing in it; {@code ServerIT} asks a whole one. */
    private static PlatformStatus status() {
        PlatformStatus.Space room = new PlatformStatus.Space(1L << 30, 4L << 30);
        return new PlatformStatus(
                "1.2.3",
                START,
                0,
                0,
                0,
                0,
                2,
                room,
                room,
                List.of(),
                List.of(),
                new PlatformStatus.BackupStatus(null, null, null),
                null,
                null,
                List.of());
    }

    private DeploymentEngine engine(
            Path home, Resources resources, Secrets secrets, Webhooks webhooks, long projectDisk) throws IOException {
        DeploymentEngine.Limits limits = new DeploymentEngine.Limits(
                new ArchiveLimits(1 << 20, 100),
                Duration.ofSeconds(10),
                Duration.ofSeconds(10),
                Duration.ofSeconds(1),
                Duration.ZERO,
                3,
                projectDisk,
                0,
                0);
        Releases releases = new Releases(home);
        ArtifactSource artifacts = new ReleaseArtifacts(releases);
        return own(new DeploymentEngine(new DeploymentEngine.Parts(
                database,
                folder(home, "uploads"),
                folder(home, "workspaces"),
                releases,
                Jdks.embedded(Jdk.own()),
                new LocalRepositories(home),
                resources,
                secrets,
                webhooks,
                own(new EmbeddedRunner(HostLibraries.of(List.of()), artifacts)),
                logs,
                metrics,
                new RoutingTable(),
                new Addresses("localhost", false, 8000),
                host -> List.of(),
                limits,
                () -> {
                    throw new IllegalStateException("nothing is built here");
                },
                RestartPolicy.DEFAULT,
                new SystemScheduler())));
    }

    private static Path repository(Path home) throws IOException {
        Path artifact = folder(home, "repository/dev/shuttle").resolve("a.pom");
        Files.writeString(artifact, "<project/>");
        return home.resolve("repository");
    }

    private static Path folder(Path home, String name) throws IOException {
        return Files.createDirectories(home.resolve(name));
    }

    private <T extends AutoCloseable> T own(T part) {
        owned.push(part);
        return part;
    }

    /** Lets time pass for keys and rates. */
    public void pass(Duration time) {
        nanos.addAndGet(time.toNanos());
    }

    /** The server of all resources of type redis, and of postgres. */
    ListeningServer server() {
        return server;
    }

    public InetSocketAddress address() {
        return address;
    }

    /** All routes, as they are served. */
    List<ApiRoute> routes() {
        return routes;
    }

    public Console console() {
        return console;
    }

    TrafficMetrics traffic() {
        return traffic;
    }

    MetricsSampler sampler() {
        return sampler;
    }

    DeploymentLogs logs() {
        return logs;
    }

    public Database database() {
        return database;
    }

    /** A new key; one that expires does so in a minute. */
    public NewKey key(String name, String scope, boolean expires) {
        Instant end = START.plusNanos(nanos.get()).plusSeconds(60);
        return keys.create(new KeyRequest(name, KeyScope.parse(scope), expires ? end : null));
    }

    public void revoke(NewKey key) {
        keys.revoke(key.id());
    }

    HttpResponse<String> get(String path) throws IOException, InterruptedException {
        return send("GET", path, ADMIN, "");
    }

    /** The members of a JSON answer to the administrator. */
    public JsonNode json(String path) throws IOException, InterruptedException {
        HttpResponse<String> answer = get(path);
        if (answer.statusCode() != 200) {
            throw new AssertionError(path + " was answered with " + answer.statusCode() + ": " + answer.body());
        }
        return Json.MAPPER.readTree(answer.body());
    }

    public HttpResponse<String> send(String method, String path, @Nullable String key, String body, String... headers)
            throws IOException, InterruptedException {
        return send(method, path, key, BodyPublishers.ofString(body), headers);
    }

    HttpResponse<String> send(String method, String path, @Nullable String key, BodyPublisher body, String... headers)
            throws IOException, InterruptedException {
        HttpRequest.Builder request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + address.getPort() + path))
                .timeout(Duration.ofSeconds(30))
                .method(method, body);
        if (headers.length > 0) {
            request.headers(headers);
        }
        if (key != null) {
            request.header("Authorization", "Bearer " + key);
        }
        return client.send(request.build(), BodyHandlers.ofString());
    }

    @Override
    public void close() throws Exception {
        while (!owned.isEmpty()) {
            owned.pop().close();
        }
    }
}
