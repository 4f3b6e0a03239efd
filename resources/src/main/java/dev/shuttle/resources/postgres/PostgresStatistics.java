package dev.shuttle.resources.postgres;

import dev.shuttle.resources.ProvisioningException;
import dev.shuttle.resources.ResourceStatistics;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** How a project's database is used, as the server tells it in two seconds. Asked as the server's administrator. */
final class PostgresStatistics {
    /** {@code pg_stat_statements}, where the server has it. */
    static final String EXTENSION = "pg_stat_statements";

    /** The comment that names a request's trace, of the one that was counted first. */
    private static final String TRACE = "^/[*]traceparent=''[^'']*''[*]/[[:space:]]*";

    private static final int MILLIS = 2_000;

    private final PostgresUrl server;
    private final String database;
    private final String role;

    PostgresStatistics(PostgresUrl server, Map<String, String> draft) {
        this.server = server;
        this.database = PostgresShares.drafted(draft, PostgresShares.DATABASE);
        this.role = PostgresShares.drafted(draft, PostgresShares.USERNAME);
    }

    ResourceStatistics read() throws ProvisioningException {
        try (Connection connection = server.connect()) {
            connection.setNetworkTimeout(Runnable::run, MILLIS);
            return new ResourceStatistics(
                    number(connection, "SELECT pg_database_size(oid) FROM pg_database WHERE datname = ?", database),
                    null,
                    null,
                    connections(connection),
                    number(connection, "SELECT rolconnlimit FROM pg_roles WHERE rolname = ?", role),
                    statements(connection));
        } catch (SQLException e) {
            throw PostgresShares.failed("tell how the database " + database + " is used", server, e);
        }
    }

    private static long number(Connection connection, String sql, String parameter) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(sql)) {
            statement.setString(1, parameter);
            try (ResultSet row = statement.executeQuery()) {
                return row.next() ? row.getLong(1) : 0;
            }
        }
    }

    private List<ResourceStatistics.Connections> connections(Connection connection) throws SQLException {
        List<ResourceStatistics.Connections> states = new ArrayList<>();
        try (PreparedStatement statement =
                connection.prepareStatement("SELECT coalesce(state, 'unknown'), count(*) FROM pg_stat_activity"
                        + " WHERE datname = ? AND usename = ? GROUP BY 1 ORDER BY 2 DESC, 1")) {
            statement.setString(1, database);
            statement.setString(2, role);
            try (ResultSet row = statement.executeQuery()) {
                while (row.next()) {
                    states.add(new ResourceStatistics.Connections(row.getString(1), row.getLong(2)));
                }
            }
        }
        return states;
    }

    /** Null where they are not counted: the extension, or the library that counts, is not there. */
    private @Nullable List<ResourceStatistics.Statement> statements(Connection connection) throws SQLException {
        if (number(connection, "SELECT count(*) FROM pg_extension WHERE extname = ?", EXTENSION) == 0
                || number(connection, "SELECT count(*) FROM pg_settings WHERE name = ?", EXTENSION + ".max") == 0) {
            return null;
        }
        List<ResourceStatistics.Statement> statements = new ArrayList<>();
        try (PreparedStatement statement = connection.prepareStatement("SELECT left(regexp_replace(query, '" + TRACE
                + "', ''), 1000), calls, total_exec_time, mean_exec_time, rows FROM " + schema(connection)
                + ".pg_stat_statements s JOIN pg_database d ON d.oid = s.dbid JOIN pg_roles r ON r.oid = s.userid"
                + " WHERE d.datname = ? AND r.rolname = ? ORDER BY total_exec_time DESC LIMIT 10")) {
            statement.setString(1, database);
            statement.setString(2, role);
            try (ResultSet row = statement.executeQuery()) {
                while (row.next()) {
                    statements.add(new ResourceStatistics.Statement(
                            String.valueOf(row.getString(1)),
                            row.getLong(2),
                            hundredths(row.getDouble(3)),
                            hundredths(row.getDouble(4)),
                            row.getLong(5)));
                }
            }
        }
        return statements;
    }

    private static double hundredths(double millis) {
        return Math.round(millis * 100) / 100.0;
    }

    private static String schema(Connection connection) throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery("SELECT quote_ident(extnamespace::regnamespace::text)"
                        + " FROM pg_extension WHERE extname = '" + EXTENSION + "'")) {
            return row.next() ? row.getString(1) : "public";
        }
    }

    /** Where statements are counted, for all databases. Where they are not, nothing is missing but that. */
    static void begin(Connection superuser) throws SQLException {
        if (number(superuser, "SELECT count(*) FROM pg_settings WHERE name = ?", EXTENSION + ".max") > 0) {
            try (Statement statement = superuser.createStatement()) {
                statement.execute("CREATE EXTENSION IF NOT EXISTS " + EXTENSION + " SCHEMA public");
            }
        }
    }
}
