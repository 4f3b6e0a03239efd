package dev.shuttle.controlplane.project;

import dev.shuttle.controlplane.database.Database;
import dev.shuttle.protocol.ProjectState;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Optional;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.Jdbi;
import org.jdbi.v3.core.statement.StatementContext;
import org.jspecify.annotations.Nullable;

/** The table of projects. Thread-safe. */
public final class ProjectStore {
    private final Jdbi jdbi;

    public ProjectStore(Database database) {
        this.jdbi = database.jdbi();
    }

    /**
     * Makes a project where there is none of that name.
     *
     * @param name a valid name
     */
    public synchronized void create(String name) {
        jdbi.useTransaction(handle -> {
            if (find(handle, name).isEmpty()) {
                handle.execute(
                        "insert into project (name, state, created_at) values (?, 'new', ?)",
                        name,
                        Database.sql(Instant.now()));
            }
        });
    }

    public Optional<ProjectRow> find(String name) {
        return jdbi.withHandle(handle -> find(handle, name));
    }

    private static Optional<ProjectRow> find(Handle handle, String name) {
        return handle.select("select * from project where name = ?", name)
                .map(ProjectStore::row)
                .findOne();
    }

    /**
     * A part of the projects, by name.
     *
     * @param after names behind this one; empty for the first
     * @param limit how many at most
     * @return the rows
     */
    public List<ProjectRow> list(String after, int limit) {
        return jdbi.withHandle(handle -> handle.select(
                        "select * from project where name > ? order by name fetch first ? rows only", after, limit)
                .map(ProjectStore::row)
                .list());
    }

    /**
     * Sets how a project is, as part of a larger change.
     *
     * @param handle the transaction
     * @param name the project
     * @param state its new state
     * @param current the deployment that serves, or would
     */
    public void update(Handle handle, String name, ProjectState state, @Nullable String current) {
        handle.execute(
                "update project set state = ?, current_deployment = ? where name = ?", state.json(), current, name);
    }

    /**
     * Forgets a project and all its deployments.
     *
     * @param name the project; with its data it need not exist any more
     * @param withData whether its secrets go in the same commit, and it is noted that its data are to be destroyed
     */
    public void delete(String name, boolean withData) {
        jdbi.useTransaction(handle -> {
            handle.execute("delete from project where name = ?", name);
            if (withData) {
                handle.execute("delete from secret where project = ?", name);
                handle.execute("delete from doomed where project = ?", name);
                handle.execute("insert into doomed (project) values (?)", name);
            }
        });
    }

    /**
     * The projects that are gone and whose data are to be destroyed.
     *
     * @return their names
     */
    public List<String> doomed() {
        return jdbi.withHandle(handle -> handle.select("select project from doomed order by project")
                .mapTo(String.class)
                .list());
    }

    /**
     * The data of a project are destroyed, or left for a later request.
     *
     * @param name the project
     */
    public void undoom(String name) {
        jdbi.useHandle(handle -> handle.execute("delete from doomed where project = ?", name));
    }

    private static ProjectRow row(ResultSet row, StatementContext context) throws SQLException {
        return new ProjectRow(
                row.getString("name"),
                ProjectState.valueOf(row.getString("state").toUpperCase(Locale.ROOT)),
                row.getString("current_deployment"),
                Objects.requireNonNull(Database.instant(row, "created_at")));
    }
}
