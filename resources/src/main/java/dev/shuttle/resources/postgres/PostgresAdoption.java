package dev.shuttle.resources.postgres;

import dev.shuttle.resources.ProvisioningException;
import dev.shuttle.resources.Share;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.postgresql.PGConnection;

/**
 * Takes from the copy of a server what belongs to other projects. The databases that are kept are not touched: their objects,
 * owners and grants are what they were. Can be repeated.
 */
final class PostgresAdoption {
    /** The checkpoint of the first drop writes what the recovery has changed. */
    private static final int LONGEST_MILLIS = (int) TimeUnit.MINUTES.toMillis(10);

    private final PostgresUrl superuser;
    private final PostgresShares shares;
    private final String project;
    private final Map<String, Map<String, String>> kept;

    /** Of a server that is the project's, with these drafts of its databases, by name. */
    PostgresAdoption(
            PostgresUrl superuser, PostgresShares shares, String project, Map<String, Map<String, String>> kept) {
        this.superuser = superuser;
        this.shares = shares;
        this.project = project;
        this.kept = Map.copyOf(kept);
    }

    /** The superuser has that password from here on. */
    void make(String password) throws ProvisioningException {
        try (Connection connection = superuser.connect();
                Statement statement = connection.createStatement()) {
            connection.setNetworkTimeout(Runnable::run, LONGEST_MILLIS);
            for (Map.Entry<String, Map<String, String>> each : kept.entrySet()) {
                assign(connection, each.getKey(), each.getValue());
            }
            dropDatabases(statement);
            dropRoles(statement);
            connection
                    .unwrap(PGConnection.class)
                    .alterUserPassword(PostgresData.SUPERUSER, password.toCharArray(), "scram-sha-256");
            statement.execute("CHECKPOINT"); // so that the server's end takes no time
        } catch (SQLException e) {
            throw PostgresShares.failed("take the databases of " + project + " out of the backup", superuser, e);
        }
    }

    private void assign(Connection connection, String name, Map<String, String> draft)
            throws SQLException, ProvisioningException {
        String database = PostgresShares.drafted(draft, PostgresShares.DATABASE);
        String role = PostgresShares.drafted(draft, PostgresShares.USERNAME);
        if (!PostgresShares.owner(connection, database).orElse("").equals(role)) {
            throw new ProvisioningException(
                    "The backup's PostgreSQL has no database " + database + " that belongs to the role " + role
                            + ", though its store says so: " + project + " was being changed when it was made. Use"
                            + " an earlier or a later backup.");
        }
        shares.assign(connection, role, new Share(project, name));
    }

    private void dropDatabases(Statement statement) throws SQLException {
        Set<String> ours = values(PostgresShares.DATABASE);
        for (String database :
                texts(statement, "SELECT datname FROM pg_database WHERE NOT datistemplate AND datname <> 'postgres'")) {
            if (!ours.contains(database)) {
                statement.execute("DROP DATABASE " + PostgresShares.quoted(database) + " WITH (FORCE)");
            }
        }
    }

    /** One that objects or grants of a kept database name stays, and cannot log in: without it they would be other ones. */
    private void dropRoles(Statement statement) throws SQLException {
        Set<String> ours = values(PostgresShares.USERNAME);
        for (String role : texts(
                statement,
                "SELECT rolname FROM pg_roles WHERE rolname !~ '^pg_' AND rolname <> '" + PostgresData.SUPERUSER
                        + "'")) {
            if (ours.contains(role)) {
                continue;
            }
            String quoted = PostgresShares.quoted(role);
            boolean named = !texts(
                            statement,
                            "SELECT 1::text FROM pg_shdepend d JOIN pg_roles r ON r.oid = d.refobjid WHERE d.refclassid ="
                                    + " 'pg_authid'::regclass AND d.dbid <> 0 AND r.rolname = '"
                                    + role.replace("'", "''") + "' LIMIT 1")
                    .isEmpty();
            statement.execute(named ? "ALTER ROLE " + quoted + " NOLOGIN PASSWORD NULL" : "DROP ROLE " + quoted);
        }
    }

    private Set<String> values(String key) {
        return kept.values().stream()
                .map(draft -> PostgresShares.drafted(draft, key))
                .collect(Collectors.toSet());
    }

    private static List<String> texts(Statement statement, String sql) throws SQLException {
        List<String> texts = new ArrayList<>();
        try (ResultSet rows = statement.executeQuery(sql)) {
            while (rows.next()) {
                texts.add(rows.getString(1));
            }
        }
        return texts;
    }
}
