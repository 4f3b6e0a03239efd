package dev.shuttle.controlplane.project;

import dev.shuttle.controlplane.database.Database;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.jdbi.v3.core.Jdbi;
import org.jdbi.v3.core.statement.StatementContext;

/** The host names that users have added to their projects; they go with the project. Thread-safe. */
public final class DomainStore {
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
                .map(DomainStore::row)
                .findOne());
    }

    /**
     * All of them.
     *
     * @return by host name
     */
    public List<Row> all() {
        return jdbi.withHandle(handle -> handle.select("select * from domain order by host")
                .map(DomainStore::row)
                .list());
    }

    /**
     * Those of a project.
     *
     * @param project its name
     * @return by host name
     */
    public List<Row> of(String project) {
        return jdbi.withHandle(handle -> handle.select("select * from domain where project = ? order by host", project)
                .map(DomainStore::row)
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
                Database.sql(row.createdAt())));
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

    private static Row row(ResultSet row, StatementContext context) throws SQLException {
        return new Row(
                row.getString("host"),
                row.getString("project"),
                Objects.requireNonNull(Database.instant(row, "created_at")));
    }
}
