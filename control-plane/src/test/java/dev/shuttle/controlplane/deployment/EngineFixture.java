package dev.shuttle.controlplane.deployment;

import dev.shuttle.controlplane.archive.ArchiveLimits;
import dev.shuttle.controlplane.build.BuildFailedException;
import dev.shuttle.controlplane.build.BuildRequest;
import dev.shuttle.controlplane.build.BuildResult;
import dev.shuttle.controlplane.build.BuiltFiles;
import dev.shuttle.controlplane.build.BuiltModule;
import dev.shuttle.controlplane.build.LocalRepositories;
import dev.shuttle.controlplane.build.SourceBuilder;
import dev.shuttle.controlplane.database.Database;
import dev.shuttle.controlplane.egress.Egress;
import dev.shuttle.controlplane.host.ServiceRunner;
import dev.shuttle.controlplane.jdk.Jdk;
import dev.shuttle.controlplane.jdk.Jdks;
import dev.shuttle.controlplane.log.DeploymentLogs;
import dev.shuttle.controlplane.log.Masks;
import dev.shuttle.controlplane.metrics.MetricsHistory;
import dev.shuttle.controlplane.project.Addresses;
import dev.shuttle.controlplane.project.DeletionStore;
import dev.shuttle.controlplane.project.OriginClaim;
import dev.shuttle.controlplane.project.ProjectStore;
import dev.shuttle.controlplane.release.Releases;
import dev.shuttle.controlplane.resource.Resources;
import dev.shuttle.controlplane.resource.Secrets;
import dev.shuttle.controlplane.sandbox.OsUser;
import dev.shuttle.controlplane.vault.Vault;
import dev.shuttle.controlplane.webhook.Webhooks;
import dev.shuttle.os.Trees;
import dev.shuttle.protocol.Deployment;
import dev.shuttle.protocol.DeploymentState;
import dev.shuttle.protocol.ProjectName;
import dev.shuttle.protocol.ProjectState;
import dev.shuttle.proxy.Proxy;
import dev.shuttle.proxy.ProxySettings;
import dev.shuttle.proxy.Route;
import dev.shuttle.proxy.RoutingTable;
import dev.shuttle.resources.Provisioner;
import dev.shuttle.resources.ProvisioningException;
import dev.shuttle.resources.folder.Folders;
import dev.shuttle.runtime.plan.ResourceRequest;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.BeforeEachCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/**
 * A deployment engine in this process: H2 in memory, a home in a temporary folder, services on loopback ports, and, where
 * a test asks through it, the proxy. Uploads hold what is compiled already, so that a deployment takes milliseconds.
 */
@SuppressWarnings("NullAway.Init") // set by open()
final class EngineFixture implements BeforeEachCallback, AfterEachCallback {
    static final Duration DEADLINE = Duration.ofSeconds(20);

    private static final Set<String> TABLES_TO_KEEP = Set.of("vault_key", "flyway_schema_history");

    final ManualScheduler time = new ManualScheduler();
    final LoopbackRunner hosts = new LoopbackRunner();
    private ServiceRunner runner = hosts;
    private RestartPolicy restarts = RestartPolicy.DEFAULT;
    private Jdks jdks = Jdks.embedded(Jdk.own());
    private Duration standby = Duration.ZERO;
    private int keep = 10;
    private int builders = 1;
    private @Nullable Database given;
    private volatile Build build = request -> {};
    private volatile boolean keepsData;
    private int uploads;
    private long projectDisk;

    private Path home;
    private Database database;
    private RoutingTable routes;
    private DeploymentLogs logs;
    private Releases releases;
    private Resources resources;
    private Secrets secrets;
    private Webhooks webhooks;
    private DeploymentEngine engine;
    private @Nullable Proxy proxy;

    /** Stands for a build; may refuse. */
    interface Build {
        void run(BuildRequest request) throws BuildFailedException, IOException, InterruptedException;
    }

    EngineFixture keeping(int releasesOfAProject) {
        keep = releasesOfAProject;
        return this;
    }

    /** From the next start on. */
    EngineFixture diskOfAProject(long bytes) {
        projectDisk = bytes;
        return this;
    }

    EngineFixture standby(Duration time) {
        standby = time;
        return this;
    }

    EngineFixture with(RestartPolicy policy) {
        restarts = policy;
        return this;
    }

    EngineFixture with(ServiceRunner other) {
        runner = other;
        return this;
    }

    /** From the next start on. */
    EngineFixture with(Jdks others) {
        jdks = others;
        return this;
    }

    EngineFixture builders(int number) {
        builders = number;
        return this;
    }

    void onBuild(Build action) {
        build = action;
    }

    void destroysNoData() {
        keepsData = true;
    }

    @Override
    public void beforeEach(ExtensionContext context) throws Exception {
        open();
    }

    /** With an empty home, and started. */
    void open() throws Exception {
        open(Files.createTempDirectory("engine").toRealPath(), null);
        start();
    }

    /** Not started yet: a test may leave something for the start to find. */
    void open(Path folder, @Nullable Database store) throws Exception {
        home = folder;
        for (String name : List.of("uploads", "workspaces", "logs")) {
            Files.createDirectories(home.resolve(name));
        }
        given = store;
        database = store == null ? emptied(SharedStore.DATABASE) : store;
        engine = newEngine();
    }

    /** Opened by the first test that needs it, for all of them: a migration takes longer than a test. */
    private static final class SharedStore {
        static final Database DATABASE = Database.open("jdbc:h2:mem:engine;DB_CLOSE_DELAY=-1;LOCK_TIMEOUT=60000");
    }

    private static Database emptied(Database database) {
        database.jdbi().useHandle(handle -> {
            List<String> tables = handle.select(
                            "select table_name from information_schema.tables" + " where table_schema = 'PUBLIC'")
                    .mapTo(String.class)
                    .list();
            handle.execute("set referential_integrity false");
            tables.stream()
                    .filter(table -> !TABLES_TO_KEEP.contains(table.toLowerCase(java.util.Locale.ROOT)))
                    .forEach(table -> handle.execute("delete from \"" + table + "\""));
            handle.execute("set referential_integrity true");
        });
        return database;
    }

    void start() throws IOException {
        engine.start();
    }

    /** The control plane ends, its services go on, and the next one is not started yet. */
    void end() throws Exception {
        engine.close();
        webhooks.close();
        resources.close();
        logs.close();
        closeProxy();
        engine = newEngine();
    }

    void restart() throws Exception {
        end();
        start();
    }

    private DeploymentEngine newEngine() throws IOException {
        routes = new RoutingTable();
        Masks masks = new Masks();
        logs = new DeploymentLogs(home.resolve("logs"), masks);
        releases = new Releases(home);
        Vault vault = Vault.open("a master key of some length", home.resolve("none"), database);
        secrets = new Secrets(database, vault, masks);
        Provisioner folders = new StubbornFolders(new Folders(home.resolve("folders")));
        resources = new Resources(new Resources.Parts(
                database, vault, secrets, masks, Map.of(ResourceRequest.FOLDER, folders), type -> folders));
        Addresses addresses = new Addresses("localhost", false, 8000);
        webhooks = new Webhooks(database, vault, addresses, new Egress(DEADLINE, null));
        webhooks.start();
        return new DeploymentEngine(new DeploymentEngine.Parts(
                database,
                home.resolve("uploads"),
                home.resolve("workspaces"),
                releases,
                jdks,
                new LocalRepositories(home),
                resources,
                secrets,
                webhooks,
                runner,
                logs,
                new MetricsHistory(home.resolve("metrics"), Clock.systemUTC()),
                routes,
                addresses,
                host -> List.of(),
                new DeploymentEngine.Limits(
                        new ArchiveLimits(1 << 20, 100),
                        Duration.ofMinutes(1),
                        Duration.ofSeconds(20),
                        Duration.ofSeconds(20),
                        standby,
                        keep,
                        projectDisk,
                        builders,
                        0),
                CompiledAlready::new,
                restarts,
                time));
    }

    /** A builder of archives whose classes are compiled already. */
    private final class CompiledAlready implements SourceBuilder {
        @Override
        public BuildResult build(BuildRequest request) throws BuildFailedException, IOException, InterruptedException {
            build.run(request);
            return new BuildResult(List.of(new BuiltModule(
                    "app",
                    "jar",
                    request.workspace(),
                    request.workspace().resolve(CompiledApp.CLASSES),
                    null,
                    List.of(),
                    List.of(CompiledApp.annotations()),
                    new BuiltFiles(request.workspace(), request.workspace(), request.workspace(), OsUser.OURSELVES))));
        }

        @Override
        public void close() {}
    }

    @Override
    public void afterEach(ExtensionContext context) throws Exception {
        close();
    }

    void close() throws Exception {
        hosts.answerSlowRequests();
        engine.close();
        webhooks.close();
        runner.stopAll();
        runner.close();
        hosts.close();
        resources.close();
        logs.close();
        closeProxy();
        if (given == null) {
            Trees.delete(home);
        }
    }

    private void closeProxy() {
        if (proxy != null) {
            proxy.close();
            proxy = null;
        }
    }

    DeploymentEngine engine() {
        return engine;
    }

    Deployments deployments() {
        return engine.deployments();
    }

    /** Of a project's service, after ends that nothing asked for, since the last start of the engine. */
    long restarts(String project) {
        return Objects.requireNonNull(engine.running().get(project)).restarts();
    }

    Overview overview() {
        return engine.overview();
    }

    Database database() {
        return database;
    }

    DeploymentStore store() {
        return new DeploymentStore(database, new ProjectStore(database), webhooks.notices());
    }

    DeletionStore deletions() {
        return new DeletionStore(database);
    }

    Webhooks webhooks() {
        return webhooks;
    }

    Releases releases() {
        return releases;
    }

    Resources resources() {
        return resources;
    }

    List<Path> filesIn(String folder) throws IOException {
        try (Stream<Path> files = Files.list(home.resolve(folder))) {
            return files.toList();
        }
    }

    Path home() {
        return home;
    }

    /** Another version each time. */
    Deployment upload(String project) throws IOException {
        return upload(project, CompiledApp.PLAIN);
    }

    Deployment upload(String project, CompiledApp app) throws IOException {
        return upload(project, app, "version " + ++uploads, false);
    }

    Deployment upload(String project, CompiledApp app, String version, boolean force) throws IOException {
        return upload(project, app, version, force, null);
    }

    /** From a client on that Java. */
    Deployment upload(String project, int java) throws IOException {
        return upload(project, CompiledApp.PLAIN, "version " + ++uploads, false, java);
    }

    private Deployment upload(String project, CompiledApp app, String version, boolean force, @Nullable Integer java)
            throws IOException {
        Path archive = Files.write(Files.createTempFile(home.resolve("uploads"), "in", ""), app.archive(version));
        return deployments()
                .submit(
                        new ProjectName(project),
                        new Upload(
                                archive,
                                "sha256:" + app + version,
                                new Upload.Options(false, null, null, null, null, java),
                                force,
                                null),
                        new OriginClaim(null, false, null, "test"));
    }

    /** A new version that serves. */
    String deploy(String project) throws Exception {
        return serving(upload(project));
    }

    String deploy(String project, CompiledApp app) throws Exception {
        return serving(upload(project, app));
    }

    String serving(Deployment deployment) throws Exception {
        return serving(deployment, true);
    }

    /** Waits for the end of the version before too, or not. */
    String serving(Deployment deployment, boolean alone) throws Exception {
        Deployment ended = awaitState(deployment.project(), deployment.id(), DeploymentState.RUNNING);
        await(
                "the rest of the switch",
                () -> isRouted(deployment.project())
                        && (!alone || store().inState(DeploymentState.DRAINING).isEmpty()));
        return ended.id();
    }

    Deployment deployment(String project, String id) {
        return overview().get(project, id);
    }

    Deployment awaitState(String project, String id, DeploymentState state) throws Exception {
        await(
                () -> "the deployment " + id + " to be " + state + "; it is " + deployment(project, id),
                () -> isIn(deployment(project, id), state));
        return deployment(project, id);
    }

    private static boolean isIn(Deployment deployment, DeploymentState wanted) {
        if (deployment.state() != wanted && deployment.state().isFinal()) {
            throw new AssertionError("not " + wanted + " but " + deployment);
        }
        return deployment.state() == wanted;
    }

    Deployment.Failure failure(Deployment deployment) throws Exception {
        return Objects.requireNonNull(awaitState(deployment.project(), deployment.id(), DeploymentState.FAILED)
                .error());
    }

    ProjectState state(String project) {
        return overview().project(project).state();
    }

    void awaitProject(String project, ProjectState state) throws Exception {
        await(() -> project + " to be " + state + "; it is " + state(project), () -> state(project) == state);
    }

    @Nullable
    Route route(String host) {
        return routes.find(host + ".localhost").orElse(null);
    }

    boolean isRouted(String project) {
        return route(project) instanceof Route.Serving;
    }

    /** The body of the answer to a request through the proxy. */
    String get(String host, String path) throws Exception {
        try (Socket socket = new Socket()) {
            InetSocketAddress at = proxy();
            socket.connect(at);
            socket.setSoTimeout((int) DEADLINE.toMillis());
            socket.getOutputStream()
                    .write(("GET " + path + " HTTP/1.1\r\nHost: " + host + "\r\nConnection: close\r\n\r\n")
                            .getBytes(StandardCharsets.US_ASCII));
            String answer = new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            int body = answer.indexOf("\r\n\r\n");
            return answer.startsWith("HTTP/1.1 200") && body > 0 ? answer.substring(body + 4) : answer;
        }
    }

    String get(String project) throws Exception {
        return get(project + ".localhost", "/");
    }

    private @Nullable InetSocketAddress proxyAddress;

    private synchronized InetSocketAddress proxy() throws Exception {
        if (proxy == null) {
            Proxy started = new Proxy(ProxySettings.on("127.0.0.1", 0), routes);
            proxyAddress = started.start();
            proxy = started;
        }
        return Objects.requireNonNull(proxyAddress);
    }

    /** The lines of a deployment's log, as one text. */
    String log(String project, String id) throws IOException {
        Path folder = home.resolve("logs").resolve(project).resolve(id);
        StringBuilder all = new StringBuilder();
        try (Stream<Path> files = Files.list(folder)) {
            for (Path file : files.sorted().toList()) {
                all.append(Files.readString(file));
            }
        }
        return all.toString();
    }

    Set<String> keptReleases(String project) throws IOException {
        return releases.kept().getOrDefault(project, Set.of());
    }

    /** All files of a project, below each folder of the home that has some. */
    List<Path> filesOf(String project) throws IOException {
        try (Stream<Path> all = Files.walk(home)) {
            return all.filter(path -> path.endsWith(project) || path.toString().contains("/" + project + "/"))
                    .filter(path -> !path.toString().contains(".aside"))
                    .collect(Collectors.toList());
        }
    }

    static void await(String what, Callable<Boolean> condition) throws Exception {
        await(() -> what, condition);
    }

    static void await(Callable<String> what, Callable<Boolean> condition) throws Exception {
        long end = System.nanoTime() + DEADLINE.toNanos();
        while (!condition.call()) {
            if (System.nanoTime() > end) {
                throw new AssertionError("waited in vain for " + what.call());
            }
            Thread.sleep(2);
        }
    }

    /** Folders that cannot be destroyed if a test says so. */
    private final class StubbornFolders implements Provisioner {
        private final Folders folders;

        StubbornFolders(Folders folders) {
            this.folders = folders;
        }

        @Override
        public Map<String, String> draft(String project, String name, List<Map<String, String>> siblings) {
            return folders.draft(project, name, siblings);
        }

        @Override
        public Map<String, String> ensure(String project, String name, Map<String, String> draft)
                throws ProvisioningException, InterruptedException {
            return folders.ensure(project, name, draft);
        }

        @Override
        public void destroy(String project, String name, Map<String, String> draft)
                throws ProvisioningException, InterruptedException {
            if (keepsData) {
                throw new ProvisioningException("The folder " + name + " cannot be deleted.");
            }
            folders.destroy(project, name, draft);
        }

        @Override
        public boolean isSecret(String key) {
            return folders.isSecret(key);
        }

        @Override
        public void close() {
            folders.close();
        }
    }
}
