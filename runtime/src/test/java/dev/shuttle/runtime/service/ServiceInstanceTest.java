package dev.shuttle.runtime.service;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.shuttle.os.LoopbackPorts;
import dev.shuttle.runtime.CompiledApp;
import dev.shuttle.runtime.plan.Analysis;
import dev.shuttle.runtime.plan.ModuleClasses;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.lang.ref.WeakReference;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.sql.Driver;
import java.sql.DriverManager;
import java.time.Duration;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(60)
class ServiceInstanceTest {
    private static final Duration PATIENCE = Duration.ofSeconds(10);

    private static final String ANSWER =
            """
            static HttpHandler answer() {
                return exchange -> { exchange.sendResponseHeaders(204, -1); exchange.close(); };
            }
            """;

    @TempDir
    Path directory;

    @Test
    void leavesNothingOfAHandler() throws Exception {
        assertComesAndGoes("public static HttpHandler main() { return answer(); }");
    }

    @Test
    void leavesNothingOfAService() throws Exception {
        assertComesAndGoes(
                """
                public static Service main() {
                    return new Service() {
                        HttpServer server;
                        public void start(InetSocketAddress address) throws Exception {
                            server = HttpServer.create(address, 0);
                            server.createContext("/", answer());
                            server.start();
                        }
                        public void close() { server.stop(0); }
                    };
                }
                """);
    }

    @Test
    void leavesNothingOfACloseable() throws Exception {
        assertComesAndGoes(
                """
                public static AutoCloseable main(InetSocketAddress address) throws Exception {
                    HttpServer server = HttpServer.create(address, 0);
                    server.createContext("/", answer());
                    server.start();
                    return () -> server.stop(0);
                }
                """);
    }

    @Test
    void leavesNothingOfAProgramThatCannotBeClosed() throws Exception {
        assertComesAndGoes(
                """
                public static void main(InetSocketAddress address) throws Exception {
                    HttpServer server = HttpServer.create(address, 0);
                    server.createContext("/", answer());
                    server.setExecutor(java.util.concurrent.Executors.newFixedThreadPool(4));
                    server.start();
                    Thread.currentThread().join();
                }
                """);
    }

    @Test
    void endsThreadsPoolsDriversAndHooksThatAServiceForgot() throws Exception {
        String hook = "shuttle.test.hook";
        System.clearProperty(hook);

        assertComesAndGoes(
                """
                public static class Fake implements java.sql.Driver {
                    public java.sql.Connection connect(String u, Properties p) { return null; }
                    public boolean acceptsURL(String u) { return false; }
                    public java.sql.DriverPropertyInfo[] getPropertyInfo(String u, Properties p) { return null; }
                    public int getMajorVersion() { return 1; }
                    public int getMinorVersion() { return 0; }
                    public boolean jdbcCompliant() { return false; }
                    public java.util.logging.Logger getParentLogger() { return null; }
                }
                public static HttpHandler main() throws Exception {
                    java.sql.DriverManager.registerDriver(new Fake());
                    new Thread(() -> { try { Thread.sleep(1000000); } catch (InterruptedException e) { } }).start();
                    java.util.concurrent.Executors.newScheduledThreadPool(2).submit(() -> { }).get();
                    Runtime.getRuntime().addShutdownHook(new Thread(() -> System.setProperty("shuttle.test.hook", "ran")));
                    return answer();
                }
                """);

        assertEquals("ran", System.getProperty(hook));
        for (Driver driver : Collections.list(DriverManager.getDrivers())) {
            assertFalse(driver.getClass().getName().startsWith("app."));
        }
    }

    @Test
    void aHandlerThatThrowsAnswersWith500AndItsTraceIsPrinted() throws Exception {
        InetSocketAddress address = freeAddress();
        ServiceInstance instance = load(
                address,
                """
                public static HttpHandler main() {
                    return exchange -> { throw new IllegalStateException("a mistake of mine"); };
                }
                """);
        PrintStream before = System.err;
        ByteArrayOutputStream printed = new ByteArrayOutputStream();
        System.setErr(new PrintStream(printed, true, StandardCharsets.UTF_8));
        try {
            instance.start(PATIENCE);
            assertEquals("HTTP/1.1 500", firstBytes(address));
        } finally {
            System.setErr(before);
            instance.stop(PATIENCE);
        }
        String trace = printed.toString(StandardCharsets.UTF_8);
        assertTrue(trace.contains("a mistake of mine") && trace.contains("at app."), trace);
    }

    @Test
    void saysWhatWouldNotEnd() throws Exception {
        ServiceInstance instance = load(
                freeAddress(),
                """
                public static HttpHandler main() {
                    Thread thread = new Thread(() -> { while (!Boolean.getBoolean("shuttle.test.let-go")) Thread.onSpinWait(); }, "spinner");
                    thread.setDaemon(true);
                    thread.start();
                    return answer();
                }
                """);
        instance.start(PATIENCE);
        try {
            assertEquals(List.of("Thread spinner does not end."), instance.stop(PATIENCE));
        } finally {
            System.setProperty("shuttle.test.let-go", "true");
        }
    }

    @Test
    void closesAServiceThatStartsTooLate() throws Exception {
        InetSocketAddress address = freeAddress();
        ServiceInstance instance = load(
                address,
                """
                public static Service main() {
                    return new Service() {
                        public void start(InetSocketAddress address) {
                            try { Thread.sleep(1000000); } catch (InterruptedException e) { }
                        }
                        public void close() { System.setProperty("shuttle.test.closed", "yes"); }
                    };
                }
                """);
        System.clearProperty("shuttle.test.closed");

        String message =
                String.valueOf(assertThrows(ServiceStartException.class, () -> instance.start(Duration.ofMillis(300)))
                        .getMessage());

        assertTrue(message.contains("did not start within"), message);
        assertEquals("yes", System.getProperty("shuttle.test.closed"));
    }

    @Test
    void tellsWhatAProgramThrewAfterItsStart() throws Exception {
        ServiceInstance instance = load(
                freeAddress(),
                """
                public static void main() throws Exception {
                    for (int i = 0; i < 3000 && !Boolean.getBoolean("shuttle.test.throw"); i++) Thread.sleep(10);
                    throw new Exception("later");
                }
                """);
        System.clearProperty("shuttle.test.throw");
        instance.start(PATIENCE);
        assertEquals(Optional.empty(), instance.fault());
        System.setProperty("shuttle.test.throw", "true");

        String message = String.valueOf(
                assertThrows(ServiceStartException.class, instance::awaitMain).getMessage());

        assertTrue(message.contains("java.lang.Exception: later"), message);
        assertEquals(Optional.of(message), instance.fault());
        assertEquals(List.of(), instance.stop(PATIENCE));
        assertFalse(instance.hasUserThreads());
    }

    @Test
    void refusesNullInPlaceOfAService() throws Exception {
        ServiceInstance instance = load(freeAddress(), "public static Service main() { return null; }");

        String message = String.valueOf(assertThrows(ServiceStartException.class, () -> instance.start(PATIENCE))
                .getMessage());

        assertTrue(message.contains("returned null"), message);
    }

    @Test
    void startsAndStopsAJavalinOfTheAppsOwn() throws Exception {
        CompiledApp app = CompiledApp.of(
                directory,
                """
                package io.javalin;
                import com.sun.net.httpserver.*;
                public class Javalin {
                    HttpServer server;
                    public Javalin start(String host, int port) throws Exception {
                        server = HttpServer.create(new java.net.InetSocketAddress(host, port), 0);
                        server.createContext("/", exchange -> { exchange.sendResponseHeaders(204, -1); exchange.close(); });
                        server.start();
                        return this;
                    }
                    public Javalin stop() { server.stop(0); return this; }
                }
                """,
                """
                package app;
                @dev.shuttle.ShuttleService
                public class App { public static io.javalin.Javalin main() { return new io.javalin.Javalin(); } }
                """);
        InetSocketAddress address = freeAddress();
        ServiceInstance instance = load(address, app);
        instance.start(PATIENCE);

        assertTrue(answers(address));
        assertEquals(List.of(), instance.stop(PATIENCE));
        assertFalse(answers(address));
    }

    @Test
    void showsTheServiceTheJdkAndTheAnnotationsOnly() throws Exception {
        ClassLoader loader = new ServiceClassLoader(List.of());

        assertEquals(
                "dev.shuttle.Service", loader.loadClass("dev.shuttle.Service").getName());
        assertEquals("java.sql.Driver", loader.loadClass("java.sql.Driver").getName());
        assertThrows(ClassNotFoundException.class, () -> loader.loadClass(ServiceInstance.class.getName()));
        assertThrows(ClassNotFoundException.class, () -> loader.loadClass("org.junit.jupiter.api.Test"));
        assertNull(loader.getResource("dev/shuttle/Service.class"));
    }

    private void assertComesAndGoes(String main) throws Exception {
        InetSocketAddress address = freeAddress();
        WeakReference<ClassLoader> loader = comeAndGo(address, main);
        assertFalse(answers(address));
        assertCollected(loader);
    }

    /** A method of its own, so that no local variable holds the service when it is to be collected. */
    private WeakReference<ClassLoader> comeAndGo(InetSocketAddress address, String main) throws Exception {
        ServiceInstance instance = load(address, main);
        instance.start(PATIENCE);
        long end = System.nanoTime() + PATIENCE.toNanos();
        while (!answers(address)) {
            assertTrue(System.nanoTime() < end, "it never answered");
            Thread.sleep(10);
        }
        WeakReference<ClassLoader> loader = new WeakReference<>(instance.loader());
        assertEquals(List.of(), instance.stop(PATIENCE));
        assertTrue(Thread.getAllStackTraces().keySet().stream().noneMatch(instance::owns));
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

    private ServiceInstance load(InetSocketAddress address, String body) throws Exception {
        return load(
                address,
                CompiledApp.of(
                        directory,
                        """
                package app;
                import com.sun.net.httpserver.*;
                import dev.shuttle.*;
                import java.net.*;
                import java.util.*;
                @ShuttleService
                public class App {
                %s
                %s
                }
                """
                                .formatted(body, ANSWER)));
    }

    private static ServiceInstance load(InetSocketAddress address, CompiledApp app) throws Exception {
        return ServiceInstance.load(
                new ServiceDefinition(
                        "hello",
                        "1",
                        URI.create("http://hello.localhost"),
                        "local",
                        address,
                        app.classPath(),
                        Analysis.of(List.of(new ModuleClasses("hello", app.classes(), List.of(CompiledApp.api()))))
                                .entryPoint(),
                        List.of(),
                        List.of()),
                HostLibraries.of(List.of()));
    }

    private static InetSocketAddress freeAddress() throws IOException {
        return LoopbackPorts.address(LoopbackPorts.next());
    }

    private static boolean answers(InetSocketAddress address) {
        try {
            return firstBytes(address).equals("HTTP/1.1 204");
        } catch (IOException e) {
            return false;
        }
    }

    private static String firstBytes(InetSocketAddress address) throws IOException {
        try (Socket socket = new Socket()) {
            socket.connect(address, 1000);
            socket.setSoTimeout(20_000);
            socket.getOutputStream()
                    .write("GET / HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n"
                            .getBytes(StandardCharsets.US_ASCII));
            return new String(socket.getInputStream().readNBytes(12), StandardCharsets.US_ASCII);
        }
    }
}
