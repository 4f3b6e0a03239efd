package dev.shuttle.resources.postgres;

import dev.shuttle.os.DaemonThreads;
import dev.shuttle.os.Digests;
import dev.shuttle.resources.ProvisioningException;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;

/**
 * Copies a database of our own server to another role, with all that is in it, as of one moment. PostgreSQL copies one that
 * has no connections: it keeps new ones waiting from the beginning of {@code CREATE DATABASE} to its end, so those that are
 * open are ended just then, and nothing is written meanwhile.
 */
final class PostgresDatabaseCopy {
    /** Some ten seconds of copying, as long as pools wait for a connection. */
    private static final long LARGEST = 4L << 30;

    private static final int LONGEST_MILLIS = (int) TimeUnit.MINUTES.toMillis(2);

    /** PostgreSQL waits five seconds for the connections to end. */
    private static final long POLL_MILLIS = 20;

    private static final String IN_USE = "55006";
    private static final Executor THREAD = task -> DaemonThreads.start("postgres-copy", task);

    private final PostgresUrl superuser;
    private final String source;
    private final String sourceRole;
    private final String target;
    private final String role;
    private final String copy;

    /** Of a database and its owner, over another one and its owner. */
    PostgresDatabaseCopy(PostgresUrl superuser, String source, String sourceRole, String target, String role) {
        this.superuser = superuser;
        this.source = source;
        this.sourceRole = sourceRole;
        this.target = target;
        this.role = role;
        this.copy = unfinished(target);
    }

    /** The name of a copy that is being made; no project's database has three underscores. */
    static String unfinished(String target) {
        return "copy___"
                + Digests.sha256Hex(target.getBytes(StandardCharsets.UTF_8)).substring(0, 32);
    }

    /** Whether there is nothing in a database but what PostgreSQL puts into each. */
    static boolean isEmpty(PostgresUrl superuser, String database) throws SQLException {
        try (Connection connection = superuser.connectTo(database);
                Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery("SELECT NOT EXISTS (SELECT FROM pg_class WHERE oid >= 16384"
                        + " AND relkind IN ('r', 'p', 'v', 'm', 'f', 'S'))"
                        + " AND NOT EXISTS (SELECT FROM pg_largeobject_metadata)")) {
            row.next();
            return row.getBoolean(1);
        }
    }

    void make() throws SQLException, ProvisioningException, InterruptedException {
        try (Connection connection = superuser.connect();
                Statement statement = connection.createStatement()) {
            connection.setNetworkTimeout(Runnable::run, LONGEST_MILLIS);
            requireSize(connection);
            drop(statement, copy);
            createWithoutConnections(connection);
            handOver();
            drop(statement, target);
            statement.execute(
                    "ALTER DATABASE " + PostgresShares.quoted(copy) + " RENAME TO " + PostgresShares.quoted(target));
            statement.execute("ALTER DATABASE " + PostgresShares.quoted(target) + " CONNECTION LIMIT -1");
        }
    }

    private static void drop(Statement statement, String database) throws SQLException {
        statement.execute("DROP DATABASE IF EXISTS " + PostgresShares.quoted(database) + " WITH (FORCE)");
    }

    private void createWithoutConnections(Connection connection) throws SQLException, InterruptedException {
        CompletableFuture<Void> created = CompletableFuture.runAsync(this::create, THREAD);
        try (PreparedStatement others = connection.prepareStatement(
                "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = ?")) {
            others.setString(1, source);
            while (!created.isDone()) {
                others.executeQuery().close();
                Thread.sleep(POLL_MILLIS);
            }
            created.join();
        } catch (CompletionException e) {
            if (e.getCause() instanceof SQLException failed) {
                throw failed;
            }
            throw e;
        }
    }

    private void requireSize(Connection connection) throws SQLException, ProvisioningException {
        try (PreparedStatement size = connection.prepareStatement("SELECT pg_database_size(?::name)")) {
            size.setString(1, source);
            try (ResultSet row = size.executeQuery()) {
                row.next();
                if (row.getLong(1) > LARGEST) {
                    throw new ProvisioningException("The database " + source + " has more than "
                            + (LARGEST >> 30)
                            + " GiB, and its service would wait too long while it is copied. Copy it with"
                            + " pg_dump through mvn shuttle:connect.");
                }
            }
        }
    }

    /** Not open to others before it belongs to its role. */
    private void create() {
        try (Connection connection = superuser.connect();
                Statement statement = connection.createStatement()) {
            connection.setNetworkTimeout(Runnable::run, LONGEST_MILLIS);
            createOnce(statement);
            statement.execute("REVOKE ALL ON DATABASE " + PostgresShares.quoted(copy) + " FROM PUBLIC");
        } catch (SQLException e) {
            throw new CompletionException(e);
        }
    }

    private void createOnce(Statement statement) throws SQLException {
        try {
            statement.execute("CREATE DATABASE " + PostgresShares.quoted(copy) + " TEMPLATE "
                    + PostgresShares.quoted(source) + " CONNECTION LIMIT 0");
        } catch (SQLException e) {
            if (IN_USE.equals(e.getSQLState())) {
                throw new SQLException(
                        "a connection of " + source + " did not end, or holds a prepared transaction", e);
            }
            throw e;
        }
    }

    /** All that the one role owns in the copy. REASSIGN OWNED takes the source along, as a thing that all databases share. */
    private void handOver() throws SQLException {
        try (Connection connection = superuser.connectTo(copy);
                Statement statement = connection.createStatement()) {
            connection.setNetworkTimeout(Runnable::run, LONGEST_MILLIS);
            connection.setAutoCommit(false);
            List<String> databases = databasesOfSourceRole(connection);
            statement.execute(
                    "REASSIGN OWNED BY " + PostgresShares.quoted(sourceRole) + " TO " + PostgresShares.quoted(role));
            for (String database : databases) {
                statement.execute("ALTER DATABASE " + PostgresShares.quoted(database) + " OWNER TO "
                        + PostgresShares.quoted(sourceRole));
            }
            statement.execute(
                    "ALTER DATABASE " + PostgresShares.quoted(copy) + " OWNER TO " + PostgresShares.quoted(role));
            connection.commit();
        }
    }

    private List<String> databasesOfSourceRole(Connection connection) throws SQLException {
        List<String> databases = new ArrayList<>();
        try (PreparedStatement owned =
                connection.prepareStatement("SELECT datname FROM pg_database WHERE pg_get_userbyid(datdba) = ?")) {
            owned.setString(1, sourceRole);
            try (ResultSet rows = owned.executeQuery()) {
                while (rows.next()) {
                    databases.add(rows.getString(1));
                }
            }
        }
        return databases;
    }
}
