package dev.shuttle.controlplane.project;

import dev.shuttle.controlplane.database.Database;
import dev.shuttle.protocol.ProjectState;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.Jdbi;
import org.jdbi.v3.core.mapper.RowMapper;
import org.jdbi.v3.core.mapper.reflect.ConstructorMapper;
import org.jspecify.annotations.Nullable;

/** The table of projects. Thread-safe. */
public final class ProjectStore {
    private static final String SELECT =
            "select name, state, current_deployment as \"current\", created_at from project";
    private static final RowMapper<ProjectRow> ROWS = ConstructorMapper.of(ProjectRow.class);

    private final Jdbi jdbi;

    public ProjectStore(Database database) {
        this.jdbi = database.jdbi();
    }

    /**
     * Makes a project where there is none of that name.
     *
     * @param name a valid name
     * @return whether it was made
     */
    public synchronized boolean create(String name) {
        return jdbi.inTransaction(handle -> {
            boolean missing = find(handle, name).isEmpty();
            if (missing) {
                handle.execute(
                        "insert into project (name, state, created_at) values (?, 'new', ?)", name, Instant.now());
            }
            return missing;
        });
    }

    public Optional<ProjectRow> find(String name) {
        return jdbi.withHandle(handle -> find(handle, name));
    }

    private static Optional<ProjectRow> find(Handle handle, String name) {
        return handle.select(SELECT + " where name = ?", name).map(ROWS).findOne();
    }

    /**
     * A part of the projects, by name.
     *
     * @param after names behind this one; empty for the first
     * @param limit how many at most
     * @return the rows
     */
    public List<ProjectRow> list(String after, int limit) {
        return jdbi.withHandle(
                handle -> handle.select(SELECT + " where name > ? order by name fetch first ? rows only", after, limit)
                        .map(ROWS)
                        .list());
    }

    /** As {@link #list(String, int)}, of these projects only. */
    public List<ProjectRow> list(List<String> names, String after, int limit) {
        return jdbi.withHandle(handle -> handle.createQuery(SELECT
                        + " where name in (<names>) and name > :after order by name fetch first :limit rows only")
                .bindList("names", names)
                .bind("after", after)
                .bind("limit", limit)
                .map(ROWS)
                .list());
    }

    /** How many projects are in each state; states that none is in are missing. */
    public Map<String, Long> counts() {
        return jdbi.withHandle(handle -> handle.select("select state, count(*) as number from project group by state")
                .reduceRows(new TreeMap<>(), (counts, row) -> {
                    counts.put(row.getColumn("state", String.class), row.getColumn("number", Long.class));
                    return counts;
                }));
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
}
