package dev.shuttle.controlplane.database;

import dev.shuttle.os.Uninterruptibles;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.SQLTimeoutException;
import java.time.Duration;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.h2.api.ErrorCode;
import org.h2.jdbcx.JdbcConnectionPool;
import org.jdbi.v3.core.ConnectionFactory;

/**
 * H2's pool, first come, first served. Left to itself it lets all who wait ask again each millisecond: among a few hundred
 * of them a lucky caller is served, and others wait for ten seconds. Thread-safe.
 */
final class FairPool implements ConnectionFactory {
    /** Statements are quick; more connections than threads that ask would only cost memory. */
    static final int CONNECTIONS = 16;

    private static final Duration PATIENCE = Duration.ofSeconds(30);

    /** How long a database that closed itself may hold its file. */
    private static final Duration CLOSING = Duration.ofSeconds(5);

    private static final Duration PAUSE = Duration.ofMillis(20);

    private final JdbcConnectionPool pool;
    private final Semaphore turns = new Semaphore(CONNECTIONS, true);

    FairPool(JdbcConnectionPool pool) {
        this.pool = pool;
        pool.setMaxConnections(CONNECTIONS);
    }

    @Override
    public Connection openConnection() throws SQLException {
        if (!awaitTurn()) {
            throw new SQLTimeoutException(
                    "The store had no free connection for " + PATIENCE.toSeconds() + " s: it is overloaded.");
        }
        boolean opened = false;
        try {
            Connection connection = living();
            opened = true;
            return connection;
        } finally {
            if (!opened) {
                turns.release();
            }
        }
    }

    @Override
    public void closeConnection(Connection connection) throws SQLException {
        try {
            connection.close();
        } finally {
            turns.release();
        }
    }

    /** An interrupt is kept for later: it means to end the work, not to store half a change. */
    private boolean awaitTurn() {
        long end = System.nanoTime() + PATIENCE.toNanos();
        return Uninterruptibles.await(() -> turns.tryAcquire(end - System.nanoTime(), TimeUnit.NANOSECONDS));
    }

    /**
     * A connection to a database that is open. A full disk makes H2 close it, and every connection then ends with its
     * first use; a new one opens the file again.
     */
    private Connection living() throws SQLException {
        Connection connection = open();
        for (int i = 0; i < CONNECTIONS && !connection.isValid(1); i++) {
            connection.close();
            connection = open();
        }
        return connection;
    }

    /** While another thread's use of the closed database ends, its file is still locked. */
    private Connection open() throws SQLException {
        long end = System.nanoTime() + CLOSING.toNanos();
        while (true) {
            try {
                return pool.getConnection();
            } catch (SQLException e) {
                if (e.getErrorCode() != ErrorCode.DATABASE_ALREADY_OPEN_1 || System.nanoTime() > end) {
                    throw e;
                }
                Uninterruptibles.sleep(PAUSE);
            }
        }
    }
}
