package dev.shuttle.bench;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import dev.shuttle.runtime.plan.Analysis;
import dev.shuttle.runtime.plan.ModuleClasses;
import dev.shuttle.runtime.service.HostLibraries;
import dev.shuttle.runtime.service.ResourceOutput;
import dev.shuttle.runtime.service.ServiceDefinition;
import dev.shuttle.runtime.service.ServiceInstance;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import javax.sql.DataSource;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;

/** {@code select 1} through the pool that a service is handed, beside a plain HikariCP pool with the same settings. */
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
public class PoolBenchmark {

    @Benchmark
    public int injected(Injected injected) throws SQLException {
        return selectOne(injected.pool);
    }

    @Benchmark
    public int plain(Plain plain) throws SQLException {
        return selectOne(plain.pool);
    }

    private static int selectOne(DataSource pool) throws SQLException {
        try (Connection connection = pool.getConnection();
                PreparedStatement select = connection.prepareStatement("select 1");
                ResultSet row = select.executeQuery()) {
            row.next();
            return row.getInt(1);
        }
    }

    /** As a host does it: the pool lives in the host's libraries' loader, the service in its own. */
    @State(Scope.Benchmark)
    public static class Injected {
        DataSource pool;
        private ServiceInstance service;

        @Setup
        public void start() throws Exception {
            Path classes = classes();
            var plan = Analysis.of(List.of(new ModuleClasses("bench", classes, List.of())));
            ResourceOutput postgres = new ResourceOutput(
                    "postgres",
                    "default",
                    Map.of(
                            "host", given("host"),
                            "port", given("port"),
                            "database", given("database"),
                            "username", given("username"),
                            "password", given("password"),
                            "parameters", ""));
            service = ServiceInstance.load(
                    new ServiceDefinition(
                            "bench",
                            "1",
                            URI.create("http://bench.localhost"),
                            "local",
                            new InetSocketAddress(InetAddress.getLoopbackAddress(), freePort()),
                            List.of(classes),
                            plan.entryPoint(),
                            List.of(),
                            List.of(postgres)),
                    HostLibraries.of(hostLibraries()));
            service.start(Duration.ofSeconds(30));
            pool = (DataSource) System.getProperties().remove("bench.pool");
        }

        @TearDown
        public void stop() throws Exception {
            service.stop(Duration.ofSeconds(10));
        }

        private static Path classes() throws Exception {
            return Path.of(PooledApp.class
                    .getProtectionDomain()
                    .getCodeSource()
                    .getLocation()
                    .toURI());
        }

        private static List<Path> hostLibraries() {
            return Stream.of(System.getProperty("java.class.path").split(":"))
                    .map(Path::of)
                    .filter(jar -> jar.getFileName().toString().matches("(HikariCP|postgresql|slf4j)-.*\\.jar"))
                    .toList();
        }

        private static int freePort() throws Exception {
            try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
                return socket.getLocalPort();
            }
        }
    }

    /** The settings of dev.shuttle.runtime.service.PoolMaker, on the class path of the benchmark itself. */
    @State(Scope.Benchmark)
    public static class Plain {
        HikariDataSource pool;

        @Setup
        public void start() {
            HikariConfig config = new HikariConfig();
            config.setJdbcUrl("jdbc:postgresql://" + given("host") + ":" + given("port") + "/" + given("database"));
            config.setUsername(given("username"));
            config.setPassword(given("password"));
            config.setMaximumPoolSize(10);
            config.setMinimumIdle(1);
            config.setConnectionTimeout(10_000);
            config.setKeepaliveTime(120_000);
            config.setMaxLifetime(1_800_000);
            config.addDataSourceProperty("tcpKeepAlive", "true");
            config.addDataSourceProperty("ApplicationName", "bench");
            pool = new HikariDataSource(config);
        }

        @TearDown
        public void stop() {
            pool.close();
        }
    }

    /** From the environment, which JMH's forks inherit, so that no password is on a command line. */
    private static String given(String name) {
        return System.getenv("BENCH_POSTGRES_" + name.toUpperCase(java.util.Locale.ROOT));
    }
}
