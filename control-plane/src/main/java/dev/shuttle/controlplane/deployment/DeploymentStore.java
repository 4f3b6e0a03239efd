package dev.shuttle.controlplane.deployment;

import dev.shuttle.controlplane.database.Database;
import dev.shuttle.controlplane.database.StateLists;
import dev.shuttle.controlplane.project.ProjectRow;
import dev.shuttle.controlplane.project.ProjectStore;
import dev.shuttle.controlplane.resource.EnvironmentStore;
import dev.shuttle.controlplane.webhook.NoticeStore;
import dev.shuttle.protocol.Deployment.Failure;
import dev.shuttle.protocol.Deployment.Git;
import dev.shuttle.protocol.DeploymentState;
import dev.shuttle.protocol.ProjectState;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.HandleConsumer;
import org.jdbi.v3.core.Jdbi;
import org.jdbi.v3.core.mapper.RowMapper;
import org.jdbi.v3.core.mapper.reflect.ConstructorMapper;
import org.jdbi.v3.core.statement.EmptyHandling;
import org.jspecify.annotations.Nullable;

/**
 * The table of deployments; {@link #queue} and {@link #steps} are views of it for one purpose each. Users are told of what
 * it is told, by the same commit. Thread-safe.
 */
final class DeploymentStore {
    static final RowMapper<DeploymentColumns> COLUMNS = ConstructorMapper.of(DeploymentColumns.class);

    private static final int LONGEST_MESSAGE = 10_000;

    private final Jdbi jdbi;
    private final ProjectStore projects;
    private final QueueStore queue;
    private final StepStore steps;
    private final NoticeStore notices;

    DeploymentStore(Database database, ProjectStore projects, NoticeStore notices) {
        this.jdbi = database.jdbi();
        this.projects = projects;
        this.notices = notices;
        this.queue = new QueueStore(jdbi);
        this.steps = new StepStore(jdbi);
    }

    QueueStore queue() {
        return queue;
    }

    StepStore steps() {
        return steps;
    }

    static void insert(Handle handle, DeploymentRow row) {
        Git git = row.git();
        handle.execute(
                "insert into deployment (id, project, state, release_id, derived, module, maven_args, main_class, arguments, java, digest,"
                        + " git_commit, git_branch, git_message, git_dirty, rollback_of, created_at)"
                        + " values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
                row.id(),
                row.project(),
                row.state().json(),
                row.release(),
                row.options().derived(),
                row.options().module(),
                row.options().mavenArgs(),
                row.options().main(),
                row.options().args(),
                row.options().java(),
                row.digest(),
                git == null ? null : git.commit(),
                git == null ? null : git.branch(),
                git == null ? null : git.message(),
                git != null && git.dirty(),
                row.rollbackOf(),
                row.createdAt());
    }

    Optional<DeploymentRow> find(String project, String id) {
        return jdbi.withHandle(
                handle -> handle.select("select * from deployment where project = ? and id = ?", project, id)
                        .map(COLUMNS)
                        .map(DeploymentColumns::row)
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
                .map(COLUMNS)
                .map(DeploymentColumns::row)
                .list());
    }

    /** The newest of each of these projects, and beside them those with these ids. */
    List<DeploymentRow> newestAnd(Collection<String> projects, Collection<String> ids) {
        return jdbi.withHandle(handle -> handle.createQuery(
                        "select * from deployment where id in (<ids>) or seq in (select max(seq) from deployment"
                                + " where project in (<projects>) group by project)")
                .bindList(EmptyHandling.NULL_KEYWORD, "ids", List.copyOf(ids))
                .bindList(EmptyHandling.NULL_KEYWORD, "projects", List.copyOf(projects))
                .map(COLUMNS)
                .map(DeploymentColumns::row)
                .list());
    }

    /** Those that the last run of the control plane left in a state that cannot go on by itself. */
    List<DeploymentRow> inState(DeploymentState state) {
        return jdbi.withHandle(
                handle -> handle.select("select * from deployment where state = ? order by seq", state.json())
                        .map(COLUMNS)
                        .map(DeploymentColumns::row)
                        .list());
    }

    /** The last one before the current that served and did not end at once, with another release than the current's. */
    Optional<DeploymentRow> servedBefore(DeploymentRow current) {
        return jdbi.withHandle(handle -> handle.select(
                        "select * from deployment where project = ? and started_at is not null and seq < ?"
                                + " and release_id is not null and release_id <> ?"
                                // One that was given up later had served.
                                + " and (error_step is null or error_step = 'start')"
                                + " order by seq desc fetch first 1 rows only",
                        current.project(),
                        current.seq(),
                        Objects.requireNonNullElse(current.release(), ""))
                .map(COLUMNS)
                .map(DeploymentColumns::row)
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
        jdbi.useTransaction(handle -> StateStore.move(handle, id, to));
    }

    void fail(String id, Failure failure) {
        noted(handle -> fail(handle, id, failure, DeploymentState.FAILED));
    }

    private void fail(Handle handle, String id, Failure failure, DeploymentState to) {
        String message = failure.message();
        handle.execute(
                "update deployment set error_step = ?, error_message = ? where id = ?",
                failure.step(),
                message.substring(0, Math.min(message.length(), LONGEST_MESSAGE)),
                id);
        StateStore.move(handle, id, to);
        row(handle, id).ifPresent(row -> notices.failed(handle, row.project(), id, row.git(), to, failure));
    }

    private static Optional<DeploymentRow> row(Handle handle, String id) {
        return handle.select("select * from deployment where id = ?", id)
                .map(COLUMNS)
                .map(DeploymentColumns::row)
                .findOne();
    }

    private void noted(HandleConsumer<RuntimeException> change) {
        jdbi.useTransaction(change);
        notices.committed();
    }

    /** It served, and ended by itself; it is started again. {@code reason} is masked. */
    void restartAfterCrash(DeploymentRow row, String reason) {
        noted(handle -> {
            StateStore.move(handle, row.id(), DeploymentState.RESTARTING);
            crashed(handle, row, DeploymentState.RESTARTING, reason);
        });
    }

    /** It serves, as it did before. */
    void resume(DeploymentRow row) {
        noted(handle -> {
            StateStore.move(handle, row.id(), DeploymentState.RUNNING);
            notices.recovered(handle, row.project(), row.id(), row.git(), row.id());
        });
    }

    /** It ended too often, and is not started again. {@code reason} is masked. */
    void giveUp(DeploymentRow row, String reason) {
        noted(handle -> {
            fail(handle, row.id(), new Failure("start", reason), DeploymentState.CRASHED);
            projects.update(handle, row.project(), ProjectState.CRASHED, row.id());
            crashed(handle, row, DeploymentState.CRASHED, reason);
        });
    }

    private void crashed(Handle handle, DeploymentRow row, DeploymentState state, String reason) {
        notices.failed(handle, row.project(), row.id(), row.git(), state, new Failure("run", reason));
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

    /**
     * The switch, as the store sees it: one commit says who serves, and that the variables of a rollback are the
     * project's. Returns the row as it is now, release and all.
     */
    DeploymentRow serve(DeploymentRow next, @Nullable String previous) {
        DeploymentRow serving = jdbi.inTransaction(handle -> {
            StateStore.move(handle, next.id(), DeploymentState.RUNNING);
            StepStore.endStep(handle, next.id());
            handle.execute("update deployment set started_at = ? where id = ?", Instant.now(), next.id());
            if (previous != null && StateStore.isMovable(handle, previous, DeploymentState.DRAINING)) {
                StateStore.move(handle, previous, DeploymentState.DRAINING);
            }
            projects.update(handle, next.project(), ProjectState.RUNNING, next.id());
            if (next.isRollback()) {
                EnvironmentStore.restore(handle, next.project(), next.id(), next.createdAt());
            }
            DeploymentRow row = row(handle, next.id()).orElseThrow();
            notices.deployed(handle, row.project(), row.id(), row.git());
            return row;
        });
        notices.committed();
        return serving;
    }

    /** The way back of {@link #serve}: the one that came to serve has ended, and the one before, which drained, serves. */
    void serveAgain(DeploymentRow before, String gone, Failure failure) {
        noted(handle -> {
            StateStore.move(handle, before.id(), DeploymentState.RUNNING);
            handle.select("select created_at from deployment where id = ? and rollback_of is not null", gone)
                    .mapTo(Instant.class)
                    .findOne()
                    .ifPresent(since -> EnvironmentStore.restore(handle, before.project(), before.id(), since));
            fail(handle, gone, failure, DeploymentState.CRASHED);
            projects.update(handle, before.project(), ProjectState.RUNNING, before.id());
            notices.recovered(handle, before.project(), before.id(), before.git(), gone);
        });
    }

    /** On request, by which nothing serves from here on: the way back, until its last requests are answered. */
    void stop(String project, String id) {
        jdbi.useTransaction(handle -> {
            StateStore.move(handle, id, DeploymentState.DRAINING);
            projects.update(handle, project, ProjectState.STOPPED, id);
        });
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
}
