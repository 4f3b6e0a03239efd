package dev.shuttle.controlplane.host.jvm;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.shuttle.controlplane.host.Await;
import dev.shuttle.controlplane.host.FixtureApp;
import dev.shuttle.controlplane.host.RecordedOutput;
import dev.shuttle.controlplane.host.RunningService;
import dev.shuttle.controlplane.host.ServiceFailedException;
import dev.shuttle.controlplane.host.ServiceSpec;
import dev.shuttle.controlplane.sandbox.Sandbox;
import java.io.IOException;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(120)
class DedicatedRunnerTest {
    private static final HttpClient HTTP = HttpClient.newHttpClient();
    private static final String TOO_EARLY = "did not come up|did not start";

    @TempDir
    Path directory;

    private final RecordedOutput output = new RecordedOutput();
    private Path home;
    private DedicatedRunner hosts;

    @BeforeEach
    void open() throws IOException {
        home = Files.createDirectory(directory.resolve("home"));
        hosts = newHosts();
    }

    @AfterEach
    void nothingIsLeft() throws Exception {
        hosts.close();
        assertEquals(List.of(), hostDirectories());
        assertEquals(List.of(), processes());
    }

    @Test
    void servesAnHttpHandler() throws Exception {
        RunningService host = start(FixtureApp.of(
                directory,
                "public static HttpHandler main() { return answer(); }" + FixtureApp.handler("from a handler")));

        assertEquals("from a handler", get(host));
        assertEquals(java.util.Set.of("1"), hosts.running());
        host.stop();
        assertGone(host);
        assertFalse(host.ended().isDone());
    }

    @Test
    void servesAService() throws Exception {
        RunningService host = start(FixtureApp.of(
                directory,
                """
                public static Service main(ServiceInfo info) {
                    return new Service() {
                        HttpServer server;
                        public void start(InetSocketAddress address) throws Exception {
                            server = HttpServer.create(address, 0);
                            server.createContext("/", answer());
                            server.start();
                            System.out.println("started " + info.project() + " " + info.deployment() + " " + info.environment());
                        }
                        public void close() { server.stop(0); System.out.println("closed"); }
                    };
                }
                """
                        + FixtureApp.handler("from a service")));

        assertEquals("from a service", get(host));
        host.stop();
        assertTrue(
                output.lines().contains("out started hello 1 deployed"),
                output.lines().toString());
        assertTrue(output.lines().contains("out closed"), output.lines().toString());
        assertGone(host);
    }

    @Test
    void servesAProgramThatListensOnTheAddressItIsGiven() throws Exception {
        RunningService host =
                start(listening("public static void main(InetSocketAddress address) throws Exception {", "address"));

        assertEquals("from a program", get(host));
    }

    @Test
    void servesAProgramThatListensOnThePortItIsGiven() throws Exception {
        RunningService host = start(listening(
                "public static void main(@Port int port) throws Exception {",
                "new InetSocketAddress(\"127.0.0.1\", port)"));

        assertEquals("from a program", get(host));
    }

    @Test
    void servesAPlainProgramThatReadsPortAndSeesNothingOfOurEnvironment() throws Exception {
        RunningService host = start(FixtureApp.plain(
                directory,
                """
                public static void main(String[] args) throws Exception {
                    for (var name : List.of("SERVER_PORT", "QUARKUS_HTTP_PORT", "MICRONAUT_SERVER_PORT")) {
                        if (!System.getenv("PORT").equals(System.getenv(name))) throw new Error(name);
                    }
                    if (!System.getenv("PORT").equals(System.getProperty("server.port"))) throw new Error("server.port");
                    System.out.println("environment " + new TreeSet<>(System.getenv().keySet()));
                    var server = HttpServer.create(new InetSocketAddress("127.0.0.1", Integer.parseInt(System.getenv("PORT"))), 0);
                    server.createContext("/", answer());
                    server.start();
                }
                """
                        + FixtureApp.handler("plain")));

        assertEquals("plain", get(host));
        host.stop();
        String environment = output.lines().stream()
                .filter(line -> line.startsWith("out environment"))
                .findFirst()
                .orElseThrow();
        List<String> allowed = List.of(
                "PATH",
                "LANG",
                "TZ",
                "JAVA_HOME",
                "HOME",
                "TMPDIR",
                "PORT",
                "SERVER_PORT",
                "QUARKUS_HTTP_PORT",
                "MICRONAUT_SERVER_PORT",
                "SERVER_ADDRESS",
                "QUARKUS_HTTP_HOST",
                "MICRONAUT_SERVER_HOST");
        Stream.of(environment.replaceAll(".*\\[|\\]", "").split(", ", -1))
                .forEach(name -> assertTrue(allowed.contains(name) || name.startsWith("LC_"), name));
    }

    @Test
    void hasNoClassOfOursButTheAnnotationsPackage() throws Exception {
        RunningService host = start(FixtureApp.of(
                directory,
                """
                public static HttpHandler main() {
                    try {
                        Class.forName("dev.shuttle.runtime.host.HostMain");
                        System.out.println("visible");
                    } catch (ClassNotFoundException e) {
                        System.out.println("hidden");
                    }
                    return answer();
                }
                """
                        + FixtureApp.handler("hello")));

        host.stop();
        assertTrue(output.lines().contains("out hidden"), output.lines().toString());
    }

    @Test
    void saysWhatAMainThrewAndLogsItsStackTrace() throws Exception {
        FixtureApp app = FixtureApp.of(
                directory,
                """
                public static HttpHandler main() { throw new IllegalStateException("no luck"); }
                """);

        String message = failure(app, Duration.ofSeconds(30));

        assertEquals(
                "app.App failed to start: java.lang.IllegalStateException: no luck."
                        + " The stack trace is in the log of this deployment.",
                message);
        assertTrue(output.has("at app.App.main"), output.lines().toString());
    }

    @Test
    void saysWhatAProgramThrew() throws Exception {
        FixtureApp app = FixtureApp.of(
                directory,
                """
                public static void main(InetSocketAddress address) throws Exception { throw new Exception("no luck"); }
                """);

        assertTrue(failure(app, Duration.ofSeconds(30)).contains("no luck"));
        assertTrue(output.has("at app.App.main"), output.lines().toString());
    }

    @Test
    void saysThatAProgramListensElsewhere() throws Exception {
        FixtureApp app = FixtureApp.plain(
                directory,
                """
                public static void main(String[] args) throws Exception {
                    var server = HttpServer.create(new InetSocketAddress("127.0.0.1", 0), 0);
                    server.start();
                    System.out.println("port " + server.getAddress().getPort());
                }
                """);

        String message = failureAfter(TOO_EARLY + "|within \\d+ s\\. Listen", app);

        String port = output.lines().stream()
                .filter(line -> line.startsWith("out port "))
                .reduce((before, last) -> last)
                .orElseThrow()
                .substring("out port ".length());
        assertTrue(message.contains("it listens on " + port + "."), message);
        assertTrue(message.contains("PORT"), message);
    }

    @Test
    void saysThatAServiceNeverListens() throws Exception {
        FixtureApp app = FixtureApp.of(
                directory,
                """
                public static void main(InetSocketAddress address) throws Exception { Thread.sleep(100000); }
                """);

        String message = failureAfter(TOO_EARLY, app);

        assertTrue(
                message.matches("The service did not listen on its port \\d+ within \\d+ s\\. Listen on .*"), message);
    }

    @Test
    void saysThatAServiceAnswersWithErrorsOnly() throws Exception {
        FixtureApp app = FixtureApp.of(
                directory,
                """
                public static HttpHandler main() {
                    return exchange -> { exchange.sendResponseHeaders(503, -1); exchange.close(); };
                }
                """);

        String message = failureAfter(TOO_EARLY, app);

        assertTrue(message.contains("GET / was answered with 503"), message);
    }

    @Test
    void saysWithWhatCodeTheProcessEnded() throws Exception {
        FixtureApp app = FixtureApp.of(
                directory,
                """
                public static void main(InetSocketAddress address) {
                    System.err.print("last words");
                    System.exit(42);
                }
                """);

        String message = failure(app, Duration.ofSeconds(30));

        assertTrue(message.contains("exit code 42"), message);
        assertTrue(output.lines().contains("err last words"), output.lines().toString());
    }

    @Test
    void saysThatAProgramLeftNoThreadRunning() throws Exception {
        FixtureApp app = FixtureApp.of(directory, "public static void main() { }");

        String message = failure(app, Duration.ofSeconds(30));

        assertTrue(message.contains("left no thread running"), message);
    }

    @Test
    void endsByForceWhatDoesNotStop() throws Exception {
        RunningService host = start(FixtureApp.of(
                directory,
                """
                public static void main(InetSocketAddress address) throws Exception {
                    var server = HttpServer.create(address, 0);
                    server.createContext("/", answer());
                    server.start();
                    Runtime.getRuntime().addShutdownHook(new Thread(() -> {
                        while (true) try { Thread.sleep(1000); } catch (InterruptedException e) { }
                    }));
                    new Thread(() -> { while (true) try { Thread.sleep(1000); } catch (InterruptedException e) { } }).start();
                }
                """
                        + FixtureApp.handler("stubborn")));

        long begin = System.nanoTime();
        host.stop();

        assertTrue(System.nanoTime() - begin < TimeUnit.SECONDS.toNanos(30));
        assertTrue(
                output.has("err shuttle: the service did not end within 10 s"),
                output.lines().toString());
        assertTrue(output.has("at app.App."), output.lines().toString());
        assertGone(host);
    }

    @Test
    void runsTheShutdownHooksOfAnApp() throws Exception {
        RunningService host = start(listening(
                "public static void main(InetSocketAddress address) throws Exception {"
                        + "Runtime.getRuntime().addShutdownHook(new Thread(() -> System.out.println(\"hook ran\")));",
                "address"));

        host.stop();

        assertTrue(output.lines().contains("out hook ran"), output.lines().toString());
    }

    @Test
    void endsTheProcessesThatAServiceHasStarted() throws Exception {
        RunningService host = start(FixtureApp.of(
                directory,
                """
                public static HttpHandler main() throws Exception {
                    System.out.println("child " + new ProcessBuilder("sleep", "600").start().pid());
                    return answer();
                }
                """
                        + FixtureApp.handler("parent")));
        host.stop();

        String line = output.lines().stream()
                .filter(found -> found.startsWith("out child "))
                .findFirst()
                .orElseThrow();
        long child = Long.parseLong(line.substring("out child ".length()));
        Await.until(
                "the child has ended",
                () -> ProcessHandle.of(child).filter(ProcessHandle::isAlive).isEmpty());
    }

    @Test
    void tellsWhenAServiceHasEndedByItself() throws Exception {
        RunningService host = start(
                FixtureApp.of(
                        directory,
                        """
                public static HttpHandler main() {
                    return exchange -> {
                        if (exchange.getRequestURI().getPath().equals("/exit")) System.exit(7);
                        exchange.sendResponseHeaders(204, -1);
                        exchange.close();
                    };
                }
                """));

        assertThrows(IOException.class, () -> get(host, "/exit"));

        String why = host.ended().get(20, TimeUnit.SECONDS);
        assertTrue(why.contains("exit code 7"), why);
        assertEquals(List.of(), hostDirectories());
        assertTrue(hosts.running().isEmpty());
        host.stop();
    }

    @Test
    void isTakenOverByTheNextControlPlaneWhichReadsOnInItsOutput() throws Exception {
        FixtureApp app = FixtureApp.of(
                directory,
                """
                public static HttpHandler main() {
                    return exchange -> {
                        System.out.println("asked " + exchange.getRequestURI());
                        exchange.sendResponseHeaders(204, -1);
                        exchange.close();
                    };
                }
                """);
        RunningService before = start(app);
        get(before, "/one");
        Await.until("the line is read", () -> output.has("asked /one"));
        hosts.abandon();
        get(before, "/two");

        hosts = newHosts();
        RecordedOutput after = new RecordedOutput();
        Map<String, RunningService> adopted =
                hosts.adopt(Map.of("1", request(app, after, Duration.ofSeconds(30))), host -> {});

        RunningService host = Objects.requireNonNull(adopted.get("1"));
        assertEquals(before.address(), host.address());
        get(host, "/three");
        Await.until("the line is read", () -> after.has("asked /three"));
        assertTrue(after.has("asked /two"));
        assertFalse(after.has("asked /one"));
        assertFalse(output.has("asked /two"));
        assertEquals(java.util.Set.of("1"), hosts.running());
        host.stop();
        assertGone(host);
    }

    @Test
    void endsHostsThatNobodyWantsAnyMore() throws Exception {
        RunningService before = start(FixtureApp.of(
                directory, "public static HttpHandler main() { return answer(); }" + FixtureApp.handler("left")));
        hosts.abandon();

        hosts = newHosts();
        assertEquals(Map.of(), hosts.adopt(Map.of(), host -> {}));

        assertGone(before);
    }

    @Test
    void endsAHostWhoseNumberNobodyHadTheTimeToNote() throws Exception {
        Process unknown = new ProcessBuilder(
                        "bash",
                        "-c",
                        "read -r never",
                        "-Dshuttle.role=host",
                        "-Dshuttle.home=" + home,
                        "-Dshuttle.deployment=8")
                .start();
        try {
            Await.until("it is known by its arguments", () -> !processes().isEmpty());
            Files.createDirectories(home.resolve("hosts/8"));

            assertEquals(Map.of(), hosts.adopt(Map.of(), host -> {}));

            assertTrue(unknown.waitFor(20, TimeUnit.SECONDS));
            assertFalse(Files.exists(home.resolve("hosts/8")));
        } finally {
            unknown.destroyForcibly().waitFor();
        }
    }

    @Test
    void removesTheDirectoryOfAHostThatIsDeadAndSparesTheProcessThatHasItsNumber() throws Exception {
        Process innocent = new ProcessBuilder("sleep", "600").start();
        try {
            Path left = Files.createDirectories(home.resolve("hosts/9"));
            Files.writeString(left.resolve("pid"), Long.toString(innocent.pid()));

            assertEquals(Map.of(), hosts.adopt(Map.of(), host -> {}));

            assertTrue(innocent.isAlive());
        } finally {
            innocent.destroyForcibly().waitFor();
        }
    }

    @Test
    void worksInAHomeWhosePathIsTooLongForASocket() throws Exception {
        hosts.close();
        home = Files.createDirectories(directory.resolve("long".repeat(30)));
        hosts = newHosts();
        RunningService host = start(FixtureApp.of(
                directory, "public static HttpHandler main() { return answer(); }" + FixtureApp.handler("far away")));
        Path socket = Path.of(Files.readString(home.resolve("hosts/1/socket-path")));

        assertEquals("far away", get(host));
        host.stop();

        assertFalse(Files.exists(socket.getParent()), socket.toString());
    }

    @Test
    void stopsAStartThatIsInterrupted() throws Exception {
        FixtureApp app = FixtureApp.of(
                directory,
                """
                public static void main(InetSocketAddress address) throws Exception { Thread.sleep(100000); }
                """);
        Thread starter = Thread.currentThread();
        Thread interrupter = new Thread(() -> {
            try {
                Await.until("the process runs", () -> !processes().isEmpty());
            } catch (Exception e) {
                throw new IllegalStateException(e);
            }
            starter.interrupt();
        });
        interrupter.start();

        assertThrows(InterruptedException.class, () -> hosts.start(request(app, output, Duration.ofSeconds(30))));
        interrupter.join();
    }

    @Test
    void keepsTheOutputOfAFloodSmall() throws Exception {
        RunningService host = start(FixtureApp.of(
                directory,
                """
                public static HttpHandler main() {
                    var flood = new Thread(() -> {
                        String line = "x".repeat(1000);
                        while (true) System.out.println(line);
                    });
                    flood.setDaemon(true);
                    flood.start();
                    return answer();
                }
                """
                        + FixtureApp.handler("flooding")));
        Await.until("something was dropped", () -> output.has("bytes of output were dropped"));

        Await.until("the file is small", () -> Files.size(home.resolve("hosts/1/out")) < 200 << 20);
        assertEquals("flooding", get(host));
    }

    private DedicatedRunner newHosts() {
        return new DedicatedRunner(
                home,
                Path.of(System.getProperty("java.home"), "bin", "java"),
                FixtureApp.runtime(),
                List.of(),
                Sandbox.none(new Sandbox.Limits(1L << 30, 2L << 30)));
    }

    private RunningService start(FixtureApp app) throws Exception {
        return hosts.start(request(app, output, Duration.ofSeconds(30)));
    }

    private String failure(FixtureApp app, Duration timeout) {
        String message = assertThrows(ServiceFailedException.class, () -> hosts.start(request(app, output, timeout)))
                .getMessage();
        assertTrue(hosts.running().isEmpty());
        return String.valueOf(message);
    }

    /** What is said of an app whose JVM is up: only on a slow machine is the first time too short for that. */
    private String failureAfter(String tooEarly, FixtureApp app) {
        String message = failure(app, Duration.ofSeconds(2));
        for (int seconds = 8;
                seconds <= 32 && Pattern.compile(tooEarly).matcher(message).find();
                seconds *= 4) {
            message = failure(app, Duration.ofSeconds(seconds));
        }
        return message;
    }

    private static ServiceSpec request(FixtureApp app, RecordedOutput output, Duration timeout) {
        return new ServiceSpec(
                "hello",
                "1",
                URI.create("http://hello.localhost:8000"),
                app.plan(),
                app.classPath(),
                List.of(),
                nothing -> {},
                output,
                timeout);
    }

    private FixtureApp listening(String head, String address) throws Exception {
        return FixtureApp.of(
                directory,
                head
                        + """
                    var server = HttpServer.create(%s, 0);
                    server.createContext("/", answer());
                    server.start();
                }
                """
                                .formatted(address)
                        + FixtureApp.handler("from a program"));
    }

    private static String get(RunningService host) throws Exception {
        return get(host, "/");
    }

    private static String get(RunningService host, String path) throws Exception {
        URI uri = URI.create("http://127.0.0.1:" + host.address().getPort() + path);
        return HTTP.send(HttpRequest.newBuilder(uri).build(), HttpResponse.BodyHandlers.ofString())
                .body();
    }

    private void assertGone(RunningService host) throws IOException {
        assertThrows(IOException.class, () -> {
            try (Socket socket = new Socket()) {
                socket.connect(host.address());
            }
        });
        assertEquals(List.of(), processes());
        assertEquals(List.of(), hostDirectories());
    }

    private List<Path> hostDirectories() throws IOException {
        Path all = home.resolve("hosts");
        if (!Files.exists(all)) {
            return List.of();
        }
        try (Stream<Path> list = Files.list(all)) {
            return list.toList();
        }
    }

    private List<String> processes() {
        return ProcessHandle.allProcesses()
                .map(handle -> handle.info().commandLine().orElse(""))
                .filter(line -> line.contains("-Dshuttle.home=" + home))
                .toList();
    }
}
