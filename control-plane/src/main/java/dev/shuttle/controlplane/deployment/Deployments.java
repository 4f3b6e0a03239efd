package dev.shuttle.controlplane.deployment;

import dev.shuttle.controlplane.log.DeploymentLogs;
import dev.shuttle.controlplane.project.Addresses;
import dev.shuttle.controlplane.project.ProjectRow;
import dev.shuttle.controlplane.project.ProjectStore;
import dev.shuttle.controlplane.project.UnknownProjectException;
import dev.shuttle.protocol.Deployment;
import dev.shuttle.protocol.DeploymentState;
import dev.shuttle.protocol.Domain;
import dev.shuttle.protocol.Page;
import dev.shuttle.protocol.Project;
import dev.shuttle.protocol.ProjectName;
import dev.shuttle.protocol.ProjectState;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.StandardCopyOption;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What the API asks of projects and their deployments. Thread-safe. */
public final class Deployments {
    private static final Logger LOG = LoggerFactory.getLogger(Deployments.class);

    /** Days of work for one builder; each costs a row, and its archive. */
    private static final int MOST_QUEUED = 2000;

    /** Of archives that wait or come in. Sources take less than a megabyte as a rule. */
    private static final long MOST_WAITING_BYTES = 4L << 30;

    private final ProjectStore projects;
    private final DeploymentStore store;
    private final Domains domains;
    private final Workspaces workspaces;
    private final Workers workers;
    private final Serving serving;
    private final Retention retention;
    private final DeploymentLogs logs;
    private final Addresses addresses;
    private final String isolation;

    Deployments(
            ProjectStore projects,
            DeploymentStore store,
            Domains domains,
            Workspaces workspaces,
            Workers workers,
            Serving serving,
            Retention retention,
            DeploymentLogs logs,
            Addresses addresses,
            String isolation) {
        this.projects = projects;
        this.store = store;
        this.domains = domains;
        this.workspaces = workspaces;
        this.workers = workers;
        this.serving = serving;
        this.retention = retention;
        this.logs = logs;
        this.addresses = addresses;
        this.isolation = isolation;
    }

    /**
     * To be asked before an upload is taken.
     *
     * @throws QueueFullException if as much waits as may
     * @throws IOException if the uploads cannot be looked at
     */
    public void requireRoomInQueue() throws IOException {
        int queued = store.queued();
        if (queued >= MOST_QUEUED) {
            throw new QueueFullException(queued + " deployments");
        }
        long bytes = workspaces.waitingBytes();
        if (bytes >= MOST_WAITING_BYTES) {
            throw new QueueFullException("archives of " + (bytes >> 20) + " MiB");
        }
    }

    /**
     * Puts an upload into the queue; overtakes those of the project that still wait there.
     *
     * @param name the project, made if it does not exist
     * @param upload the sources; its archive is moved away
     * @return the queued deployment, or the one that serves, marked unchanged, if it has the same sources and options
     * @throws IOException if the archive cannot be moved
     */
    public Deployment submit(ProjectName name, Upload upload) throws IOException {
        String project = name.value();
        projects.create(project);
        Optional<DeploymentRow> serves = current(project).filter(row -> row.state() == DeploymentState.RUNNING);
        if (serves.isPresent() && !upload.force() && isSame(serves.get(), upload)) {
            Files.deleteIfExists(upload.archive());
            return view(serves.get(), true);
        }
        DeploymentRow row =
                row(DeploymentId.next(), project, null, upload.options(), upload.digest(), upload.git(), null);
        Files.move(upload.archive(), workspaces.archive(row.id()), StandardCopyOption.ATOMIC_MOVE);
        try {
            return enqueue(row);
        } catch (RuntimeException e) {
            workspaces.discard(row.id());
            throw e;
        }
    }

    private static boolean isSame(DeploymentRow row, Upload upload) {
        return upload.digest().equals(row.digest())
                && Objects.equals(upload.options().module(), row.options().module())
                && Objects.equals(upload.options().mavenArgs(), row.options().mavenArgs());
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
        for (String overtaken : store.enqueue(row)) {
            workspaces.discard(overtaken);
            logs.of(row.project(), overtaken).sink("shuttle").line("out", "Overtaken by deployment " + row.id());
            logs.release(row.project(), overtaken);
        }
        workers.wake();
        return get(row.project(), row.id());
    }

    /**
     * Brings an earlier release back, as a new deployment, without a build.
     *
     * @param project the project
     * @param id the deployment to bring back; null: the last one that served before the current
     * @return the queued deployment
     */
    public Deployment rollback(String project, @Nullable String id) {
        requireProject(project);
        DeploymentRow target = id == null ? before(project) : require(project, id);
        if (target.release() == null || target.startedAt() == null) {
            throw new ConflictException(
                    "The deployment " + target.id() + " never served, or left no release that is still kept, so that"
                            + " there is nothing to bring back. `mvn shuttle:deployments` shows which have one.");
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
        return current(project)
                .flatMap(store::servedBefore)
                .orElseThrow(() -> new ConflictException(
                        "No other version of " + project + " has served before, so that there is none to go back to."));
    }

    /**
     * Starts what serves anew, beside itself, and hands the traffic over: from the same release, with the secrets of
     * now.
     *
     * @param project the project
     * @return the queued deployment
     */
    public Deployment restart(String project) {
        if (requireProject(project).state() == ProjectState.STOPPED) {
            throw new ConflictException(
                    "The project " + project + " is stopped. `mvn shuttle:start` starts what served last.");
        }
        return again(project, "restart");
    }

    private Deployment again(String project, String verb) {
        DeploymentRow served = current(project)
                .filter(row -> row.release() != null)
                .orElseThrow(() -> new ConflictException("Nothing of " + project
                        + " serves, so that there is nothing to " + verb + ". `mvn shuttle:deploy` brings it online."));
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
        ProjectState state = requireProject(project).state();
        if (state == ProjectState.RUNNING || state == ProjectState.SLEEPING) {
            throw new ConflictException("The project " + project + " is " + state.json()
                    + " already. `mvn shuttle:restart` starts it anew.");
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
        requireProject(project);
        cancelComing(project);
        String serves = requireProject(project).current();
        if (serves == null || !serving.stop(project, serves)) {
            throw new ConflictException("Nothing of " + project + " serves, so that there is nothing to stop."
                    + " `mvn shuttle:status` shows how it is.");
        }
        return get(project, serves);
    }

    private void cancelComing(String project) throws InterruptedException {
        for (DeploymentRow row : store.list(project, Long.MAX_VALUE, Integer.MAX_VALUE)) {
            if (!row.state().isFinal() && row.startedAt() == null) {
                cancelQuietly(row);
            }
        }
    }

    /**
     * Whether a change of secrets is to be felt at once.
     *
     * @param project the project
     * @param secrets the names of those that have changed
     * @return true if a version that asks for one of them serves, or was given up: with other secrets it may stay up
     */
    boolean isToBeRestarted(String project, Set<String> secrets) {
        return projects.find(project)
                        .filter(row -> row.state() == ProjectState.RUNNING || row.state() == ProjectState.CRASHED)
                        .isPresent()
                && current(project)
                        .filter(row -> row.release() != null && serving.asksFor(row, secrets))
                        .isPresent();
    }

    /**
     * Makes a project where there is none.
     *
     * @param name its name
     */
    void create(ProjectName name) {
        projects.create(name.value());
    }

    /**
     * The host names of users' own at which a project answers.
     *
     * @param project its name
     * @return by name
     */
    public Page<Domain> domains(String project) {
        requireProject(project);
        return domains.of(project);
    }

    /**
     * Lets a project answer at a host name too, from when this returns.
     *
     * @param project its name
     * @param host the host name
     * @return the domain, new or as it was
     */
    public Domain addDomain(String project, String host) {
        requireProject(project);
        return domains.add(project, host);
    }

    /**
     * Takes a host name from a project.
     *
     * @param project its name
     * @param host the host name
     */
    public void removeDomain(String project, String host) {
        requireProject(project);
        domains.remove(project, host);
    }

    /**
     * Whether there is such a project.
     *
     * @param name its name
     * @return true if there is
     */
    boolean exists(String name) {
        return projects.find(name).isPresent();
    }

    /**
     * Cancels a deployment that waits or is in work, or stops the one that serves.
     *
     * @param project its project
     * @param id its id
     * @return the deployment afterwards
     * @throws InterruptedException if interrupted while its worker lets go of it
     */
    public Deployment cancel(String project, String id) throws InterruptedException {
        requireProject(project);
        DeploymentRow row = require(project, id);
        if (row.state() == DeploymentState.QUEUED) {
            store.move(id, DeploymentState.CANCELLED);
            workspaces.discard(id);
            logs.release(project, id);
        } else if (!workers.cancel(id) && !serving.stop(project, id)) {
            throw new ConflictException("The deployment " + id + " is "
                    + row.state().json() + "; only one that waits or is in work can be cancelled, and only the one that"
                    + " serves can be stopped.");
        }
        return get(project, id);
    }

    /**
     * Deletes a project. When this returns, its route is gone.
     *
     * @param project its name
     * @return completes when its last request is answered and its process is gone
     * @throws InterruptedException if interrupted while a deployment in work is cancelled
     */
    public CompletableFuture<Void> delete(String project) throws InterruptedException {
        return delete(project, false);
    }

    CompletableFuture<Void> delete(String project, boolean withData) throws InterruptedException {
        requireProject(project);
        cancelComing(project);
        Runnable rest = serving.remove(project);
        List<String> gone = store.list(project, Long.MAX_VALUE, Integer.MAX_VALUE).stream()
                .map(DeploymentRow::id)
                .toList();
        List<String> kept = store.releases(project);
        Runnable repository = retention.setRepositoryAside(project);
        domains.removeAll(project, () -> projects.delete(project, withData));
        LOG.info("project {} is deleted", project);
        CompletableFuture<Void> done = new CompletableFuture<>();
        serving.behind(() -> {
            try {
                rest.run();
                retention.delete(project, kept, gone);
                repository.run();
            } finally {
                done.complete(null);
            }
        });
        return done;
    }

    private void cancelQuietly(DeploymentRow row) throws InterruptedException {
        try {
            cancel(row.project(), row.id());
        } catch (ConflictException e) {
            // It came to its end by itself.
        }
    }

    /**
     * A project.
     *
     * @param name its name
     * @return how it is now
     */
    public Project project(String name) {
        return view(requireProject(name));
    }

    /**
     * A project, if there is one.
     *
     * @param name its name
     * @return how it is now
     */
    public Optional<Project> find(String name) {
        return projects.find(name).map(this::view);
    }

    /**
     * How many there are of each state.
     *
     * @param projects by the name of their state
     * @param deployments by the name of theirs
     */
    public record Counts(Map<String, Long> projects, Map<String, Long> deployments) {}

    /**
     * How many there are, for whoever watches.
     *
     * @return as of now; states that nothing is in may be missing
     */
    public Counts counts() {
        return new Counts(store.counts("project"), store.counts("deployment"));
    }

    /**
     * The projects, by name.
     *
     * @param after the cursor: names behind this one
     * @param limit how many at most
     * @return a page of them
     */
    public Page<Project> projects(String after, int limit) {
        return page(projects.list(after, limit + 1), limit, this::view, Project::name);
    }

    /**
     * A deployment.
     *
     * @param project its project
     * @param id its id
     * @return how it is now
     */
    public Deployment get(String project, String id) {
        requireProject(project);
        return view(require(project, id), false);
    }

    /**
     * The deployments of a project, newest first.
     *
     * @param project its name
     * @param before the cursor: those before this one; null for the newest
     * @param limit how many at most
     * @return a page of them
     */
    public Page<Deployment> list(String project, @Nullable String before, int limit) {
        requireProject(project);
        long seq = before == null ? Long.MAX_VALUE : require(project, before).seq();
        return page(store.list(project, seq, limit + 1), limit, row -> view(row, false), Deployment::id);
    }

    private static <R, T> Page<T> page(List<R> rows, int limit, Function<R, T> view, Function<T, String> cursor) {
        List<T> items = rows.stream().limit(limit).map(view).toList();
        return new Page<>(items, rows.size() > limit ? cursor.apply(items.get(limit - 1)) : null);
    }

    /**
     * The deployment whose log is the project's: the one that serves, else the newest.
     *
     * @param project its name
     * @return its id; empty if there is none
     */
    public Optional<String> speaker(String project) {
        ProjectRow row = requireProject(project);
        String current = row.current();
        return current != null
                ? Optional.of(current)
                : store.list(project, Long.MAX_VALUE, 1).stream()
                        .map(DeploymentRow::id)
                        .findFirst();
    }

    /** What serves, or served last. */
    Optional<DeploymentRow> current(String project) {
        return projects.find(project).map(ProjectRow::current).flatMap(id -> store.find(project, id));
    }

    private ProjectRow requireProject(String name) {
        return projects.find(name).orElseThrow(() -> new UnknownProjectException(name));
    }

    private DeploymentRow require(String project, String id) {
        return store.find(project, id).orElseThrow(() -> new UnknownDeploymentException(project, id));
    }

    private Project view(ProjectRow row) {
        return new Project(
                row.name(), addresses.url(row.name()), state(row), row.current(), isolation, row.createdAt());
    }

    private ProjectState state(ProjectRow row) {
        boolean begun = row.state() == ProjectState.NEW
                && store.list(row.name(), Long.MAX_VALUE, 1).stream()
                        .anyMatch(newest -> !newest.state().isFinal());
        return begun ? ProjectState.DEPLOYING : row.state();
    }

    private Deployment view(DeploymentRow row, boolean unchanged) {
        return new Deployment(
                row.id(),
                row.project(),
                row.state(),
                addresses.url(row.project()),
                row.createdAt(),
                row.startedAt(),
                row.finishedAt(),
                store.steps(row.id()),
                row.error(),
                row.digest(),
                row.git(),
                row.rollbackOf(),
                unchanged ? true : null);
    }
}
