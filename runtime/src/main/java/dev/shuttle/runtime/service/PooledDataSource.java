package dev.shuttle.runtime.service;

import java.io.PrintWriter;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.SQLFeatureNotSupportedException;
import java.util.logging.Logger;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;

/**
 * The pool as a service sees it. It can not be closed by the service, as frameworks do with whatever has a
 * {@code close}: shutdown hooks may still need it.
 */
final class PooledDataSource implements DataSource {
    private final DataSource pool;
    private final AutoCloseable timer;
    private final StatementTracing tracing;

    /** Takes over a pool that is {@link AutoCloseable}, and the timer that its connections use. */
    PooledDataSource(DataSource pool, AutoCloseable timer, StatementTracing tracing) {
        this.pool = pool;
        this.timer = timer;
        this.tracing = tracing;
    }

    /** For its owner; no part of {@link DataSource}. Ends connections that are still in use. */
    void end() {
        try (timer) {
            ((AutoCloseable) pool).close();
        } catch (Exception e) {
            StartFailures.print(e);
        }
    }

    @Override
    public Connection getConnection() throws SQLException {
        return tracing.traced(pool.getConnection());
    }

    @Override
    public Connection getConnection(String username, String password) throws SQLException {
        return tracing.traced(pool.getConnection(username, password));
    }

    @Override
    public @Nullable PrintWriter getLogWriter() throws SQLException {
        return pool.getLogWriter();
    }

    @Override
    public void setLogWriter(@Nullable PrintWriter writer) throws SQLException {
        pool.setLogWriter(writer);
    }

    @Override
    public void setLoginTimeout(int seconds) throws SQLException {
        pool.setLoginTimeout(seconds);
    }

    @Override
    public int getLoginTimeout() throws SQLException {
        return pool.getLoginTimeout();
    }

    @Override
    public Logger getParentLogger() throws SQLFeatureNotSupportedException {
        return pool.getParentLogger();
    }

    @Override
    public <T> T unwrap(Class<T> type) throws SQLException {
        return pool.unwrap(type);
    }

    @Override
    public boolean isWrapperFor(Class<?> type) throws SQLException {
        return pool.isWrapperFor(type);
    }

    @Override
    public String toString() {
        return pool.toString();
    }
}
