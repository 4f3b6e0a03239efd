package dev.shuttle.controlplane.host.embedded;

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
import dev.shuttle.runtime.service.HostLibraries;
import java.io.IOException;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(60)
class EmbeddedRunnerTest {
    @TempDir
    Path directory;

    private final RecordedOutput output = new RecordedOutput();
    private EmbeddedRunner hosts;

    @BeforeEach
    void open() {
        hosts = new EmbeddedRunner(HostLibraries.of(List.of()));
    }

    @AfterEach
    void nothingIsLeft() {
        hosts.close();
        assertEquals(Set.of(), hosts.running());
        assertEquals(List.of(), threads());
    }

    @Test
    void servesAndIsGoneAfterwards() throws Exception {
        RunningService host = start(FixtureApp.of(
                directory, "public static HttpHandler main() { return answer(); }" + FixtureApp.handler("hello")));

        assertTrue(get(host).endsWith("hello"));
        assertEquals(Set.of("1"), hosts.running());
        host.stop();
        assertThrows(IOException.class, () -> get(host));
        assertFalse(host.ended().isDone());
    }

    @Test
    void loadsAServiceAnewEveryTime() throws Exception {
        for (int i = 0; i < 3; i++) {
            RunningService host = start(
                    FixtureApp.of(
                            directory,
                            """
                    static int count;
                    public static HttpHandler main() {
                        count++;
                        return exchange -> {
                            byte[] body = ("count " + count).getBytes();
                            exchange.sendResponseHeaders(200, body.length);
                            exchange.getResponseBody().write(body);
                            exchange.close();
                        };
                    }
                    """));
            assertTrue(get(host).endsWith("count 1"));
            host.stop();
        }
    }

    @Test
    void givesEachServiceItsOwnOutput() throws Exception {
        RunningService host = start(FixtureApp.of(
                directory,
                """
                public static void main(InetSocketAddress address) throws Exception {
                    System.out.println("from main");
                    new Thread(() -> System.err.println("from a thread")).start();
                    var server = HttpServer.create(address, 0);
                    server.createContext("/", answer());
                    server.start();
                }
                """
                        + FixtureApp.handler("hello")));

        Await.until("both lines came", () -> output.has("out from main") && output.has("err from a thread"));
        System.out.print("");
        host.stop();
        assertThrows(IOException.class, () -> get(host));
    }

    @Test
    void saysWhatAMainThrewAndLogsItsStackTrace() throws Exception {
        FixtureApp app = FixtureApp.of(
                directory,
                """
                public static HttpHandler main() { throw new IllegalStateException("no luck"); }
                """);

        String message = failure(app, Duration.ofSeconds(30));

        assertTrue(message.contains("java.lang.IllegalStateException: no luck"), message);
        assertTrue(output.has("at app.App.main"), output.lines().toString());
    }

    @Test
    void saysThatAServiceNeverListens() throws Exception {
        FixtureApp app = FixtureApp.of(
                directory,
                """
                public static void main(InetSocketAddress address) throws Exception { Thread.sleep(100000); }
                """);

        String message = failure(app, Duration.ofSeconds(4));

        assertTrue(message.contains("did not become ready within 4 s"), message);
    }

    @Test
    void saysThatAProgramLeftNoThreadRunning() throws Exception {
        FixtureApp app = FixtureApp.of(directory, "public static void main() { }");

        assertTrue(failure(app, Duration.ofSeconds(30)).contains("left no thread running"));
    }

    @Test
    void tellsWhenAProgramsMainThrowsLater() throws Exception {
        RunningService host = start(FixtureApp.of(
                directory,
                """
                public static void main(InetSocketAddress address) throws Exception {
                    var server = HttpServer.create(address, 0);
                    var asked = new java.util.concurrent.CountDownLatch(1);
                    server.createContext("/", exchange -> { answer().handle(exchange); asked.countDown(); });
                    server.start();
                    asked.await();
                    throw new Exception("enough");
                }
                """
                        + FixtureApp.handler("hello")));

        String why = host.ended().get(20, TimeUnit.SECONDS);

        assertTrue(why.contains("enough"), why);
        assertThrows(IOException.class, () -> get(host));
    }

    private RunningService start(FixtureApp app) throws Exception {
        return hosts.start(request(app, Duration.ofSeconds(30)));
    }

    private String failure(FixtureApp app, Duration timeout) {
        return String.valueOf(assertThrows(ServiceFailedException.class, () -> hosts.start(request(app, timeout)))
                .getMessage());
    }

    private ServiceSpec request(FixtureApp app, Duration timeout) {
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

    private static String get(RunningService host) throws IOException {
        try (Socket socket = new Socket()) {
            socket.connect(host.address());
            socket.getOutputStream()
                    .write("GET / HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n"
                            .getBytes(StandardCharsets.US_ASCII));
            return new String(socket.getInputStream().readAllBytes(), StandardCharsets.US_ASCII);
        }
    }

    private static List<String> threads() {
        return Thread.getAllStackTraces().keySet().stream()
                .map(Thread::getName)
                .filter(name -> name.startsWith("hello-1"))
                .toList();
    }
}
