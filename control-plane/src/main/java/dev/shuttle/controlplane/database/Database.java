package dev.shuttle.controlplane.database;

import java.io.IOException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.time.Instant;
import java.util.Optional;
import org.flywaydb.core.Flyway;
import org.h2.jdbcx.JdbcConnectionPool;
import org.jdbi.v3.core.Jdbi;
import org.jdbi.v3.core.JdbiException;

/** The store, migrated to what this version knows. Thread-safe. Once a commit returns it survives kill -9. */
public final class Database implements AutoCloseable {
    static final String USER = "shuttle";

    /** The highest of {@code db/migration}; a test holds it to that. */
    static final String NEWEST_MIGRATION = "18";

    private final JdbcConnectionPool pool;
    private final Jdbi jdbi;

    private Database(JdbcConnectionPool pool) {
        this.pool = pool;
        this.jdbi = Jdbi.create(new FairPool(pool))
                .registerArgument(new InstantArguments())
                .registerColumnMapper(Instant.class, new InstantColumns());
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
     * The file of that database.
     *
     * @param folder where it lies
     * @return its file, which H2 names so
     */
    public static Path fileIn(Path folder) {
        return folder.resolve("shuttle.mv.db");
    }

    /**
     * Opens and migrates a database.
     *
     * @param url an H2 JDBC URL. {@code WRITE_DELAY=0} is added: H2's default loses acknowledged commits on kill -9
     * @return the database, to be closed
     * @throws NewerStoreException if a newer version has migrated it; nothing in it was changed
     */
    public static Database open(String url) {
        return open(url, FoundStore.at(url).schema());
    }

    static Database open(String url, SchemaVersion schema) {
        if (schema.isNewerThan(NEWEST_MIGRATION)) {
            throw new NewerStoreException(url, schema.toString());
        }
        JdbcConnectionPool pool = JdbcConnectionPool.create(url + ";WRITE_DELAY=0", USER, "");
        try {
            // Flyway takes longer to find that there is nothing to migrate than all the rest of a start.
            if (!schema.is(NEWEST_MIGRATION)) {
                migrate(pool);
            }
            return new Database(pool);
        } catch (RuntimeException e) {
            pool.dispose();
            throw e;
        }
    }

    private static void migrate(JdbcConnectionPool pool) {
        Flyway.configure()
                .dataSource(pool)
                .locations("classpath:db/migration")
                .load()
                .migrate();
    }

    /** Without H2's settings, which say nothing to people, and where a password may be. */
    static String place(String url) {
        return url.replaceFirst(";.*", "").replaceFirst("jdbc:h2:(retry:)?(file:)?", "");
    }

    /** From now on it is the store of this home, also after a power loss. */
    void belongTo(String homeId) {
        jdbi.useTransaction(handle -> {
            handle.execute("delete from home");
            handle.execute("insert into home (id) values (?)", homeId);
        });
        jdbi.useHandle(handle -> handle.execute("checkpoint sync"));
    }

    /**
     * The newest migration that a store has seen. Changes nothing.
     *
     * @param url an H2 JDBC URL
     * @return its number; empty if there is no such store, or it cannot be read
     */
    public static Optional<String> schema(String url) {
        SchemaVersion schema = FoundStore.at(url).schema();
        return schema.succeeded().isEmpty() ? Optional.empty() : Optional.of(schema.toString());
    }

    /**
     * Whether this version can open a store.
     *
     * @param schema the number of its newest migration
     * @return false if a newer version has written it
     */
    public static boolean knows(String schema) {
        return !SchemaVersion.parse(schema).isNewerThan(NEWEST_MIGRATION);
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
     * Copies the database as of now, while it is used.
     *
     * @param zip the new file; in it is one file, which is a database of H2's
     * @throws IOException if the disk is full, or the database is not in a file
     */
    public void copy(Path zip) throws IOException {
        try {
            jdbi.useHandle(handle -> copy(handle.getConnection(), zip));
        } catch (SQLException | JdbiException e) {
            throw notCopied(e);
        }
    }

    /**
     * As {@link #copy(Path)}, of a database that is not open; it is neither migrated nor created.
     *
     * @param url an H2 JDBC URL
     * @param zip the new file
     * @throws IOException if there is no such database, or it cannot be opened
     */
    public static void copy(String url, Path zip) throws IOException {
        try (Connection connection = DriverManager.getConnection(url + ";IFEXISTS=TRUE", USER, "")) {
            copy(connection, zip);
        } catch (SQLException e) {
            throw notCopied(e);
        }
    }

    private static IOException notCopied(Exception e) {
        return new IOException(
                "The store could not be copied: " + e.getMessage() + ". Is there one, and space on its disk?", e);
    }

    private static void copy(Connection connection, Path zip) throws SQLException {
        try (PreparedStatement backup = connection.prepareStatement("BACKUP TO ?")) {
            backup.setString(1, zip.toString());
            backup.execute();
        }
    }

    @Override
    public void close() {
        pool.dispose();
    }
}
