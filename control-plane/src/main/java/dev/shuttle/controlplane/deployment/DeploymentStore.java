package dev.shuttle.controlplane.deployment;

import dev.shuttle.controlplane.database.Database;
import dev.shuttle.controlplane.database.StateLists;
import dev.shuttle.controlplane.project.ProjectRow;
import dev.shuttle.controlplane.project.ProjectStore;
import dev.shuttle.protocol.Deployment;
import dev.shuttle.protocol.Deployment.Failure;
import dev.shuttle.protocol.Deployment.Git;
import dev.shuttle.protocol.Deployment.Step;
import dev.shuttle.protocol.DeploymentState;
import dev.shuttle.protocol.ProjectState;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.Jdbi;
import org.jdbi.v3.core.statement.StatementContext;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The tables of deployments and their steps. The queue lives here too: a deployment is taken from it by a change of its
 * state. Thread-safe.
 */
final class DeploymentStore {
    private static final Logger LOG = LoggerFactory.getLogger(DeploymentStore.class);

    private static final int LONGEST_MESSAGE = 10_000;

    /** Of one that waits: it has a release already, and it is not that of an earlier deployment. */
    private static final String RESTART = " and release_id is not null and rollback_of is null";

    private final Jdbi jdbi;
    private final ProjectStore projects;

    DeploymentStore(Database database, ProjectStore projects) {
        this.jdbi = database.jdbi();
        this.projects = projects;
    }

    /**
     * Adds a deployment to the queue and cancels those of the project that still wait there and that it overtakes: a
     * rollback all, an upload other uploads, a restart other restarts.
     */
    synchronized List<String> enqueue(DeploymentRow row) {
        String overtakes = "";
        if (!row.isRollback()) {
            overtakes = row.release() == null ? " and release_id is null" : RESTART;
        }
        String which = "select id from deployment where project = ? and state = 'queued'" + overtakes;
        return jdbi.inTransaction(handle -> {
            List<String> overtaken =
                    handle.select(which, row.project()).mapTo(String.class).list();
            overtaken.forEach(id -> move(handle, id, DeploymentState.CANCELLED));
            insert(handle, row);
            beginStep(handle, row.id(), "queue");
            return overtaken;
        });
    }

    private static void insert(Handle handle, DeploymentRow row) {
        Git git = row.git();
        handle.execute(
                "insert into deployment (id, project, state, release_id, derived, module, maven_args, digest,"
                        + " git_commit, git_branch, git_message, git_dirty, rollback_of, created_at)"
                        + " values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
                row.id(),
                row.project(),
                row.state().json(),
                row.release(),
                row.options().derived(),
                row.options().module(),
                row.options().mavenArgs(),
                row.digest(),
                git == null ? null : git.commit(),
                git == null ? null : git.branch(),
                git == null ? null : git.message(),
                git != null && git.dirty(),
                row.rollbackOf(),
                Database.sql(row.createdAt()));
    }

    /**
     * Takes the oldest deployment of a lane whose project has none in work. A restart gets the release that serves now.
     */
    synchronized Optional<DeploymentRow> claim(Lane lane) {
        boolean built = lane == Lane.RELEASE;
        return jdbi.inTransaction(handle -> {
            Optional<DeploymentRow> next = handle.select("select * from deployment d where state = 'queued'"
                            + " and release_id is " + (built ? "not null" : "null")
                            + " and not exists (select 1 from deployment o where o.project = d.project and o.state in "
                            + StateLists.IN_WORK + ") order by seq fetch first 1 rows only")
                    .map(DeploymentStore::row)
                    .findOne();
            next.ifPresent(
                    row -> move(handle, row.id(), built ? DeploymentState.PROVISIONING : DeploymentState.BUILDING));
            return next.map(row -> built && !row.isRollback() ? withReleaseOfNow(handle, row) : row);
        });
    }

    /** While a restart waited, another version may have come to serve. */
    private static DeploymentRow withReleaseOfNow(Handle handle, DeploymentRow row) {
        handle.execute(
                "update deployment set (release_id, digest, module, maven_args, git_commit, git_branch, git_message,"
                        + " git_dirty) = (select c.release_id, c.digest, c.module, c.maven_args, c.git_commit,"
                        + " c.git_branch, c.git_message, c.git_dirty from project p join deployment c"
                        + " on c.id = p.current_deployment where p.name = ?) where id = ?",
                row.project(),
                row.id());
        return handle.select("select * from deployment where id = ?", row.id())
                .map(DeploymentStore::row)
                .one();
    }

    Optional<DeploymentRow> find(String project, String id) {
        return jdbi.withHandle(
                handle -> handle.select("select * from deployment where project = ? and id = ?", project, id)
                        .map(DeploymentStore::row)
                        .findOne());
    }

    /** Deployments of a project, newest first, older than {@code before}. */
    List<DeploymentRow> list(String project, long before, int limit) {
        return jdbi.withHandle(handle -> handle.select(
                        "select * from deployment where project = ? and seq < ? order by seq desc"
                                + " fetch first ? rows only",
                        project,
                        before,
                        limit)
                .map(DeploymentStore::row)
                .list());
    }

    /** Those that the last run of the control plane left in a state that cannot go on by itself. */
    List<DeploymentRow> inState(DeploymentState state) {
        return jdbi.withHandle(
                handle -> handle.select("select * from deployment where state = ? order by seq", state.json())
                        .map(DeploymentStore::row)
                        .list());
    }

    int queued() {
        return jdbi.withHandle(handle -> handle.select("select count(*) from deployment where state = 'queued'")
                .mapTo(Integer.class)
                .one());
    }

    /** The last one before the current that served, with another release than the current one's. */
    Optional<DeploymentRow> servedBefore(DeploymentRow current) {
        return jdbi.withHandle(handle -> handle.select(
                        "select * from deployment where project = ? and started_at is not null and seq < ?"
                                + " and release_id is not null and release_id <> ?"
                                + " order by seq desc fetch first 1 rows only",
                        current.project(),
                        current.seq(),
                        Objects.requireNonNullElse(current.release(), ""))
                .map(DeploymentStore::row)
                .findOne());
    }

    /** The deployment that serves a project now. */
    Optional<String> serving(String project) {
        return projects.find(project)
                .filter(row -> row.state() == ProjectState.RUNNING)
                .map(ProjectRow::current);
    }

    /** The releases of a project, the one that served last first. */
    List<String> releases(String project) {
        return jdbi.withHandle(handle -> handle.select(
                        "select release_id from deployment where project = ? and release_id is not null"
                                + " group by release_id order by max(seq) desc",
                        project)
                .mapTo(String.class)
                .list());
    }

    void move(String id, DeploymentState to) {
        jdbi.useTransaction(handle -> move(handle, id, to));
    }

    private static void move(Handle handle, String id, DeploymentState to) {
        DeploymentState from = handle.select("select state from deployment where id = ? for update", id)
                .mapTo(String.class)
                .findOne()
                .map(DeploymentStore::state)
                .orElse(null);
        if (from == null || from == to) {
            return;
        }
        if (!Lifecycle.allows(from, to)) {
            throw new IllegalStateException("deployment " + id + " cannot go from " + from + " to " + to);
        }
        handle.execute(
                "update deployment set state = ?, finished_at = ? where id = ?",
                to.json(),
                to.isFinal() ? Database.sql(Instant.now()) : null,
                id);
        if (to.isFinal()) {
            endStep(handle, id);
        }
        LOG.info("deployment {}: {} -> {}", id, from.json(), to.json());
    }

    void fail(String id, Failure failure) {
        jdbi.useTransaction(handle -> {
            String message = failure.message();
            handle.execute(
                    "update deployment set error_step = ?, error_message = ? where id = ?",
                    failure.step(),
                    message.substring(0, Math.min(message.length(), LONGEST_MESSAGE)),
                    id);
            move(handle, id, DeploymentState.FAILED);
        });
    }

    /** Where the sources come from, as is known by now. */
    void updateGit(String id, Git git) {
        jdbi.useHandle(handle -> handle.execute(
                "update deployment set git_commit = ?, git_branch = ?, git_message = ?, git_dirty = ? where id = ?",
                git.commit(),
                git.branch(),
                git.message(),
                git.dirty(),
                id));
    }

    /** The deployment has built a release. */
    void setRelease(String id) {
        jdbi.useHandle(handle -> handle.execute("update deployment set release_id = id where id = ?", id));
    }

    /** A release is no longer kept. */
    void clearRelease(String id) {
        jdbi.useHandle(handle -> handle.execute("update deployment set release_id = null where release_id = ?", id));
    }

    /** The switch, as the store sees it: one commit says who serves. Returns the row as it is now, release and all. */
    DeploymentRow serve(DeploymentRow next, @Nullable String previous) {
        return jdbi.inTransaction(handle -> {
            move(handle, next.id(), DeploymentState.RUNNING);
            endStep(handle, next.id());
            handle.execute("update deployment set started_at = ? where id = ?", Database.sql(Instant.now()), next.id());
            if (previous != null && isMovable(handle, previous, DeploymentState.DRAINING)) {
                move(handle, previous, DeploymentState.DRAINING);
            }
            projects.update(handle, next.project(), ProjectState.RUNNING, next.id());
            return handle.select("select * from deployment where id = ?", next.id())
                    .map(DeploymentStore::row)
                    .one();
        });
    }

    /** The deployment that served was given up, or stopped. */
    void end(String project, String id, DeploymentState to, ProjectState state) {
        jdbi.useTransaction(handle -> {
            move(handle, id, to);
            projects.update(handle, project, state, id);
        });
    }

    /** On request, by which nothing serves from here on: the way back, until its last requests are answered. */
    void stop(String project, String id) {
        jdbi.useTransaction(handle -> {
            move(handle, id, DeploymentState.DRAINING);
            projects.update(handle, project, ProjectState.STOPPED, id);
        });
    }

    private static boolean isMovable(Handle handle, String id, DeploymentState to) {
        return handle.select("select state from deployment where id = ?", id)
                .mapTo(String.class)
                .findOne()
                .filter(state -> Lifecycle.allows(state(state), to))
                .isPresent();
    }

    void beginStep(String id, String name) {
        jdbi.useTransaction(handle -> {
            endStep(handle, id);
            beginStep(handle, id, name);
        });
    }

    private static void beginStep(Handle handle, String id, String name) {
        handle.execute(
                "insert into deployment_step (deployment, position, name, started_at) values (?,"
                        + " (select count(*) from deployment_step where deployment = ?), ?, ?)",
                id,
                id,
                name,
                Database.sql(Instant.now()));
    }

    private static void endStep(Handle handle, String id) {
        handle.select("select position, started_at from deployment_step where deployment = ? and millis is null", id)
                .map((row, context) -> new OpenStep(
                        row.getInt("position"), Objects.requireNonNull(Database.instant(row, "started_at"))))
                .list()
                .forEach(step -> handle.execute(
                        "update deployment_step set millis = ? where deployment = ? and position = ?",
                        Math.max(
                                0,
                                Instant.now().toEpochMilli() - step.startedAt().toEpochMilli()),
                        id,
                        step.position()));
    }

    private record OpenStep(int position, Instant startedAt) {}

    List<Step> steps(String id) {
        return steps(List.of(id)).getOrDefault(id, List.of());
    }

    /** The steps of many deployments, by their ids. */
    Map<String, List<Step>> steps(List<String> ids) {
        if (ids.isEmpty()) {
            return Map.of();
        }
        return jdbi.withHandle(handle -> handle.createQuery(
                        "select * from deployment_step where deployment in (<ids>) order by deployment, position")
                .bindList("ids", ids)
                .reduceRows(new HashMap<>(), (steps, row) -> {
                    steps.computeIfAbsent(row.getColumn("deployment", String.class), id -> new ArrayList<>())
                            .add(new Step(
                                    row.getColumn("name", String.class),
                                    row.getColumn("started_at", Instant.class),
                                    row.getColumn("millis", Long.class)));
                    return steps;
                }));
    }

    /** Those of the projects whose newest deployment is not over. */
    Set<String> deploying(List<String> names) {
        if (names.isEmpty()) {
            return Set.of();
        }
        return jdbi.withHandle(handle -> handle.createQuery("select project from deployment where state not in "
                        + StateLists.FINAL + " and seq in (select max(seq) from deployment where project in (<names>)"
                        + " group by project)")
                .bindList("names", names)
                .mapTo(String.class)
                .set());
    }

    /** How many deployments are in each state; states that none is in are missing. */
    Map<String, Long> counts() {
        return jdbi.withHandle(
                handle -> handle.select("select state, count(*) as number from deployment group by state")
                        .reduceRows(new TreeMap<>(), (counts, row) -> {
                            counts.put(row.getColumn("state", String.class), row.getColumn("number", Long.class));
                            return counts;
                        }));
    }

    private static DeploymentState state(String json) {
        return DeploymentState.valueOf(json.toUpperCase(Locale.ROOT));
    }

    private static DeploymentRow row(ResultSet row, StatementContext context) throws SQLException {
        return new DeploymentRow(
                row.getLong("seq"),
                row.getString("id"),
                row.getString("project"),
                state(row.getString("state")),
                row.getString("release_id"),
                new Upload.Options(row.getBoolean("derived"), row.getString("module"), row.getString("maven_args")),
                row.getString("digest"),
                git(row),
                row.getString("rollback_of"),
                Objects.requireNonNull(Database.instant(row, "created_at")),
                Database.instant(row, "started_at"),
                Database.instant(row, "finished_at"),
                failure(row));
    }

    private static Deployment.@Nullable Git git(ResultSet row) throws SQLException {
        String commit = row.getString("git_commit");
        return commit == null
                ? null
                : new Git(
                        commit, row.getString("git_branch"), row.getString("git_message"), row.getBoolean("git_dirty"));
    }

    private static Deployment.@Nullable Failure failure(ResultSet row) throws SQLException {
        String step = row.getString("error_step");
        return step == null ? null : new Failure(step, row.getString("error_message"));
    }
}
