package dev.shuttle.controlplane.host;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The behaviour that every {@link ServiceRunner} has, wherever it runs services. */
@Timeout(120)
public abstract class ServiceRunnerContract {
    protected static final Duration PATIENCE = Duration.ofSeconds(30);

    /** Said when a slow machine had not come as far as the test wants within the time. */
    protected static final String TOO_EARLY = "did not come up|did not start";

    private static final HttpClient HTTP = HttpClient.newHttpClient();

    @TempDir
    protected Path directory;

    protected final RecordedOutput output = new RecordedOutput();
    protected final List<String> notices = new CopyOnWriteArrayList<>();
    /** The environment of services that are started. */
    protected Map<String, String> environment = Map.of();

    protected ServiceRunner runner;
    private final Map<String, FixtureApp> apps = new ConcurrentHashMap<>();

    /** A runner of the same home every time. */
    protected abstract ServiceRunner newRunner() throws Exception;

    /** Whether services go on when their runner is closed. */
    protected abstract boolean outliveTheirRunner();

    /** Called when no service runs: threads, processes and files of services are gone. */
    protected abstract void assertNothingIsLeft() throws Exception;

    /** The files of the apps that a test has made. */
    protected ReleaseFiles artifacts(ReleaseRef release) throws IOException {
        FixtureApp app = apps.get(release.digest());
        if (app == null) {
            throw new NoSuchFileException(release.digest());
        }
        return app.files();
    }

    @BeforeEach
    void open() throws Exception {
        runner = newRunner();
    }

    @AfterEach
    void nothingIsLeft() throws Exception {
        runner.stopAll();
        assertEquals(Set.of(), runner.running());
        assertNothingIsLeft();
        runner.close();
    }

    @Test
    void startsAServiceThatAnswersAndStopsIt() throws Exception {
        RunningService service = start("1", answering("hello"));

        assertEquals("1", service.deployment());
        assertEquals("hello", get(service));
        assertEquals(Set.of("1"), runner.running());
        service.stop();
        assertGone(service);
        assertFalse(service.ended().isDone());
        assertEquals(Set.of(), runner.running());
        service.stop(); // does nothing
    }

    @Test
    void givesVariablesToAProcessOfItsOwnAndSaysWhereThereIsNone() throws Exception {
        environment = Map.of("GREETING", "hello", "TZ", "Asia/Tokyo", "PORT", "1");
        RunningService service = start(
                "1",
                serving(
                        "",
                        """
                        exchange -> {
                            byte[] body = (System.getenv("GREETING") + " " + System.getenv("TZ") + " "
                                    + System.getenv("PORT")).getBytes();
                            exchange.sendResponseHeaders(200, body.length);
                            exchange.getResponseBody().write(body);
                            exchange.close();
                        }
                        """,
                        ""));

        if (outliveTheirRunner()) {
            assertEquals("hello Asia/Tokyo " + service.address().getPort(), get(service));
            assertEquals(List.of(), notices);
        } else {
            assertTrue(notices.get(0).contains("does not get these environment variables: "), notices::toString);
            assertTrue(notices.get(0).contains("GREETING"), notices::toString);
        }
    }

    @Test
    void returnsAServiceOnlyOnceItIsReady() throws Exception {
        RunningService service = start(
                "1",
                serving(
                        "",
                        """
                        exchange -> {
                            byte[] body = ("asked " + ++asked).getBytes();
                            exchange.sendResponseHeaders(asked < 3 ? 503 : 200, body.length);
                            exchange.getResponseBody().write(body);
                            exchange.close();
                        }
                        """,
                        "static int asked;"));

        assertEquals("asked 4", get(service));
    }

    @Test
    void saysThatAServiceNeverListens() throws Exception {
        String message = failureAfter(TOO_EARLY, onItsOwn("Thread.sleep(100000);", ""));

        assertTrue(message.contains("within"), message);
        assertTrue(message.contains("Listen on the port"), message);
    }

    @Test
    void saysThatAServiceAnswersWithErrorsOnly() throws Exception {
        FixtureApp app = serving("", "exchange -> { exchange.sendResponseHeaders(503, -1); exchange.close(); }", "");

        String message = failureAfter(TOO_EARLY + "|did not listen", app);

        assertTrue(message.contains("GET / was answered with 503"), message);
    }

    @Test
    void saysWhichExceptionAMainThrewAndLogsItsStackTrace() throws Exception {
        FixtureApp app = serving("if (true) throw new IllegalStateException(\"no luck\");", "null", "");

        String message = failure(app, PATIENCE);

        assertTrue(message.contains("java.lang.IllegalStateException: no luck"), message);
        assertTrue(output.has("at app.App.main"), output.lines().toString());
    }

    @Test
    void saysWhichClassIsMissing() throws Exception {
        FixtureApp app = serving(
                "System.out.println(new Gone());",
                "answer()",
                "public static class Gone { }" + FixtureApp.handler("hello"));
        Files.delete(app.classes().resolve("app/App$Gone.class"));

        String message = failure(app, PATIENCE);

        assertTrue(message.contains("NoClassDefFoundError: app/App$Gone"), message);
    }

    @Test
    void saysThatAProgramLeftNoThreadRunning() throws Exception {
        String message = failure(onItsOwn("", ""), PATIENCE);

        assertTrue(message.contains("left no thread running"), message);
    }

    @Test
    void givesALineToTheOutputOfItsDeploymentByStream() throws Exception {
        RecordedOutput second = new RecordedOutput();

        start("1", printing("1"));
        runner.start(spec("2", printing("2"), second, PATIENCE));

        Await.until("the first's lines came", () -> output.lines()
                .containsAll(List.of("out main of 1", "err thread of 1")));
        Await.until("the second's lines came", () -> second.lines()
                .containsAll(List.of("out main of 2", "err thread of 2")));
        assertFalse(output.has("of 2"), output.lines().toString());
        assertFalse(second.has("of 1"), second.lines().toString());
    }

    @Test
    void closesAServiceThatItStops() throws Exception {
        RunningService service = start("1", sayingThatItCloses());

        assertEquals("from a service", get(service));
        service.stop();
        assertTrue(
                output.lines().containsAll(List.of("out started", "out closed")),
                output.lines().toString());
        assertGone(service);
    }

    @Test
    void tellsOnceThatAServiceHasEndedByItselfAndWhy() throws Exception {
        RunningService service = start(
                "1",
                onItsOwn(
                        """
                        var server = HttpServer.create(address, 0);
                        var asked = new java.util.concurrent.CountDownLatch(1);
                        server.createContext("/", answer());
                        server.createContext("/end", exchange -> { answer().handle(exchange); asked.countDown(); });
                        server.start();
                        asked.await();
                        server.stop(0);
                        throw new Exception("enough");
                        """,
                        FixtureApp.handler("hello")));
        AtomicInteger told = new AtomicInteger();
        CompletableFuture<Void> telling = service.ended().thenAccept(why -> told.incrementAndGet());
        assertEquals("hello", get(service, "/end"));

        String why = service.ended().get(20, TimeUnit.SECONDS);
        telling.get(20, TimeUnit.SECONDS);
        service.stop();

        assertTrue(why.contains("enough"), why);
        assertEquals(1, told.get());
        assertGone(service);
        assertEquals(Set.of(), runner.running());
    }

    @Test
    void runsTwoDeploymentsOfAProjectAtATime() throws Exception {
        RunningService first = start("1", answering("first"));
        RunningService second = start("2", answering("second"));

        assertNotEquals(first.address(), second.address());
        assertEquals(Set.of("1", "2"), runner.running());
        first.stop();
        assertGone(first);
        assertEquals("second", get(second));
        assertEquals(Set.of("2"), runner.running());
    }

    @Test
    void refusesADeploymentThatRunsAlready() throws Exception {
        FixtureApp app = answering("first");
        RunningService first = start("1", app);

        String message = String.valueOf(assertThrows(ServiceFailedException.class, () -> start("1", app))
                .getMessage());

        assertTrue(message.contains("runs already"), message);
        assertEquals("first", get(first));
    }

    @Test
    void saysThatAReleaseIsNotThere() throws Exception {
        ServiceSpec spec = spec("1", answering("hello"), output, PATIENCE);
        apps.clear();

        String message = String.valueOf(assertThrows(ServiceFailedException.class, () -> runner.start(spec))
                .getMessage());

        assertTrue(message.contains(spec.release().digest()), message);
        assertEquals(Set.of(), runner.running());
        assertNothingIsLeft();
    }

    @Test
    void leavesNothingOfAStartThatIsCancelled() throws Exception {
        FixtureApp app = onItsOwn("System.out.println(\"begun\"); Thread.sleep(100000);", "");
        Thread starter = Thread.currentThread();
        Thread canceller = new Thread(() -> {
            try {
                Await.until("main has begun", () -> output.has("begun"));
            } catch (Exception e) {
                throw new IllegalStateException(e);
            } finally {
                starter.interrupt();
            }
        });
        canceller.start();

        assertThrows(InterruptedException.class, () -> start("1", app));
        canceller.join();
        assertEquals(Set.of(), runner.running());
        assertNothingIsLeft();
    }

    @Test
    void isAskedForThePublicHost() throws Exception {
        RunningService service = start(
                "1",
                serving(
                        "",
                        """
                        exchange -> {
                            boolean own = "hello.localhost:8000".equals(exchange.getRequestHeaders().getFirst("Host"))
                                    && "http".equals(exchange.getRequestHeaders().getFirst("X-Forwarded-Proto"));
                            exchange.sendResponseHeaders(own ? 200 : 503, -1);
                            exchange.close();
                        }
                        """,
                        ""));

        assertEquals(Set.of("1"), runner.running());
        service.stop();
    }

    @Test
    void tellsTheAnswerOfAServiceThatIsNotReady() throws Exception {
        FixtureApp app = serving("", "exchange -> { exchange.sendResponseHeaders(500, -1); exchange.close(); }", "");

        String message = failureAfter(TOO_EARLY + "|did not listen", app);

        assertTrue(message.contains("GET / was answered with 500"), message);
        if (notices.isEmpty()) { // on a slow machine
            message = failure(app, Duration.ofSeconds(20));
        }
        assertFalse(notices.isEmpty(), message);
        assertTrue(notices.get(0).contains("GET / was answered with 500"), notices::toString);
    }

    @Test
    void stopsAllServices() throws Exception {
        RunningService first = start("1", answering("first"));
        RunningService second = start("2", answering("second"));

        runner.stopAll();

        assertGone(first);
        assertGone(second);
        assertFalse(first.ended().isDone());
        assertNothingIsLeft();
    }

    @Test
    void startsNothingOnceItIsClosed() throws Exception {
        FixtureApp app = answering("hello");
        runner.close();

        assertThrows(ServiceFailedException.class, () -> start("1", app));
    }

    @Test
    void detachesFromWhatCanOutliveItAndStopsTheRest() throws Exception {
        FixtureApp app = answering("hello");
        RunningService before = start("1", app);
        runner.close();
        runner.close(); // does nothing
        if (outliveTheirRunner()) {
            assertEquals("hello", get(before));
        } else {
            assertGone(before);
        }

        runner = newRunner();
        Map<String, RunningService> adopted =
                runner.adopt(Map.of("1", spec("1", app, output, PATIENCE)), service -> {});

        assertEquals(outliveTheirRunner() ? Set.of("1") : Set.of(), adopted.keySet());
        assertEquals(adopted.keySet(), runner.running());
        if (outliveTheirRunner()) {
            RunningService service = Objects.requireNonNull(adopted.get("1"));
            assertEquals(before.address(), service.address());
            assertEquals("hello", get(service));
            service.stop();
            assertGone(service);
        }
    }

    @Test
    void endsServicesOfARunnerBeforeThatAreNotWanted() throws Exception {
        RunningService before = start("1", answering("orphan"));
        runner.close();

        runner = newRunner();
        assertEquals(Map.of(), runner.adopt(Map.of(), service -> {}));

        assertGone(before);
        assertNothingIsLeft();
    }

    /** An app that runs some statements and then serves a handler, an expression. */
    protected FixtureApp serving(String first, String handler, String members) throws Exception {
        return FixtureApp.of(
                directory,
                "public static HttpHandler main() throws Exception { %s return %s; } %s"
                        .formatted(first, handler, members));
    }

    /** An app that listens on {@code address} itself. */
    protected FixtureApp onItsOwn(String statements, String members) throws Exception {
        return FixtureApp.of(
                directory,
                "public static void main(InetSocketAddress address) throws Exception { %s } %s"
                        .formatted(statements, members));
    }

    /** An app that says when it has started and when it closes, and answers {@code from a service}. */
    protected FixtureApp sayingThatItCloses() throws Exception {
        return FixtureApp.of(
                directory,
                """
                public static Service main(ServiceInfo info) {
                    return new Service() {
                        HttpServer server;
                        public void start(InetSocketAddress address) throws Exception {
                            server = HttpServer.create(address, 0);
                            server.createContext("/", answer());
                            server.start();
                            System.out.println("started");
                        }
                        public void close() { server.stop(0); System.out.println("closed"); }
                    };
                }
                """
                        + FixtureApp.handler("from a service"));
    }

    private FixtureApp printing(String deployment) throws Exception {
        return serving(
                """
                System.out.println("main of %1$s");
                new Thread(() -> System.err.println("thread of %1$s")).start();
                """
                        .formatted(deployment),
                "answer()",
                FixtureApp.handler("hello"));
    }

    protected FixtureApp answering(String text) throws Exception {
        return serving("", "answer()", FixtureApp.handler(text));
    }

    protected RunningService start(String deployment, FixtureApp app) throws Exception {
        return runner.start(spec(deployment, app, output, PATIENCE));
    }

    protected String failure(FixtureApp app, Duration timeout) {
        String message = assertThrows(ServiceFailedException.class, () -> runner.start(spec("1", app, output, timeout)))
                .getMessage();
        assertEquals(Set.of(), runner.running());
        return String.valueOf(message);
    }

    /** The failure of an app that was started: only on a slow machine is the first time too short for that. */
    protected String failureAfter(String tooEarly, FixtureApp app) {
        String message = failure(app, Duration.ofSeconds(2));
        for (int seconds = 8;
                seconds <= 32 && Pattern.compile(tooEarly).matcher(message).find();
                seconds *= 4) {
            message = failure(app, Duration.ofSeconds(seconds));
        }
        return message;
    }

    /** Much longer than a service takes that ends. */
    private static final Duration STOP = Duration.ofSeconds(4);

    protected ServiceSpec spec(String deployment, FixtureApp app, RecordedOutput output, Duration timeout) {
        String digest = app.classes().toString();
        apps.put(digest, app);
        return new ServiceSpec(
                "hello",
                deployment,
                URI.create("http://hello.localhost:8000"),
                app.plan(),
                new ReleaseRef("hello", "1", digest),
                Path.of(System.getProperty("java.home"), "bin", "java"),
                List.of(),
                List.of(),
                environment,
                nothing -> {},
                output,
                notices::add,
                timeout,
                STOP);
    }

    protected static String get(RunningService service) throws Exception {
        return get(service, "/");
    }

    protected static String get(RunningService service, String path) throws Exception {
        URI uri = URI.create("http://127.0.0.1:" + service.address().getPort() + path);
        return HTTP.send(HttpRequest.newBuilder(uri).timeout(PATIENCE).build(), HttpResponse.BodyHandlers.ofString())
                .body();
    }

    protected static void assertGone(RunningService service) {
        assertThrows(IOException.class, () -> get(service));
    }
}
