package dev.shuttle.controlplane.database;

import java.nio.file.Path;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import org.flywaydb.core.Flyway;
import org.h2.jdbcx.JdbcConnectionPool;
import org.jdbi.v3.core.Jdbi;
import org.jspecify.annotations.Nullable;

/** The store, migrated to what this version knows. Thread-safe. Once a commit returns it survives kill -9. */
public final class Database implements AutoCloseable {
    /** Stores are quick; more connections than threads that ask would only cost memory. */
    private static final int CONNECTIONS = 16;

    /** The highest of {@code db/migration}; a test holds it to that. */
    static final String NEWEST_MIGRATION = "2";

    private final JdbcConnectionPool pool;
    private final Jdbi jdbi;

    private Database(JdbcConnectionPool pool) {
        this.pool = pool;
        this.jdbi = Jdbi.create(pool);
    }

    /**
     * The URL of an H2 database in a folder. {@code retry:} since H2's files are closed when a thread is interrupted in
     * the midst of reading them.
     *
     * @param folder where its files lie
     * @return a JDBC URL
     */
    public static String urlIn(Path folder) {
        return "jdbc:h2:retry:" + folder.resolve("shuttle") + ";DB_CLOSE_ON_EXIT=FALSE;CACHE_SIZE=4096";
    }

    /**
     * Opens and migrates a database.
     *
     * @param url an H2 JDBC URL. {@code WRITE_DELAY=0} is added: H2's default loses acknowledged commits on kill -9
     * @return the database, to be closed
     */
    public static Database open(String url) {
        JdbcConnectionPool pool = JdbcConnectionPool.create(url + ";WRITE_DELAY=0", "shuttle", "");
        pool.setMaxConnections(CONNECTIONS);
        try {
            if (!isMigrated(pool)) {
                migrate(pool);
            }
            return new Database(pool);
        } catch (RuntimeException e) {
            pool.dispose();
            throw e;
        }
    }

    /** Most starts find nothing to migrate, and Flyway takes longer to find that out than all the rest of a start. */
    private static boolean isMigrated(JdbcConnectionPool pool) {
        try (Connection connection = pool.getConnection();
                PreparedStatement newest = connection.prepareStatement(
                        "select count(*) from \"flyway_schema_history\" where \"version\" = ? and \"success\"")) {
            newest.setString(1, NEWEST_MIGRATION);
            try (ResultSet found = newest.executeQuery()) {
                return found.next() && found.getInt(1) == 1;
            }
        } catch (SQLException e) {
            // A new store has no such table; of what else may be wrong, Flyway says it better.
            return false;
        }
    }

    private static void migrate(JdbcConnectionPool pool) {
        Flyway.configure()
                .dataSource(pool)
                .locations("classpath:db/migration")
                .load()
                .migrate();
    }

    /**
     * The way to SQL.
     *
     * @return shared by all stores
     */
    public Jdbi jdbi() {
        return jdbi;
    }

    /**
     * An instant as SQL takes it.
     *
     * @param instant or null
     * @return the same in UTC, or null
     */
    public static @Nullable OffsetDateTime sql(@Nullable Instant instant) {
        return instant == null ? null : instant.atOffset(ZoneOffset.UTC);
    }

    /**
     * An instant as SQL gives it.
     *
     * @param row the row
     * @param column the column
     * @return the instant, or null
     * @throws SQLException if the row has no such column
     */
    public static @Nullable Instant instant(ResultSet row, String column) throws SQLException {
        OffsetDateTime value = row.getObject(column, OffsetDateTime.class);
        return value == null ? null : value.toInstant();
    }

    @Override
    public void close() {
        pool.dispose();
    }
}
