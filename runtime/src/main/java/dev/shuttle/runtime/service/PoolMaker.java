package dev.shuttle.runtime.service;

import java.lang.reflect.InvocationTargetException;
import java.sql.Driver;
import java.time.Duration;
import java.util.Properties;
import java.util.concurrent.ThreadFactory;
import javax.sql.DataSource;

/** Makes HikariCP pools of PostgreSQL connections, by reflection: our own loader holds nothing but the JDK and us. */
final class PoolMaker {
    private static final String DRIVER = "org.postgresql.Driver";

    /** HikariCP's default, and what many measure as enough for a machine's cores. */
    private static final int MAX_CONNECTIONS = 10;

    /** How long a request waits for a connection, and a start for a database that is just restarting. */
    private static final Duration CONNECT = Duration.ofSeconds(10);

    /** Shorter than what firewalls and servers allow an idle connection. */
    private static final Duration KEEP_ALIVE = Duration.ofMinutes(2);

    private static final Duration MAX_LIFETIME = Duration.ofMinutes(30);

    private final HostLibraries libraries;
    private final String project;
    private final StatementTracing tracing;

    PoolMaker(HostLibraries libraries, String project, StatementTracing tracing) {
        this.tracing = tracing;
        this.libraries = libraries;
        this.project = project;
    }

    /**
     * Connects. Call it on a thread of the host: the pool's own belong to the same group.
     *
     * @param postgres where to
     * @param patience how long to try at most; not more than 10 s are taken
     * @throws ServiceStartException if no connection could be made
     */
    PooledDataSource connect(ResourceOutput postgres, Duration patience) throws ServiceStartException {
        if (libraries.jars().isEmpty()) {
            throw new ServiceStartException(postgres + " is not available as a DataSource: this host was started"
                    + " without a connection pool. Use a DatabaseConnection or a String instead.");
        }
        Duration tries = patience.compareTo(CONNECT) < 0 ? patience : CONNECT;
        Thread thread = Thread.currentThread();
        ClassLoader context = thread.getContextClassLoader();
        thread.setContextClassLoader(libraries.loader());
        try {
            return pool(postgres, tries);
        } catch (InvocationTargetException e) {
            throw fault(postgres, e.getCause() == null ? e : e.getCause());
        } catch (ReflectiveOperationException | LinkageError e) {
            throw fault(postgres, e);
        } finally {
            thread.setContextClassLoader(context);
        }
    }

    private PooledDataSource pool(ResourceOutput postgres, Duration tries) throws ReflectiveOperationException {
        Class<?> type = load("com.zaxxer.hikari.HikariConfig");
        Object config = type.getConstructor(Properties.class).newInstance(settings(postgres, tries));
        type.getMethod("setDataSource", DataSource.class).invoke(config, connections(postgres));
        type.getMethod("setThreadFactory", ThreadFactory.class).invoke(config, threads(postgres));
        DriverTimer timer = DriverTimer.hold(load(DRIVER));
        boolean made = false;
        try {
            DataSource pool = (DataSource) load("com.zaxxer.hikari.HikariDataSource")
                    .getConstructor(type)
                    .newInstance(config);
            made = true;
            return new PooledDataSource(pool, timer, tracing);
        } finally {
            if (!made) {
                timer.close();
            }
        }
    }

    private Properties settings(ResourceOutput postgres, Duration tries) {
        Properties settings = new Properties();
        settings.setProperty("poolName", poolName(postgres));
        settings.setProperty("maximumPoolSize", Integer.toString(MAX_CONNECTIONS));
        settings.setProperty("minimumIdle", "1");
        settings.setProperty("connectionTimeout", Long.toString(CONNECT.toMillis()));
        settings.setProperty("initializationFailTimeout", Long.toString(Math.max(1, tries.toMillis())));
        settings.setProperty("keepaliveTime", Long.toString(KEEP_ALIVE.toMillis()));
        settings.setProperty("maxLifetime", Long.toString(MAX_LIFETIME.toMillis()));
        return settings;
    }

    private DataSource connections(ResourceOutput postgres) throws ReflectiveOperationException {
        Class<?> type = load(DRIVER);
        Driver driver = (Driver) type.getConstructor().newInstance();
        deregister(type);
        Properties properties = new Properties();
        properties.setProperty("user", postgres.get("username"));
        properties.setProperty("password", postgres.get("password"));
        properties.setProperty("ApplicationName", project);
        properties.setProperty("connectTimeout", Long.toString(CONNECT.toSeconds()));
        properties.setProperty("loginTimeout", Long.toString(CONNECT.toSeconds()));
        properties.setProperty("tcpKeepAlive", "true");
        return new DriverDataSource(driver, ConnectionUrls.jdbc(postgres), properties, CONNECT);
    }

    /** When loaded, the driver registers itself with the DriverManager, which is not used here. */
    private void deregister(Class<?> driver) throws ReflectiveOperationException {
        synchronized (libraries) {
            if ((boolean) driver.getMethod("isRegistered").invoke(null)) {
                driver.getMethod("deregister").invoke(null);
            }
        }
    }

    /** A thread that a pool starts when a service asks for a connection is the host's all the same. */
    private ThreadFactory threads(ResourceOutput postgres) {
        ThreadGroup group = Thread.currentThread().getThreadGroup();
        ClassLoader loader = libraries.loader();
        return task -> {
            Thread thread = new Thread(group, task, "pool-" + poolName(postgres), 0, false);
            thread.setDaemon(true);
            thread.setContextClassLoader(loader);
            return thread;
        };
    }

    private String poolName(ResourceOutput postgres) {
        return project + "-" + postgres.name();
    }

    private Class<?> load(String name) throws ClassNotFoundException {
        return Class.forName(name, true, libraries.loader());
    }

    private static ServiceStartException fault(ResourceOutput postgres, Throwable thrown) {
        String password = postgres.get("password");
        String text = text(thrown);
        return new ServiceStartException(
                "Could not connect to the database of " + postgres + " at " + postgres.get("host")
                        + ":" + postgres.get("port") + ": "
                        + StartFailures.cut(password.isEmpty() ? text : text.replace(password, "***"))
                        + ". Check that PostgreSQL runs there, then deploy again.");
    }

    /** The pool's own message ends with the driver's, which says what is wrong; errors of ours say it by their type. */
    private static String text(Throwable thrown) {
        return thrown instanceof RuntimeException && thrown.getMessage() != null
                ? thrown.getMessage()
                : thrown.toString();
    }
}
