package dev.shuttle.controlplane.deployment;

import dev.shuttle.controlplane.project.Addresses;
import dev.shuttle.controlplane.project.OriginStore;
import dev.shuttle.controlplane.project.ProjectRow;
import dev.shuttle.controlplane.project.ProjectStore;
import dev.shuttle.controlplane.project.UnknownProjectException;
import dev.shuttle.protocol.Deployment;
import dev.shuttle.protocol.Deployment.Failure;
import dev.shuttle.protocol.Deployment.Step;
import dev.shuttle.protocol.DeploymentState;
import dev.shuttle.protocol.KeyScope;
import dev.shuttle.protocol.Page;
import dev.shuttle.protocol.Project;
import dev.shuttle.protocol.ProjectName;
import dev.shuttle.protocol.ProjectOrigin;
import dev.shuttle.protocol.ProjectState;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Projects and their deployments as the API shows them. Changes nothing. Thread-safe. */
public final class Overview {
    private final ProjectStore projects;
    private final DeploymentStore store;
    private final ActiveDeployments active;
    private final OriginStore origins;
    private final Addresses addresses;
    private final String isolation;
    private final Function<String, Optional<Project.DiskSpace>> disk;

    Overview(
            ProjectStore projects,
            DeploymentStore store,
            ActiveDeployments active,
            OriginStore origins,
            Addresses addresses,
            String isolation,
            Function<String, Optional<Project.DiskSpace>> disk) {
        this.disk = disk;
        this.projects = projects;
        this.store = store;
        this.active = active;
        this.origins = origins;
        this.addresses = addresses;
        this.isolation = isolation;
    }

    /**
     * Whether there is such a project.
     *
     * @param name its name
     * @return true if there is
     */
    public boolean exists(String name) {
        return projects.find(name).isPresent();
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
     * The number of each, for monitoring.
     *
     * @return as of now; states that nothing is in may be missing
     */
    public Counts counts() {
        return new Counts(projects.counts(), store.counts());
    }

    /**
     * The names of all projects.
     *
     * @return in order
     */
    public List<String> projectNames() {
        return projects.list("", Integer.MAX_VALUE).stream()
                .map(ProjectRow::name)
                .toList();
    }

    /**
     * The projects within a key's scope, by name.
     *
     * @param scope of the key
     * @param after the cursor: names behind this one
     * @param limit how many at most
     * @return a page of them
     */
    public Page<Project> projects(KeyScope scope, String after, int limit) {
        return page(rows(scope, after, limit + 1), limit, this::views, Project::name);
    }

    /**
     * A project with the deployment that serves, or served last, and the newest one; both without steps.
     *
     * @param project as it is
     * @param current null before the first that served
     * @param newest null before the first
     */
    public record Glance(Project project, @Nullable Deployment current, @Nullable Deployment newest) {}

    /** As {@link #projects}, with what each is at; read in as many queries whatever their number. */
    public Page<Glance> glance(KeyScope scope, String after, int limit) {
        return page(rows(scope, after, limit + 1), limit, this::glances, glance -> glance.project()
                .name());
    }

    private List<ProjectRow> rows(KeyScope scope, String after, int limit) {
        return scope.isForAll()
                ? projects.list(after, limit)
                : projects.list(
                        scope.projects().stream().map(ProjectName::value).toList(), after, limit);
    }

    private List<Glance> glances(List<ProjectRow> rows) {
        Map<String, Deployment> newest = new HashMap<>();
        Map<String, Deployment> byId = new HashMap<>();
        store.newestAnd(rows.stream().map(ProjectRow::name).toList(), currents(rows)).stream()
                .sorted(Comparator.comparingLong(DeploymentRow::seq))
                .map(row -> view(row, List.of(), false))
                .forEach(each -> {
                    newest.put(each.project(), each);
                    byId.put(each.id(), each);
                });
        return views(rows).stream()
                .map(project -> new Glance(
                        project,
                        project.current() == null ? null : byId.get(project.current()),
                        newest.get(project.name())))
                .toList();
    }

    private static List<String> currents(List<ProjectRow> rows) {
        return rows.stream()
                .map(ProjectRow::current)
                .filter(Objects::nonNull)
                .map(Objects::requireNonNull)
                .toList();
    }

    /**
     * A deployment.
     *
     * @param project its project
     * @param id its id
     * @return how it is now: once it is running, requests are led to it
     */
    public Deployment get(String project, String id) {
        requireProject(project);
        synchronized (active.lock(project)) { // a switch changes the store first, and then the route
            return view(require(project, id), false);
        }
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
        return page(store.list(project, seq, limit + 1), limit, this::viewsOf, Deployment::id);
    }

    private static <R, T> Page<T> page(
            List<R> rows, int limit, Function<List<R>, List<T>> views, Function<T, String> cursor) {
        List<T> items = views.apply(rows.subList(0, Math.min(limit, rows.size())));
        return new Page<>(items, rows.size() > limit ? cursor.apply(items.get(limit - 1)) : null);
    }

    /**
     * The projects that have crashed, each with the deployment that did.
     *
     * @return in the order of their names; without steps
     */
    public List<Deployment> crashed() {
        Map<String, DeploymentRow> newest = new TreeMap<>();
        store.inState(DeploymentState.CRASHED).forEach(row -> newest.put(row.project(), row));
        return newest.values().stream()
                .filter(row -> projects.find(row.project())
                        .filter(project -> project.state() == ProjectState.CRASHED)
                        .isPresent())
                .map(row -> view(row, List.of(), false))
                .toList();
    }

    /** The deployment that serves, or served last. */
    Optional<DeploymentRow> current(String project) {
        return projects.find(project).map(ProjectRow::current).flatMap(id -> store.find(project, id));
    }

    ProjectRow requireProject(String name) {
        return projects.find(name).orElseThrow(() -> new UnknownProjectException(name));
    }

    DeploymentRow require(String project, String id) {
        return store.find(project, id).orElseThrow(() -> new UnknownDeploymentException(project, id));
    }

    /** The answer to an upload of what serves already. */
    Deployment unchanged(DeploymentRow row) {
        return view(row, true);
    }

    private Project view(ProjectRow row) {
        return views(List.of(row)).get(0);
    }

    private List<Project> views(List<ProjectRow> rows) {
        Set<String> deploying = store.deploying(rows.stream()
                .filter(row -> row.state() == ProjectState.NEW)
                .map(ProjectRow::name)
                .toList());
        Map<String, ProjectOrigin> known =
                origins.of(rows.stream().map(ProjectRow::name).toList());
        Map<String, Failure> failures = failures(rows);
        return rows.stream()
                .map(row -> view(
                        row,
                        deploying.contains(row.name()) ? ProjectState.DEPLOYING : row.state(),
                        known.get(row.name()),
                        failures.get(row.name())))
                .toList();
    }

    private Map<String, Failure> failures(List<ProjectRow> rows) {
        List<String> crashed = currents(
                rows.stream().filter(row -> row.state() == ProjectState.CRASHED).toList());
        Map<String, Failure> failures = new HashMap<>();
        if (!crashed.isEmpty()) {
            for (DeploymentRow row : store.newestAnd(List.of(), crashed)) {
                if (row.error() != null) {
                    failures.put(row.project(), row.error());
                }
            }
        }
        return failures;
    }

    private Project view(
            ProjectRow row, ProjectState state, @Nullable ProjectOrigin origin, @Nullable Failure failure) {
        return new Project(
                row.name(),
                addresses.url(row.name()),
                state,
                row.current(),
                isolation,
                row.createdAt(),
                origin,
                disk.apply(row.name()).orElse(null),
                failure);
    }

    private List<Deployment> viewsOf(List<DeploymentRow> rows) {
        Map<String, List<Step>> steps =
                store.steps().of(rows.stream().map(DeploymentRow::id).toList());
        return rows.stream()
                .map(row -> view(row, steps.getOrDefault(row.id(), List.of()), false))
                .toList();
    }

    private Deployment view(DeploymentRow row, boolean unchanged) {
        return view(row, store.steps().of(row.id()), unchanged);
    }

    private Deployment view(DeploymentRow row, List<Step> steps, boolean unchanged) {
        return new Deployment(
                row.id(),
                row.project(),
                row.state(),
                addresses.url(row.project()),
                row.createdAt(),
                row.startedAt(),
                row.finishedAt(),
                steps,
                row.error(),
                row.digest(),
                row.git(),
                row.rollbackOf(),
                unchanged ? true : null);
    }
}
