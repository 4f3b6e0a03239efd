package dev.shuttle.resources.postgres;

import dev.shuttle.resources.ProvisioningException;
import dev.shuttle.resources.RandomPassword;
import dev.shuttle.resources.Share;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.postgresql.PGConnection;

/**
 * A project's share of a PostgreSQL server: a database, and a role that owns it and has no right beyond it. The role's
 * comment says whose it is. Every statement can be repeated, so that a crash between two of them does no harm.
 */
final class PostgresShares {
    static final String DATABASE = "database";
    static final String USERNAME = "username";
    private static final String PASSWORD = "password";
    private static final String DUPLICATE_DATABASE = "42P04";

    /** Two pools of thirty, of a version that serves and one that starts, and a few for tools. */
    private static final int CONNECTION_LIMIT = 65;

    private final String installation;

    /**
     * Of one installation of Shuttle.
     *
     * @param installation stands in the comment; shares of another are refused
     */
    PostgresShares(String installation) {
        this.installation = installation;
    }

    static Map<String, String> draft(Share share) {
        return Map.of(DATABASE, share.identifier(), USERNAME, share.identifier(), PASSWORD, RandomPassword.next());
    }

    Map<String, String> ensure(PostgresUrl server, Share share, Map<String, String> draft)
            throws ProvisioningException {
        String role = drafted(draft, USERNAME);
        String database = drafted(draft, DATABASE);
        try (Connection connection = server.connect()) {
            ensureRole(connection, share, role, drafted(draft, PASSWORD));
            ensureDatabase(connection, database, role);
        } catch (SQLException e) {
            throw failed("make the database " + database + " of " + share, server, e);
        }
        Map<String, String> output = new LinkedHashMap<>(draft);
        output.put("host", server.host());
        output.put("port", Integer.toString(server.port()));
        output.put("parameters", server.query());
        return output;
    }

    /** Role, comment and password at once or not at all: a role without the comment is not ours. */
    private void ensureRole(Connection connection, Share share, String role, String password)
            throws SQLException, ProvisioningException {
        connection.setAutoCommit(false);
        try (Statement statement = connection.createStatement()) {
            Optional<String> comment = roleComment(connection, role);
            if (comment.isEmpty()) {
                statement.execute("CREATE ROLE " + quoted(role));
                statement.execute("COMMENT ON ROLE " + quoted(role) + " IS " + literal(mark(share)));
            } else if (!comment.get().equals(mark(share))) {
                throw new ProvisioningException("The role " + role + " exists and was not created for " + share
                        + " by this Shuttle. Nothing was changed. Rename or drop it (ALTER ROLE " + quoted(role)
                        + " RENAME TO …), or rename the project.");
            }
            // A role can change only its own password; the rest is repeated for good measure.
            statement.execute("ALTER ROLE " + quoted(role) + " LOGIN NOCREATEDB NOCREATEROLE CONNECTION LIMIT "
                    + CONNECTION_LIMIT);
            connection.unwrap(PGConnection.class).alterUserPassword(role, password.toCharArray(), "scram-sha-256");
            connection.commit();
        } finally {
            connection.rollback();
            connection.setAutoCommit(true);
        }
    }

    private void ensureDatabase(Connection connection, String database, String role)
            throws SQLException, ProvisioningException {
        try (Statement statement = connection.createStatement()) {
            beMemberOf(connection, role);
            Optional<String> owner = owner(connection, database);
            if (owner.isEmpty()) {
                create(statement, database, role);
                owner = owner(connection, database);
            }
            if (!owner.orElse("").equals(role)) {
                throw new ProvisioningException("The database " + database + " exists and belongs to "
                        + owner.orElse("no role") + ", not to the role " + role
                        + ". Nothing was changed in it. Rename it (ALTER DATABASE " + quoted(database)
                        + " RENAME TO …), or rename the project.");
            }
            statement.execute("REVOKE ALL ON DATABASE " + quoted(database) + " FROM PUBLIC");
        }
    }

    private static void create(Statement statement, String database, String role) throws SQLException {
        try {
            statement.execute("CREATE DATABASE " + quoted(database) + " OWNER " + quoted(role)
                    + " ENCODING 'UTF8' TEMPLATE template0");
        } catch (SQLException e) {
            if (!DUPLICATE_DATABASE.equals(e.getSQLState())) { // somebody was faster; whose it is, is looked at next
                throw e;
            }
        }
    }

    /** An administrator that is no superuser gives a database only to a role that it is a member of. */
    private static void beMemberOf(Connection connection, String role) throws SQLException {
        if (!query(connection, "SELECT pg_has_role(current_user, ?, 'USAGE')::text", role)
                .orElse("")
                .equals("true")) {
            try (Statement statement = connection.createStatement()) {
                statement.execute("GRANT " + quoted(role) + " TO CURRENT_USER");
            }
        }
    }

    void destroy(PostgresUrl server, Share share, Map<String, String> draft) throws ProvisioningException {
        String role = drafted(draft, USERNAME);
        String database = drafted(draft, DATABASE);
        try (Connection connection = server.connect();
                Statement statement = connection.createStatement()) {
            if (roleComment(connection, role).orElse("").equals(mark(share))) {
                beMemberOf(connection, role);
                if (owner(connection, database).orElse("").equals(role)) {
                    for (String each : new String[] {PostgresDatabaseCopy.unfinished(database), database}) {
                        statement.execute("DROP DATABASE IF EXISTS " + quoted(each) + " WITH (FORCE)");
                    }
                }
                statement.execute("DROP ROLE IF EXISTS " + quoted(role));
            }
        } catch (SQLException e) {
            throw failed("drop the database " + database + " of " + share, server, e);
        }
    }

    void copy(PostgresUrl server, Map<String, String> source, Map<String, String> target)
            throws ProvisioningException, InterruptedException {
        String database = drafted(source, DATABASE);
        try {
            new PostgresDatabaseCopy(
                            server,
                            database,
                            drafted(source, USERNAME),
                            drafted(target, DATABASE),
                            drafted(target, USERNAME))
                    .make();
        } catch (SQLException e) {
            throw failed("copy the database " + database, server, e);
        }
    }

    boolean isEmpty(PostgresUrl server, Map<String, String> draft) throws ProvisioningException {
        String database = drafted(draft, DATABASE);
        try {
            return PostgresDatabaseCopy.isEmpty(server, database);
        } catch (SQLException e) {
            throw failed("look into the database " + database, server, e);
        }
    }

    /** How many connections the role has, of how many. */
    Optional<String> usage(PostgresUrl server, Map<String, String> draft) {
        String role = drafted(draft, USERNAME);
        try (Connection connection = server.connect()) {
            return query(
                            connection,
                            "SELECT count(a.pid) || ' of the ' || r.rolconnlimit FROM pg_roles r LEFT JOIN pg_stat_activity a"
                                    + " ON a.usesysid = r.oid WHERE r.rolname = ? GROUP BY r.rolconnlimit",
                            role)
                    .map(numbers -> numbers + " connections that the role " + role + " may have open");
        } catch (SQLException e) {
            return Optional.empty(); // the failure that it would explain is told without
        }
    }

    /** Whether there is a database but those that each server has. */
    static boolean hasDatabases(PostgresUrl server) throws ProvisioningException {
        try (Connection connection = server.connect()) {
            return query(
                            connection,
                            "SELECT datname FROM pg_database WHERE NOT datistemplate AND datname <> ? LIMIT 1",
                            "postgres")
                    .isPresent();
        } catch (SQLException e) {
            throw failed("list the databases", server, e);
        }
    }

    /** Says of a role that it is a share's, whatever it was before. */
    void assign(Connection connection, String role, Share share) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.execute("COMMENT ON ROLE " + quoted(role) + " IS " + literal(mark(share)));
        }
    }

    private String mark(Share share) {
        return "shuttle " + installation + " " + share;
    }

    /** Empty if there is no such role; an empty text if it has no comment. */
    private static Optional<String> roleComment(Connection connection, String role) throws SQLException {
        return query(
                connection,
                "SELECT coalesce(shobj_description(oid, 'pg_authid'), '') FROM pg_roles WHERE rolname = ?",
                role);
    }

    static Optional<String> owner(Connection connection, String database) throws SQLException {
        return query(connection, "SELECT pg_get_userbyid(datdba) FROM pg_database WHERE datname = ?", database);
    }

    private static Optional<String> query(Connection connection, String sql, String parameter) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(sql)) {
            statement.setString(1, parameter);
            try (ResultSet rows = statement.executeQuery()) {
                return rows.next() ? Optional.of(rows.getString(1)) : Optional.empty();
            }
        }
    }

    static String drafted(Map<String, String> draft, String key) {
        String value = draft.get(key);
        if (value == null) {
            throw new IllegalArgumentException("The draft has no " + key);
        }
        return value;
    }

    static String quoted(String identifier) {
        return '"' + identifier.replace("\"", "\"\"") + '"';
    }

    private static String literal(String text) {
        return "'" + text.replace("'", "''") + "'";
    }

    static ProvisioningException failed(String what, PostgresUrl server, SQLException e) {
        String state = String.valueOf(e.getSQLState());
        String next = state.startsWith("08")
                ? "Is it up, and can it be reached from here?"
                : state.startsWith("28")
                        ? "Are user and password right?"
                        : state.equals("42501")
                                ? "The user needs CREATEDB and CREATEROLE: ALTER ROLE … CREATEDB CREATEROLE."
                                : "See the server's log.";
        return ProvisioningException.refused(what + " on the PostgreSQL server at " + server.address(), e, next);
    }
}
