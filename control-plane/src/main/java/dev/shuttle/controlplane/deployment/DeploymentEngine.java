package dev.shuttle.controlplane.deployment;

import dev.shuttle.controlplane.archive.ArchiveLimits;
import dev.shuttle.controlplane.build.LocalRepositories;
import dev.shuttle.controlplane.build.SourceBuilder;
import dev.shuttle.controlplane.database.Database;
import dev.shuttle.controlplane.database.StateLists;
import dev.shuttle.controlplane.disk.ProjectDisk;
import dev.shuttle.controlplane.host.ServiceRunner;
import dev.shuttle.controlplane.jdk.Jdks;
import dev.shuttle.controlplane.log.DeploymentLogs;
import dev.shuttle.controlplane.metrics.MetricsHistory;
import dev.shuttle.controlplane.metrics.RunningProject;
import dev.shuttle.controlplane.project.Addresses;
import dev.shuttle.controlplane.project.DeletionStore;
import dev.shuttle.controlplane.project.DomainOwners;
import dev.shuttle.controlplane.project.DomainStore;
import dev.shuttle.controlplane.project.OriginStore;
import dev.shuttle.controlplane.project.ProjectRow;
import dev.shuttle.controlplane.project.ProjectStore;
import dev.shuttle.controlplane.release.Releases;
import dev.shuttle.controlplane.resource.Resources;
import dev.shuttle.controlplane.resource.Secrets;
import dev.shuttle.controlplane.webhook.Webhooks;
import dev.shuttle.protocol.Deployment.Failure;
import dev.shuttle.protocol.DeploymentState;
import dev.shuttle.protocol.ProjectState;
import dev.shuttle.proxy.RoutingTable;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** All that takes deployments from the queue to traffic, wired together; picks up where the last run stopped. */
public final class DeploymentEngine implements AutoCloseable {
    /** Rollbacks and restarts build nothing. */
    private static final int RELEASE_WORKERS = 2;

    private static final String INTERRUPTED = "The control plane ended during this step. Deploy again.";

    private final ProjectStore projects;
    private final DeploymentStore store;
    private final Workspaces workspaces;
    private final StartCleanUp cleanUp;
    private final Workers workers;
    private final Retention retention;
    private final BackgroundWork background;
    private static final Logger LOG = LoggerFactory.getLogger(DeploymentEngine.class);

    /** Between two looks for logs that are too old. */
    private static final Duration LOGS_PAUSE = Duration.ofHours(1);

    private final Scheduler watchTime = new SystemScheduler();
    private final DiskBound diskBound;
    private final DiskWatch diskWatch;
    private final ActiveDeployments active;
    private final ProjectTraffic traffic;
    private final Adoption adoption;
    private final Overview overview;
    private final Deployments deployments;
    private final Configuration configuration;
    private final ProjectDeletion deletion;
    private final Domains domains;
    private final Plans plans;
    private final Edge edge;
    private final DeploymentLogs logs;
    private final List<SourceBuilder> builders = new ArrayList<>();

    /**
     * The parts of the engine.
     *
     * @param database the store
     * @param uploads a folder for archives that wait
     * @param workspaces a folder for sources that are built
     * @param releases what was built
     * @param jdks for builds and hosts
     * @param repositories what builds keep of what they fetched
     * @param resources what projects own
     * @param secrets what their code asks for by name
     * @param webhooks told of what happens; closed by the caller
     * @param hosts where services run; closed by the caller
     * @param logs where they write
     * @param metrics of the projects
     * @param routes the proxy's table
     * @param addresses where projects answer
     * @param owners whose a domain is by its DNS: the records of {@link DomainOwners#of}
     * @param limits of the engine
     * @param builder makes a builder for each builder thread
     * @param restarts of services that end by themselves
     * @param scheduler the time; closed with the engine
     */
    public record Parts(
            Database database,
            Path uploads,
            Path workspaces,
            Releases releases,
            Jdks jdks,
            LocalRepositories repositories,
            Resources resources,
            Secrets secrets,
            Webhooks webhooks,
            ServiceRunner hosts,
            DeploymentLogs logs,
            MetricsHistory metrics,
            RoutingTable routes,
            Addresses addresses,
            Function<String, List<String>> owners,
            Limits limits,
            Supplier<? extends SourceBuilder> builder,
            RestartPolicy restarts,
            Scheduler scheduler) {}

    /**
     * Bounds.
     *
     * @param archive of what an archive may hold
     * @param build the longest build
     * @param start the longest start
     * @param drain the longest drain, and the longest time that a service has to close after it
     * @param standby how long a replaced version runs on, to serve again if the new one ends; zero: it ends at once
     * @param releases kept per project
     * @param projectDisk bytes that a project may keep on disk; 0: any number
     * @param builders builds at a time
     * @param cleanUp how many releases that the store does not know a start may delete; 0: see {@link StartCleanUp}
     */
    public record Limits(
            ArchiveLimits archive,
            Duration build,
            Duration start,
            Duration drain,
            Duration standby,
            int releases,
            long projectDisk,
            int builders,
            int cleanUp) {}

    public DeploymentEngine(Parts parts) {
        Limits limits = parts.limits();
        logs = parts.logs();
        projects = new ProjectStore(parts.database());
        store = new DeploymentStore(parts.database(), projects, parts.webhooks().notices());
        workspaces = new Workspaces(parts.uploads(), parts.workspaces());
        cleanUp = new StartCleanUp(parts.releases().home(), limits.cleanUp());
        workers = new Workers(store, logs);
        background = new BackgroundWork(parts.scheduler());
        active = new ActiveDeployments();
        traffic = new ProjectTraffic(parts.routes(), parts.addresses(), limits.start());
        retention = new Retention(
                parts.releases(), parts.repositories(), new RetentionStore(parts.database()), logs, limits.releases());
        diskBound = new DiskBound(
                limits.projectDisk(),
                new ProjectDisk(parts.releases(), parts.resources()),
                parts.resources(),
                retention,
                store,
                logs,
                new DiskNotices(parts.releases().home()));
        diskWatch = new DiskWatch(diskBound, projects, background, watchTime);
        ServiceHosts hosts = new ServiceHosts(
                parts.hosts(),
                parts.releases(),
                parts.jdks(),
                parts.resources(),
                logs,
                parts.addresses(),
                limits.start(),
                limits.drain());
        LivenessWatch liveness = new LivenessWatch(active, logs, background, watchTime);
        Supervisor supervisor = new Supervisor(
                active, hosts, store, logs, traffic, background, parts.scheduler(), parts.restarts(), liveness);
        Switchover switchover = new Switchover(
                active,
                supervisor,
                store,
                logs,
                traffic,
                background,
                retention,
                parts.scheduler(),
                limits.drain(),
                limits.standby());
        adoption = new Adoption(active, supervisor, hosts, store, logs, traffic, background);
        OriginStore origins = new OriginStore(parts.database());
        overview = new Overview(
                projects,
                store,
                active,
                origins,
                parts.addresses(),
                parts.hosts().isolation(),
                diskBound::space);
        plans = new Plans(store, parts.releases());
        domains = new Domains(
                new DomainStore(parts.database()), parts.routes(), parts.addresses(), overview, parts.owners());
        edge = new Edge(parts.database(), parts.routes(), parts.addresses(), logs, active);
        deployments = new Deployments(
                projects,
                store,
                origins,
                overview,
                workspaces,
                workers,
                switchover,
                hosts,
                logs,
                limits.archive(),
                diskBound);
        deletion = new ProjectDeletion(
                new DeletionStore(parts.database()),
                overview,
                deployments,
                domains,
                edge,
                switchover,
                retention,
                parts.resources(),
                parts.metrics(),
                background);
        configuration = new Configuration(
                overview, deployments, deletion, parts.resources(), parts.secrets(), parts.webhooks(), edge);
        addWorkers(
                parts,
                List.of(
                        new ProvisionStep(parts.releases(), parts.resources(), store, deletion),
                        new StartStep(hosts, switchover),
                        new SwitchStep(switchover)));
    }

    private void addWorkers(Parts parts, List<Step> release) {
        Limits limits = parts.limits();
        BuildDiskWatch buildDisk = new BuildDiskWatch(diskBound, background, parts.scheduler());
        for (int i = 1; i <= limits.builders(); i++) {
            SourceBuilder builder = parts.builder().get();
            builders.add(builder);
            List<Step> build = new ArrayList<>(List.of(
                    new UnpackStep(workspaces, limits.archive(), diskBound),
                    new BuildStep(workspaces, parts.jdks(), builder, limits.build(), buildDisk),
                    new PlanStep(
                            parts.releases(), store, builder, parts.resources().environment())));
            build.addAll(release);
            workers.add("shuttle-builder-" + i, Lane.BUILD, pipeline(build));
        }
        for (int i = 1; i <= RELEASE_WORKERS; i++) {
            workers.add("shuttle-release-" + i, Lane.RELEASE, pipeline(release));
        }
    }

    private Pipeline pipeline(List<Step> steps) {
        return new Pipeline(steps, store, logs, workspaces, retention);
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

    /** The plans that the code of deployments gave. */
    public Plans plans() {
        return plans;
    }

    /**
     * The process that serves each project.
     *
     * @return by the names of all projects
     */
    public Map<String, RunningProject> running() {
        return active.running(overview.projectNames());
    }

    DiskBound diskBound() {
        return diskBound;
    }

    /** Deletes projects. */
    public ProjectDeletion deletion() {
        return deletion;
    }

    /** Tells the proxy of a project whose rows have come from a backup: it is stopped. */
    public void appear(String project) {
        domains.restore(project);
        edge.restore(project);
        traffic.refuse(project, ProjectState.STOPPED);
    }

    /**
     * Cleans up after the last run, brings back what served, and begins to take deployments from the queue.
     *
     * @throws IOException if the home cannot be read
     */
    public void start() throws IOException {
        failInterrupted();
        store.inState(DeploymentState.DRAINING).forEach(this::drained);
        List<DeletionRun> deletions = resumeDeletions();
        Set<String> queued = new HashSet<>();
        store.inState(DeploymentState.QUEUED).forEach(row -> queued.add(row.id()));
        workspaces.sweep(queued, cleanUp);
        retention.sweep(cleanUp);
        cleanUp.tell();
        domains.restore();
        edge.restore();
        restore();
        deletion.finish(deletions);
        workers.start();
        background.run(retention::sweepLibraries);
        diskWatch.start();
        watchTime.schedule(LOGS_PAUSE, this::removeOldLogs);
    }

    private void removeOldLogs() {
        background.run(() -> {
            try {
                logs.removeOld();
            } catch (IOException e) {
                LOG.warn("Old lines of logs could not be deleted: {}", e.toString());
            } finally {
                watchTime.schedule(LOGS_PAUSE, this::removeOldLogs);
            }
        });
    }

    private List<DeletionRun> resumeDeletions() throws IOException {
        try {
            return deletion.resume();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new InterruptedIOException("interrupted while deletions were resumed");
        }
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
        for (DeploymentState state : DeploymentState.values()) {
            if (StateLists.isInWork(state)) {
                store.inState(state).forEach(this::failInterrupted);
            }
        }
    }

    private void failInterrupted(DeploymentRow row) {
        String step = store.steps().of(row.id()).stream()
                .reduce((first, second) -> second)
                .map(last -> last.name())
                .orElse("queue");
        store.fail(row.id(), new Failure(step, INTERRUPTED));
        if (row.id().equals(row.release())) {
            store.clearRelease(row.id()); // it never served
        }
        logs.of(row.project(), row.id()).sink("shuttle").line("err", "Failed in step " + step + ": " + INTERRUPTED);
        logs.release(row.project(), row.id());
    }

    private void restore() {
        List<DeploymentRow> current = new ArrayList<>();
        for (ProjectRow project : projects.list("", Integer.MAX_VALUE)) {
            String id = project.current();
            if (project.state() == ProjectState.RUNNING && id != null) {
                store.find(project.name(), id).ifPresent(current::add);
            } else if (project.state() != ProjectState.NEW) {
                traffic.refuse(project.name(), project.state());
            }
        }
        adoption.restore(current);
    }

    /** Ends what is in work; what serves is stopped by who closes the hosts, and comes back with the next start. */
    @Override
    public void close() {
        active.close();
        watchTime.close();
        background.close();
        edge.close();
        workers.close();
        builders.forEach(SourceBuilder::close);
    }
}
