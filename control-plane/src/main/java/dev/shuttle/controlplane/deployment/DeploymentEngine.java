package dev.shuttle.controlplane.deployment;

import dev.shuttle.controlplane.archive.ArchiveLimits;
import dev.shuttle.controlplane.build.Builder;
import dev.shuttle.controlplane.build.LocalRepositories;
import dev.shuttle.controlplane.database.Database;
import dev.shuttle.controlplane.host.ServiceRunner;
import dev.shuttle.controlplane.log.DeploymentLogs;
import dev.shuttle.controlplane.project.Addresses;
import dev.shuttle.controlplane.project.DomainStore;
import dev.shuttle.controlplane.project.ProjectRow;
import dev.shuttle.controlplane.project.ProjectStore;
import dev.shuttle.controlplane.proxy.RoutingTable;
import dev.shuttle.controlplane.release.Releases;
import dev.shuttle.controlplane.resource.Resources;
import dev.shuttle.controlplane.resource.Secrets;
import dev.shuttle.protocol.Deployment.Failure;
import dev.shuttle.protocol.DeploymentState;
import dev.shuttle.protocol.ProjectState;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Supplier;

/** All that takes deployments from the queue to traffic, wired together; picks up where the last run stopped. */
public final class DeploymentEngine implements AutoCloseable {
    /** Rollbacks and restarts build nothing. */
    private static final int RELEASE_WORKERS = 2;

    private static final String INTERRUPTED = "The control plane ended during this step. Deploy again.";

    private final ProjectStore projects;
    private final DeploymentStore store;
    private final Workspaces workspaces;
    private final Workers workers;
    private final Retention retention;
    private final Serving serving;
    private final Overview overview;
    private final Deployments deployments;
    private final Configuration configuration;
    private final Domains domains;
    private final DeploymentLogs logs;
    private final List<Builder> builders = new ArrayList<>();

    /**
     * The parts of the engine.
     *
     * @param database the store
     * @param uploads a folder for archives that wait
     * @param workspaces a folder for sources that are built
     * @param releases what was built
     * @param repositories what builds keep of what they fetched
     * @param resources what projects own
     * @param secrets what their code asks for by name
     * @param hosts where services run; closed by the caller
     * @param logs where they write
     * @param routes the proxy's table
     * @param addresses where projects answer
     * @param limits of the engine
     * @param builder makes a builder for each builder thread
     */
    public record Parts(
            Database database,
            Path uploads,
            Path workspaces,
            Releases releases,
            LocalRepositories repositories,
            Resources resources,
            Secrets secrets,
            ServiceRunner hosts,
            DeploymentLogs logs,
            RoutingTable routes,
            Addresses addresses,
            Limits limits,
            Supplier<Builder> builder) {}

    /**
     * Bounds.
     *
     * @param archive of what an archive may hold
     * @param build the longest build
     * @param start the longest start
     * @param drain the longest drain
     * @param releases kept per project
     * @param builders builds at a time
     */
    public record Limits(
            ArchiveLimits archive, Duration build, Duration start, Duration drain, int releases, int builders) {}

    public DeploymentEngine(Parts parts) {
        Limits limits = parts.limits();
        logs = parts.logs();
        projects = new ProjectStore(parts.database());
        store = new DeploymentStore(parts.database(), projects);
        workspaces = new Workspaces(parts.uploads(), parts.workspaces());
        workers = new Workers(store, logs);
        ServiceHosts hosts = new ServiceHosts(
                parts.hosts(), parts.releases(), parts.resources(), logs, parts.addresses(), limits.start());
        retention = new Retention(
                parts.releases(), parts.repositories(), new RetentionStore(parts.database()), logs, limits.releases());
        serving = new Serving(hosts, store, logs, parts.addresses(), parts.routes(), limits.drain(), retention);
        overview =
                new Overview(projects, store, parts.addresses(), parts.hosts().isolation());
        domains = new Domains(new DomainStore(parts.database()), parts.routes(), parts.addresses(), overview);
        deployments =
                new Deployments(projects, store, overview, domains, workspaces, workers, serving, retention, logs);
        configuration = new Configuration(projects, overview, deployments, serving, parts.resources(), parts.secrets());
        Step provision = new ProvisionStep(parts.releases(), parts.resources(), store);
        Step start = new StartStep(hosts);
        Step change = new SwitchStep(serving);
        for (int i = 1; i <= limits.builders(); i++) {
            Builder builder = parts.builder().get();
            builders.add(builder);
            List<Step> steps = List.of(
                    new UnpackStep(workspaces, limits.archive()),
                    new BuildStep(workspaces, builder, limits.build()),
                    new PlanStep(parts.releases(), store),
                    provision,
                    start,
                    change);
            workers.add("shuttle-builder-" + i, false, new Pipeline(steps, store, logs, workspaces, retention));
        }
        for (int i = 1; i <= RELEASE_WORKERS; i++) {
            workers.add(
                    "shuttle-release-" + i,
                    true,
                    new Pipeline(List.of(provision, start, change), store, logs, workspaces, retention));
        }
    }

    /**
     * The read model of the API.
     *
     * @return projects and deployments
     */
    public Overview overview() {
        return overview;
    }

    /**
     * Domains, for the API.
     *
     * @return the domains of the projects
     */
    public Domains domains() {
        return domains;
    }

    /**
     * Deployments, for the API.
     *
     * @return the deployments
     */
    public Deployments deployments() {
        return deployments;
    }

    /**
     * Secrets and resources, for the API.
     *
     * @return the configuration of the projects
     */
    public Configuration configuration() {
        return configuration;
    }

    /**
     * Cleans up after the last run, brings back what served, and begins to take deployments from the queue.
     *
     * @throws IOException if the home cannot be read
     */
    public void start() throws IOException {
        failInterrupted();
        store.inState(DeploymentState.DRAINING).forEach(this::drained);
        Set<String> queued = new HashSet<>();
        store.inState(DeploymentState.QUEUED).forEach(row -> queued.add(row.id()));
        workspaces.sweep(queued);
        retention.sweep();
        domains.restore();
        restore();
        configuration.finishDeletions();
        workers.start();
        serving.behind(retention::sweepLibraries);
    }

    /** Deployments that were draining ended with the previous run. */
    private void drained(DeploymentRow row) {
        boolean stopped = projects.find(row.project())
                .filter(project ->
                        project.state() == ProjectState.STOPPED && row.id().equals(project.current()))
                .isPresent();
        store.move(row.id(), stopped ? DeploymentState.STOPPED : DeploymentState.SUPERSEDED);
    }

    private void failInterrupted() {
        for (DeploymentState state :
                List.of(DeploymentState.BUILDING, DeploymentState.PROVISIONING, DeploymentState.STARTING)) {
            for (DeploymentRow row : store.inState(state)) {
                String step = store.steps(row.id()).stream()
                        .reduce((first, second) -> second)
                        .map(last -> last.name())
                        .orElse("queue");
                store.fail(row.id(), new Failure(step, INTERRUPTED));
                if (row.id().equals(row.release())) {
                    store.unreleased(row.id()); // it never served
                }
                logs.of(row.project(), row.id())
                        .sink("shuttle")
                        .line("err", "Failed in step " + step + ": " + INTERRUPTED);
                logs.release(row.project(), row.id());
            }
        }
    }

    private void restore() {
        List<DeploymentRow> current = new ArrayList<>();
        for (ProjectRow project : projects.list("", Integer.MAX_VALUE)) {
            String id = project.current();
            if (project.state() == ProjectState.RUNNING && id != null) {
                store.find(project.name(), id).ifPresent(current::add);
            } else if (project.state() != ProjectState.NEW) {
                serving.unavailable(project.name(), project.state());
            }
        }
        serving.restore(current);
    }

    /** Ends what is in work; what serves is stopped by who closes the hosts, and comes back with the next start. */
    @Override
    public void close() {
        serving.close();
        workers.close();
        builders.forEach(Builder::close);
    }
}
