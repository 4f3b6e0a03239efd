package dev.shuttle.resources.postgres;

import dev.shuttle.resources.ProvisioningException;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * How large a project's database is, and its being held at that. Held means that transactions of new sessions are read-only,
 * unless the session itself says otherwise: so a service goes on reading, and a person can delete. It is a setting of the role
 * in its database, beside the time since when it holds, which tells our setting from one that the role has made.
 */
final class PostgresSize {
    private static final String SINCE = "shuttle.read_only_since";

    private final PostgresUrl server;
    private final String database;
    private final String role;

    PostgresSize(PostgresUrl server, Map<String, String> draft) {
        this.server = server;
        this.database = PostgresShares.drafted(draft, PostgresShares.DATABASE);
        this.role = PostgresShares.drafted(draft, PostgresShares.USERNAME);
    }

    /** Empty if there is no such database. */
    OptionalLong bytes() throws ProvisioningException {
        try (Connection connection = server.connect()) {
            Optional<String> size =
                    text(connection, "SELECT pg_database_size(oid)::text FROM pg_database WHERE datname = ?", database);
            return size.isEmpty() ? OptionalLong.empty() : OptionalLong.of(Long.parseLong(size.get()));
        } catch (SQLException e) {
            throw PostgresShares.failed("tell the size of the database " + database, server, e);
        }
    }

    /** Returns whether it is held now. */
    boolean readOnly(boolean wanted) throws ProvisioningException {
        try (Connection connection = server.connect();
                Statement statement = connection.createStatement()) {
            if (text(connection, "SELECT datname FROM pg_database WHERE datname = ?", database)
                    .isEmpty()) {
                return false;
            }
            Optional<String> since = since(connection);
            if (wanted) {
                if (since.isEmpty()) {
                    set(statement, " SET " + SINCE + " = '" + now(connection) + "'");
                }
                set(statement, " SET default_transaction_read_only = on"); // the role may have taken it back
                endIdle(connection, since(connection));
            } else if (since.isPresent()) {
                set(statement, " RESET default_transaction_read_only");
                endIdle(connection, Optional.of(now(connection)));
                set(statement, " RESET " + SINCE); // last: a crash before it repeats the rest
            }
            return wanted;
        } catch (SQLException e) {
            throw PostgresShares.failed(
                    (wanted ? "hold the database " : "give back writing in the database ") + database, server, e);
        }
    }

    private void set(Statement statement, String setting) throws SQLException {
        statement.execute("ALTER ROLE " + PostgresShares.quoted(role) + " IN DATABASE "
                + PostgresShares.quoted(database) + setting);
    }

    /** A session has the settings of its beginning; a pool replaces one that was idle without a failure. */
    private void endIdle(Connection connection, Optional<String> before) throws SQLException {
        try (PreparedStatement statement =
                connection.prepareStatement("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE usename = ?"
                        + " AND datname = ? AND state = 'idle' AND backend_start < ?::timestamptz")) {
            statement.setString(1, role);
            statement.setString(2, database);
            statement.setString(3, before.orElse("-infinity"));
            statement.execute();
        }
    }

    private Optional<String> since(Connection connection) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(
                "SELECT split_part(setting, '=', 2) FROM pg_db_role_setting s JOIN pg_roles r ON r.oid = s.setrole"
                        + " JOIN pg_database d ON d.oid = s.setdatabase, unnest(s.setconfig) setting"
                        + " WHERE r.rolname = ? AND d.datname = ? AND setting LIKE '" + SINCE + "=%'")) {
            statement.setString(1, role);
            statement.setString(2, database);
            return first(statement);
        }
    }

    private static String now(Connection connection) throws SQLException {
        return text(
                        connection,
                        "SELECT to_char(clock_timestamp() AT TIME ZONE 'UTC', ?)",
                        "YYYY-MM-DD HH24:MI:SS.US+00")
                .orElseThrow();
    }

    private static Optional<String> text(Connection connection, String sql, String parameter) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(sql)) {
            statement.setString(1, parameter);
            return first(statement);
        }
    }

    private static Optional<String> first(PreparedStatement statement) throws SQLException {
        try (ResultSet rows = statement.executeQuery()) {
            return rows.next() ? Optional.of(rows.getString(1)) : Optional.empty();
        }
    }
}
