package dev.shuttle.runtime.service;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.shuttle.os.LoopbackPorts;
import dev.shuttle.runtime.CompiledApp;
import dev.shuttle.runtime.Jars;
import dev.shuttle.runtime.plan.Analysis;
import dev.shuttle.runtime.plan.ModuleClasses;
import java.lang.ref.WeakReference;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.file.Path;
import java.sql.DriverManager;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@Timeout(60)
class InjectionTest {
    private static final Duration PATIENCE = Duration.ofSeconds(20);
    private static final String PASSWORD = "s3/cr et?&";

    /** Where apps of these tests say what they got. */
    private static final String SEEN = "shuttle.test.seen";

    private static final String RETENTION =
            "@java.lang.annotation.Retention(java.lang.annotation.RetentionPolicy.RUNTIME)\n";

    @TempDir
    Path directory;

    @BeforeEach
    @AfterEach
    void forget() {
        System.clearProperty(SEEN);
    }

    @Test
    void handsOverWhatWasProvisioned() throws Exception {
        ServiceInstance instance = load(
                app(
                        """
                        public static AutoCloseable main(@Postgres String jdbc, @Postgres DatabaseConnection database,
                                @Redis URI uri, @Redis String text, @Redis RedisConnection redis, @Folder Path folder,
                                @Secret("KEY") String key, @Secret(value = "NONE", required = false) String none) {
                            see(jdbc, database.password(), uri, text.equals(uri.toString()), redis.keyPrefix(), folder, key, none);
                            return () -> {};
                        }
                        """),
                HostLibraries.of(List.of()),
                postgres(5432, "sslmode=disable"),
                redis(),
                new ResourceOutput("folder", "default", Map.of("path", "/data/x")),
                new ResourceOutput("secret", "KEY", Map.of("value", "v")));

        instance.start(PATIENCE);

        assertEquals(
                "jdbc:postgresql://127.0.0.1:5432/shop_db?sslmode=disable&user=shop&password=s3%2Fcr%20et%3F%26" + "|"
                        + PASSWORD + "|rediss://u:s3%2Fcr%20et%3F%26@127.0.0.1:6379/2|true|shop:|/data/x|v|null",
                System.getProperty(SEEN));
        assertEquals(List.of(), instance.stop(PATIENCE));
        assertEquals(List.of(), instance.provisioned());
    }

    @Test
    void makesClientsOfTheAppsOwnJedisAndClosesThem() throws Exception {
        WeakReference<ClassLoader> loader = comeAndGo(
                app(
                        """
                public static AutoCloseable main(@Redis redis.clients.jedis.JedisPooled pooled,
                        @Redis redis.clients.jedis.UnifiedJedis unified) {
                    see(pooled.getPool().isClosed(), unified.getClass().getSimpleName());
                    Thread waits = new Thread(() -> {
                        while (!pooled.getPool().isClosed()) Thread.onSpinWait();
                        see("closed");
                    });
                    waits.start();
                    return () -> {};
                }
                """));

        assertEquals("closed", System.getProperty(SEEN));
        assertCollected(loader);
    }

    @Test
    void saysThatADatabaseIsNotThereWithoutItsPassword() throws Exception {
        ServiceInstance instance = load(
                app("public static AutoCloseable main(@Postgres DataSource source) { see(source); return () -> {}; }"),
                HostLibraries.of(Jars.ofHost()),
                postgres(LoopbackPorts.next(), ""));
        long begin = System.nanoTime();

        String message = message(instance, Duration.ofSeconds(2));

        assertTrue(System.nanoTime() - begin < Duration.ofSeconds(15).toNanos(), "it took too long");
        assertTrue(message.contains("Could not connect to the database of postgres default at 127.0.0.1:"), message);
        assertTrue(message.contains("refused"), message);
        assertFalse(message.contains(PASSWORD), message);
        assertEquals(null, System.getProperty(SEEN));
        assertTrue(Thread.getAllStackTraces().keySet().stream()
                .noneMatch(thread -> thread.getName().contains("pool-hello")));
        assertTrue(DriverManager.drivers()
                .noneMatch(driver -> driver.getClass().getClassLoader() instanceof java.net.URLClassLoader
                        && driver.getClass().getName().equals("org.postgresql.Driver")));
    }

    @Test
    void saysThatThisHostHasNoPool() throws Exception {
        ServiceInstance instance = load(
                app("public static AutoCloseable main(@Postgres DataSource source) { return () -> {}; }"),
                HostLibraries.of(List.of()),
                postgres(5432, ""));

        assertTrue(message(instance, PATIENCE).contains("without a connection pool"));
    }

    @Test
    void saysWhichResourceWasNotProvisionedAndWhichSecretIsNotSet() throws Exception {
        String database = message(
                load(
                        app("public static AutoCloseable main(@Postgres String url) { return () -> {}; }"),
                        HostLibraries.of(List.of())),
                PATIENCE);
        String secret = message(
                load(
                        app("public static void main(@Secret(\"KEY\") String key) { see(1); }"),
                        HostLibraries.of(List.of())),
                PATIENCE);

        assertTrue(database.startsWith("Nothing was provisioned for postgres default"), database);
        assertTrue(secret.contains("-Dshuttle.set=KEY"), secret);
        assertEquals(null, System.getProperty(SEEN));
    }

    @Test
    void runsTheProviderOfAnOwnResourceOnce() throws Exception {
        CompiledApp app = own(
                """
                public Map<String, String> provision(Geo geo, ResourceContext context) {
                    see("provision", geo.value(), geo.size(), context.name(), context.folder(), context.previous(),
                        context.service().project(), Thread.currentThread().getName());
                    return Map.of("place", "here");
                }
                public Opened open(Geo geo, ResourceContext context, Map<String, String> outputs) {
                    return new Opened(outputs.get("place"));
                }
                """);
        ServiceInstance first = load(
                app,
                HostLibraries.of(List.of()),
                new ResourceOutput("app.Geo", "x", Map.of("folder", "/f", "previous.place", "there")));

        first.start(PATIENCE);

        assertEquals("provision|x|3|x|/f|{place=there}|hello|hello-1-main", System.getProperty(SEEN));
        List<ResourceOutput> stored = first.provisioned();
        assertEquals(
                List.of(new ResourceOutput(
                        "app.Geo", "x", Map.of("folder", "/f", "provisioned", "true", "out.place", "here"))),
                stored);
        assertEquals(List.of(), first.stop(PATIENCE));
        assertEquals("closed here", System.getProperty(SEEN));

        ServiceInstance second = load(app, HostLibraries.of(List.of()), stored.get(0));
        System.clearProperty(SEEN);
        second.start(PATIENCE);
        assertEquals(null, System.getProperty(SEEN));
        assertEquals(List.of(), second.provisioned());
        assertEquals(List.of(), second.stop(PATIENCE));
        assertEquals("closed here", System.getProperty(SEEN));
    }

    @Test
    void releasesAProviderAndItsObjects() throws Exception {
        CompiledApp app = own(
                """
                public Map<String, String> provision(Geo geo, ResourceContext context) { return Map.of("place", "here"); }
                public Opened open(Geo geo, ResourceContext context, Map<String, String> o) { return new Opened("here"); }
                """);

        assertCollected(comeAndGo(app));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "return null; | return new Opened(\"\"); | app.Geo$Provider.provision returned null",
                "throw new RuntimeException(\"no room\"); | return new Opened(\"\"); | app.Geo$Provider failed for app.Geo x, provision: java.lang.RuntimeException: no room",
                "return Map.of(\"a\", \"b\".repeat(70000)); | return new Opened(\"\"); | more than 65536 bytes",
                "Map<String, String> m = new HashMap<>(); m.put(\"a\", null); return m; | return new Opened(\"\"); | a key or a value that is null",
                "return Map.of(); | return null; | open returned null for parameter number 1 of type app.Opened of app.App.main",
                "return Map.of(); | return \"text\"; | open returned a java.lang.String for parameter number 1 of type app.Opened",
                "return Map.of(); | throw new Error(\"odd\"); | app.Geo$Provider failed for app.Geo x, open: java.lang.Error: odd",
            })
    void saysWhatIsWrongWithAProvider(String provision, String open, String expected) throws Exception {
        ServiceInstance instance = load(
                own("public Map<String, String> provision(Geo geo, ResourceContext context) { " + provision + " }\n"
                        + "public Object open(Geo geo, ResourceContext c, Map<String, String> o) { " + open
                        + " }"),
                HostLibraries.of(List.of()),
                new ResourceOutput("app.Geo", "x", Map.of("folder", "/f")));

        String message = message(instance, PATIENCE);

        assertTrue(message.contains(expected), message);
    }

    @Test
    void closesWhatItHadOpenedWhenTheStartFails() throws Exception {
        CompiledApp app = ownWith(
                "public static AutoCloseable main(@Geo(\"x\") Opened opened) { throw new RuntimeException(\"no\"); }",
                """
                public Map<String, String> provision(Geo geo, ResourceContext context) { return Map.of("a", "b"); }
                public Object open(Geo geo, ResourceContext c, Map<String, String> o) { return new Opened("it"); }
                """);
        ServiceInstance instance =
                load(app, HostLibraries.of(List.of()), new ResourceOutput("app.Geo", "x", Map.of("folder", "/f")));

        message(instance, PATIENCE);

        assertEquals("closed it", System.getProperty(SEEN));
        assertEquals("b", instance.provisioned().get(0).get("out.a"));
    }

    @Test
    void closesWhatAProgramUsesOnlyAfterItsHooksHaveRun() throws Exception {
        CompiledApp app = ownWith(
                """
                public static void main(@Geo("x") Opened opened) throws Exception {
                    Runtime.getRuntime().addShutdownHook(new Thread(() -> see("hook")));
                    see("ready");
                    Thread.currentThread().join();
                }
                """,
                """
                public Map<String, String> provision(Geo geo, ResourceContext context) { return Map.of("a", "b"); }
                public Object open(Geo geo, ResourceContext c, Map<String, String> o) { return new Opened("after "); }
                """);
        ServiceInstance instance =
                load(app, HostLibraries.of(List.of()), new ResourceOutput("app.Geo", "x", Map.of("folder", "/f")));

        instance.start(PATIENCE);
        assertEquals(1, instance.provisioned().size());
        awaitReady();
        assertTrue(instance.close(PATIENCE));
        assertEquals("ready", System.getProperty(SEEN));
        assertEquals(List.of(), instance.stop(PATIENCE));

        assertEquals("closed after hook", System.getProperty(SEEN));
    }

    private static void awaitReady() throws InterruptedException {
        long end = System.nanoTime() + PATIENCE.toNanos();
        while (!"ready".equals(System.getProperty(SEEN))) {
            assertTrue(System.nanoTime() < end, "it was never ready");
            Thread.sleep(5);
        }
    }

    private WeakReference<ClassLoader> comeAndGo(CompiledApp app) throws Exception {
        ServiceInstance instance = load(
                app, HostLibraries.of(List.of()), redis(), new ResourceOutput("app.Geo", "x", Map.of("folder", "/f")));
        instance.start(PATIENCE);
        WeakReference<ClassLoader> loader = new WeakReference<>(instance.loader());
        assertEquals(List.of(), instance.stop(PATIENCE));
        return loader;
    }

    private static void assertCollected(WeakReference<ClassLoader> loader) throws InterruptedException {
        long end = System.nanoTime() + PATIENCE.toNanos();
        while (loader.get() != null) {
            assertTrue(System.nanoTime() < end, "the class loader is still held");
            System.gc();
            Thread.sleep(20);
        }
    }

    private static String message(ServiceInstance instance, Duration timeout) {
        return String.valueOf(assertThrows(ServiceStartException.class, () -> instance.start(timeout))
                .getMessage());
    }

    private CompiledApp own(String provider) throws Exception {
        return ownWith(
                "public static AutoCloseable main(@Geo(value = \"x\", size = 3) Opened opened) { return () -> {}; }",
                provider);
    }

    private CompiledApp ownWith(String main, String provider) throws Exception {
        return CompiledApp.of(
                directory,
                source(main),
                """
                package app;
                import dev.shuttle.*;
                import java.util.*;
                import static app.App.see;
                @ProvidedBy(Geo.Provider.class)
                %s public @interface Geo {
                    String value() default "default";
                    int size() default 1;
                    class Provider implements ResourceProvider<Geo, Object> {
                        %s
                    }
                }
                """
                        .formatted(RETENTION, provider),
                """
                package app;
                public record Opened(String name) implements AutoCloseable {
                    public void close() {
                        String seen = name.endsWith(" ") ? System.getProperty("shuttle.test.seen") : "";
                        System.setProperty("shuttle.test.seen", "closed " + name + seen);
                    }
                }
                """);
    }

    private CompiledApp app(String main) throws Exception {
        List<String> jars = Jars.ofJedis().stream().map(Path::toString).toList();
        return CompiledApp.of(
                directory, List.of("-cp", CompiledApp.api() + ":" + String.join(":", jars)), source(main));
    }

    private static String source(String main) {
        return """
                package app;
                import dev.shuttle.*;
                import java.net.URI;
                import java.nio.file.Path;
                import javax.sql.DataSource;
                @ShuttleService
                public class App {
                    public static void see(Object... seen) {
                        System.setProperty("shuttle.test.seen", String.join("|",
                            java.util.Arrays.stream(seen).map(String::valueOf).toList()));
                    }
                    %s
                }
                """
                .formatted(main);
    }

    private static ServiceInstance load(CompiledApp app, HostLibraries libraries, ResourceOutput... resources)
            throws Exception {
        List<Path> classPath = new ArrayList<>(app.classPath());
        classPath.addAll(Jars.ofJedis());
        return ServiceInstance.load(
                new ServiceDefinition(
                        "hello",
                        "1",
                        URI.create("http://hello.localhost"),
                        "local",
                        new InetSocketAddress(InetAddress.getLoopbackAddress(), LoopbackPorts.next()),
                        classPath,
                        Analysis.of(List.of(new ModuleClasses("hello", app.classes(), classPath)))
                                .entryPoint(),
                        List.of(),
                        List.of(resources)),
                libraries);
    }

    private static ResourceOutput postgres(int port, String parameters) {
        return new ResourceOutput(
                "postgres",
                "default",
                Map.of(
                        "host",
                        "127.0.0.1",
                        "port",
                        Integer.toString(port),
                        "database",
                        "shop_db",
                        "username",
                        "shop",
                        "password",
                        PASSWORD,
                        "parameters",
                        parameters));
    }

    private static ResourceOutput redis() {
        return new ResourceOutput(
                "redis",
                "default",
                Map.of(
                        "host", "127.0.0.1",
                        "port", "6379",
                        "tls", "true",
                        "username", "u",
                        "password", PASSWORD,
                        "database", "2",
                        "keyPrefix", "shop:"));
    }
}
