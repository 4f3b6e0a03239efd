package dev.shuttle.controlplane.project;

import dev.shuttle.controlplane.database.Database;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jdbi.v3.core.Jdbi;
import org.jdbi.v3.core.mapper.RowMapper;
import org.jdbi.v3.core.mapper.reflect.ConstructorMapper;

/** The host names that users have added to their projects; they go with the project. Thread-safe. */
public final class DomainStore {
    private static final RowMapper<Row> ROWS = ConstructorMapper.of(Row.class);

    private final Jdbi jdbi;

    public DomainStore(Database database) {
        this.jdbi = database.jdbi();
    }

    /**
     * A host name and whose it is.
     *
     * @param host in lower case
     * @param project the project
     * @param createdAt when it was added
     */
    public record Row(String host, String project, Instant createdAt) {}

    /**
     * One host name.
     *
     * @param host in lower case
     * @return empty if it has no project
     */
    public Optional<Row> find(String host) {
        return jdbi.withHandle(handle -> handle.select("select * from domain where host = ?", host)
                .map(ROWS)
                .findOne());
    }

    /**
     * All of them.
     *
     * @return by host name
     */
    public List<Row> all() {
        return jdbi.withHandle(handle ->
                handle.select("select * from domain order by host").map(ROWS).list());
    }

    /**
     * Those of a project.
     *
     * @param project its name
     * @return by host name
     */
    public List<Row> of(String project) {
        return jdbi.withHandle(handle -> handle.select("select * from domain where project = ? order by host", project)
                .map(ROWS)
                .list());
    }

    /**
     * Adds one that has no project.
     *
     * @param row to add
     */
    public void add(Row row) {
        jdbi.useHandle(handle -> handle.execute(
                "insert into domain (host, project, created_at) values (?, ?, ?)",
                row.host(),
                row.project(),
                row.createdAt()));
    }

    /**
     * Takes one away.
     *
     * @param project whose it is
     * @param host in lower case
     * @return whether the project had it
     */
    public boolean remove(String project, String host) {
        return jdbi.withHandle(
                        handle -> handle.execute("delete from domain where project = ? and host = ?", project, host))
                > 0;
    }
}
