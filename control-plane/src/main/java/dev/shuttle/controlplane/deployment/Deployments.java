package dev.shuttle.controlplane.deployment;

import dev.shuttle.controlplane.archive.ArchiveLimits;
import dev.shuttle.controlplane.archive.SourceDigest;
import dev.shuttle.controlplane.fault.ConflictException;
import dev.shuttle.controlplane.log.DeploymentLogs;
import dev.shuttle.controlplane.project.OriginClaim;
import dev.shuttle.controlplane.project.OriginStore;
import dev.shuttle.controlplane.project.OtherOriginException;
import dev.shuttle.controlplane.project.ProjectStore;
import dev.shuttle.protocol.BadProjectNameException;
import dev.shuttle.protocol.Deployment;
import dev.shuttle.protocol.DeploymentState;
import dev.shuttle.protocol.ProjectName;
import dev.shuttle.protocol.ProjectState;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.StandardCopyOption;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** Changes to projects and their deployments, for the API; {@link Overview} shows them. Thread-safe. */
public final class Deployments {
    /** Days of work for one builder; each costs a row, and its archive. */
    private static final int MOST_QUEUED = 2000;

    /** Of archives that wait or come in. Sources take less than a megabyte as a rule. */
    private static final long MOST_WAITING_BYTES = 4L << 30;

    private final ProjectStore projects;
    private final DeploymentStore store;
    private final OriginStore origins;
    private final Overview overview;
    private final Workspaces workspaces;
    private final Workers workers;
    private final Switchover switchover;
    private final ServiceHosts hosts;
    private final DeploymentLogs logs;
    private final ArchiveLimits limits;
    private final DiskBound disk;

    Deployments(
            ProjectStore projects,
            DeploymentStore store,
            OriginStore origins,
            Overview overview,
            Workspaces workspaces,
            Workers workers,
            Switchover switchover,
            ServiceHosts hosts,
            DeploymentLogs logs,
            ArchiveLimits limits,
            DiskBound disk) {
        this.disk = disk;
        this.projects = projects;
        this.store = store;
        this.origins = origins;
        this.overview = overview;
        this.workspaces = workspaces;
        this.workers = workers;
        this.switchover = switchover;
        this.hosts = hosts;
        this.logs = logs;
        this.limits = limits;
    }

    /**
     * To be asked before an upload is taken.
     *
     * @throws QueueFullException if as much waits as may
     * @throws IOException if the uploads cannot be looked at
     */
    public void requireRoomInQueue() throws IOException {
        int queued = store.queue().size();
        if (queued >= MOST_QUEUED) {
            throw new QueueFullException(queued + " deployments");
        }
        long bytes = workspaces.waitingBytes();
        if (bytes >= MOST_WAITING_BYTES) {
            throw new QueueFullException("archives of " + (bytes >> 20) + " MiB");
        }
    }

    /**
     * To be asked before an upload is taken.
     *
     * @throws OtherOriginException if the project is another origin's
     */
    public void requireOrigin(ProjectName project, OriginClaim claim) {
        origins.require(project.value(), claim);
    }

    /**
     * To be asked before an upload is taken. Looks at the files of a project that was full.
     *
     * @throws ProjectFullException if the project keeps as much on disk as it may
     * @throws InterruptedException if interrupted meanwhile
     */
    public void requireRoomFor(ProjectName name) throws InterruptedException {
        disk.requireRoom(name.value());
    }

    /**
     * Puts an upload into the queue; overtakes those of the project that still wait there.
     *
     * @param name the project, made if it does not exist
     * @param sent the sources; its archive is moved away
     * @param claim which sources they are
     * @return the queued deployment, or the one that serves, marked unchanged, if it has the same sources and options
     * @throws IOException if the archive cannot be moved
     * @throws OtherOriginException if the project is another origin's
     */
    public Deployment submit(ProjectName name, Upload sent, OriginClaim claim) throws IOException {
        String project = name.value();
        Upload upload = SourceDigest.withoutGit(sent.archive(), limits)
                .map(digest -> new Upload(sent.archive(), digest, sent.options(), sent.force(), sent.git()))
                .orElse(sent);
        origins.require(project, claim);
        create(name);
        Optional<String> note = origins.accept(project, claim);
        Optional<DeploymentRow> serves =
                overview.current(project).filter(row -> row.state() == DeploymentState.RUNNING);
        if (serves.isPresent() && !upload.force() && isSame(serves.get(), upload)) {
            Files.deleteIfExists(upload.archive());
            if (upload.git() != null && !upload.git().equals(serves.get().git())) {
                store.updateGit(serves.get().id(), upload.git()); // the same files, committed or merged since
                return overview.unchanged(overview.require(project, serves.get().id()));
            }
            return overview.unchanged(serves.get());
        }
        DeploymentRow row =
                row(DeploymentId.next(), project, null, upload.options(), upload.digest(), upload.git(), null);
        Files.move(upload.archive(), workspaces.archive(row.id()), StandardCopyOption.ATOMIC_MOVE);
        try {
            return enqueue(row, note);
        } catch (RuntimeException e) {
            workspaces.discard(row.id());
            throw e;
        }
    }

    private boolean isSame(DeploymentRow row, Upload upload) {
        return upload.digest().equals(row.digest())
                && Objects.equals(upload.options().module(), row.options().module())
                && Objects.equals(upload.options().mavenArgs(), row.options().mavenArgs())
                && Objects.equals(upload.options().main(), row.options().main())
                && Objects.equals(upload.options().args(), row.options().args())
                && hosts.hasCurrentEnvironment(row);
    }

    private static DeploymentRow row(
            String id,
            String project,
            @Nullable String release,
            Upload.Options options,
            @Nullable String digest,
            Deployment.@Nullable Git git,
            @Nullable String rollbackOf) {
        return new DeploymentRow(
                0,
                id,
                project,
                DeploymentState.QUEUED,
                release,
                options,
                digest,
                git,
                rollbackOf,
                Instant.now(),
                null,
                null,
                null);
    }

    private Deployment enqueue(DeploymentRow row) {
        return enqueue(row, Optional.empty());
    }

    private Deployment enqueue(DeploymentRow row, Optional<String> note) {
        for (String overtaken : store.queue().enqueue(row)) {
            workspaces.discard(overtaken);
            logs.of(row.project(), overtaken).sink("shuttle").line("out", "Overtaken by deployment " + row.id());
            logs.release(row.project(), overtaken);
        }
        note.ifPresent(line -> logs.of(row.project(), row.id()).sink("shuttle").line("out", line));
        workers.wake();
        return overview.get(row.project(), row.id());
    }

    /**
     * Brings an earlier release back, as a new deployment, without a build.
     *
     * @param project the project
     * @param id the deployment to bring back; null: the last one that served before the current
     * @return the queued deployment
     */
    public Deployment rollback(String project, @Nullable String id) {
        overview.requireProject(project);
        DeploymentRow target = id == null ? before(project) : overview.require(project, id);
        if (target.release() == null || target.startedAt() == null) {
            throw new ConflictException(
                    "The deployment " + target.id() + " never served, or its release is no longer kept, so it cannot be"
                            + " restored. `mvn shuttle:deployments` lists all deployments.");
        }
        return enqueue(row(
                DeploymentId.next(),
                project,
                target.release(),
                target.options(),
                target.digest(),
                target.git(),
                target.id()));
    }

    private DeploymentRow before(String project) {
        return overview.current(project)
                .flatMap(store::servedBefore)
                .orElseThrow(() -> new ConflictException(
                        "Nothing to roll back to: " + project + " has only ever served one version."));
    }

    /**
     * Restarts the current version with no downtime: from the same release, with the secrets of
     * now.
     *
     * @param project the project
     * @return the queued deployment
     */
    public Deployment restart(String project) {
        if (overview.requireProject(project).state() == ProjectState.STOPPED) {
            throw new ConflictException("The project " + project + " is stopped. `mvn shuttle:start` starts it again.");
        }
        return again(project, "restart");
    }

    private Deployment again(String project, String verb) {
        DeploymentRow served = overview.current(project)
                .filter(row -> row.release() != null)
                .orElseThrow(() -> new ConflictException("Project " + project
                        + " is not running, so there is nothing to " + verb + ". `mvn shuttle:deploy` deploys it."));
        return enqueue(row(
                DeploymentId.next(), project, served.release(), served.options(), served.digest(), served.git(), null));
    }

    /**
     * Starts what served last in a project that was stopped, or whose service was given up: the same release, with the
     * secrets of now.
     *
     * @param project the project
     * @return the queued deployment
     */
    public Deployment start(String project) {
        ProjectState state = overview.requireProject(project).state();
        if (state == ProjectState.RUNNING || state == ProjectState.SLEEPING) {
            throw new ConflictException(
                    "The project " + project + " is already " + state.json() + ". `mvn shuttle:restart` restarts it.");
        }
        return again(project, "start");
    }

    /**
     * Stops what serves, and cancels what would come to serve. When this returns, the proxy says that the project is
     * stopped; what is being answered is answered, within the drain time, behind it.
     *
     * @param project the project
     * @return the deployment that is being stopped; it is {@code stopped} when its process is gone
     * @throws InterruptedException if interrupted while a deployment in work is cancelled
     */
    public Deployment stop(String project) throws InterruptedException {
        overview.requireProject(project);
        cancelComing(project);
        String serves = overview.requireProject(project).current();
        if (serves == null || !switchover.stop(project, serves)) {
            throw new ConflictException("Nothing of " + project + " serves, so that there is nothing to stop."
                    + " `mvn shuttle:status` shows how it is.");
        }
        return overview.get(project, serves);
    }

    /** Cancels what waits, or is in work. */
    void cancelComing(String project) throws InterruptedException {
        for (DeploymentRow row : store.list(project, Long.MAX_VALUE, Integer.MAX_VALUE)) {
            if (!row.state().isFinal() && row.startedAt() == null) {
                boolean ignored = cancelWork(row); // it may have come to its end by itself
            }
        }
    }

    /** Restarts a version that asks for one of the secrets, which have changed. */
    Optional<Deployment> restartWith(String project, Set<String> secrets) {
        return restartWith(project, row -> asksFor(row, secrets));
    }

    /** Whether a deployment has one of the secrets. */
    boolean asksFor(DeploymentRow row, Set<String> secrets) {
        return !secrets.isEmpty() && hosts.asksFor(row, secrets);
    }

    /** Restarts a version that serves, or was given up, if it is concerned: with what has changed it may stay up. */
    Optional<Deployment> restartWith(String project, Predicate<DeploymentRow> concerned) {
        return projects.find(project)
                        .filter(row -> row.state() == ProjectState.RUNNING || row.state() == ProjectState.CRASHED)
                        .flatMap(found -> overview.current(project))
                        .filter(row -> row.release() != null && concerned.test(row))
                        .isPresent()
                ? Optional.of(restart(project))
                : Optional.empty();
    }

    /**
     * Makes a project where there is none.
     *
     * @param name its name
     * @return whether it was made
     * @throws BadProjectNameException if there is none, and no new one may have this name
     */
    boolean create(ProjectName name) {
        if (!name.isForNewProjects() && projects.find(name.value()).isEmpty()) {
            throw new BadProjectNameException(name.value());
        }
        return projects.create(name.value());
    }

    /**
     * Cancels a deployment that waits or is in work, or stops the one that serves.
     *
     * @param project its project
     * @param id its id
     * @return the deployment afterwards
     * @throws InterruptedException if interrupted while its worker ends
     */
    public Deployment cancel(String project, String id) throws InterruptedException {
        overview.requireProject(project);
        DeploymentRow row = overview.require(project, id);
        boolean cancelled = cancelWork(row);
        if (cancelled && overview.require(project, id).state().isFinal()) {
            return overview.get(project, id);
        }
        // Its switch may have come before the cancel.
        if (!switchover.stop(project, id) && !cancelled) {
            throw new ConflictException("The deployment " + id + " is "
                    + row.state().json()
                    + "; only a waiting one or one in progress can be cancelled, and only the one that"
                    + " serves can be stopped.");
        }
        return overview.get(project, id);
    }

    /** Returns false if it neither waited nor was in work. */
    private boolean cancelWork(DeploymentRow row) throws InterruptedException {
        if (row.state() != DeploymentState.QUEUED) {
            return workers.cancel(row.id());
        }
        store.move(row.id(), DeploymentState.CANCELLED);
        workspaces.discard(row.id());
        logs.release(row.project(), row.id());
        return true;
    }

    /** Of a project that has no build any more, and no builder. */
    void deleteWorkspace(String project) {
        workspaces.forget(project);
    }

    List<String> idsOf(String project) {
        return store.list(project, Long.MAX_VALUE, Integer.MAX_VALUE).stream()
                .map(DeploymentRow::id)
                .toList();
    }

    List<String> releasesOf(String project) {
        return store.releases(project);
    }
}
