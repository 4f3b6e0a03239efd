package dev.shuttle.plugin.watch;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.net.httpserver.HttpServer;
import dev.shuttle.plugin.pack.SourceTree;
import dev.shuttle.protocol.ProjectName;
import dev.shuttle.protocol.client.ApiAddress;
import dev.shuttle.protocol.client.ApiException;
import dev.shuttle.protocol.client.ClientException;
import dev.shuttle.protocol.client.HttpProxy;
import dev.shuttle.protocol.client.ShuttleClient;
import dev.shuttle.protocol.client.UnreachableException;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.maven.plugin.MojoFailureException;
import org.apache.maven.plugin.logging.Log;
import org.apache.maven.plugin.logging.SystemStreamLog;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Each round saves a file, which is the reason for the next one; the last one is interrupted. */
@Timeout(60)
class DeployLoopTest {

    private static final String URL = "http://hello.localhost";

    @TempDir
    private Path root;

    private final List<String> told = new ArrayList<>();
    private final List<Duration> pauses = new ArrayList<>();
    private final Deque<DeployLoop.Round> rounds = new ArrayDeque<>();
    private HttpServer server;
    private ShuttleClient client;

    private final Log log = new SystemStreamLog() {
        @Override
        public void info(CharSequence line) {
            told.add("info " + line);
        }

        @Override
        public void warn(CharSequence line) {
            told.add("warn " + line);
        }

        @Override
        public void error(CharSequence line) {
            told.add("error " + line);
        }
    };

    @BeforeEach
    void aServerThatRefuses() throws IOException {
        root = root.toRealPath();
        save("pom.xml");
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/projects/", exchange -> {
            String status = exchange.getRequestURI().getPath().replaceFirst(".*/p", "");
            byte[] problem = ("{\"type\":\"about:blank\",\"title\":\"No\",\"status\":" + status
                            + ",\"detail\":\"Refused with " + status + ".\",\"requestId\":\"1\"}")
                    .getBytes(StandardCharsets.UTF_8);
            exchange.getResponseHeaders().set("Content-Type", "application/problem+json");
            exchange.sendResponseHeaders(Integer.parseInt(status), problem.length);
            exchange.getResponseBody().write(problem);
            exchange.close();
        });
        server.start();
        ApiAddress address =
                ApiAddress.parse("http://127.0.0.1:" + server.getAddress().getPort());
        client = new ShuttleClient(address, null, HttpProxy.BY_JVM, "test/1");
    }

    @AfterEach
    void stop() {
        server.stop(0);
    }

    @Test
    void aFileThatIsSavedDuringADeployIsDeployedAfterIt() throws Exception {
        rounds.add(() -> served("App.java"));
        rounds.add(() -> served("Other.java"));

        untilInterrupted();

        assertTrue(told.get(0).startsWith("info Watching 1 files in " + root), told::toString);
        assertTrue(told.get(1).matches("info App.java changed: serves after \\d+\\.\\d s, " + URL), told::toString);
        assertEquals(2, told.size(), told::toString);
    }

    @Test
    void aBurstOfSavesIsOneDeploy() throws Exception {
        rounds.add(() -> served("A0.java", "A1.java", "A2.java", "A3.java"));
        rounds.add(() -> served("Last.java"));

        untilInterrupted();

        assertTrue(told.get(1).startsWith("info A0.java and 3 more files changed: serves after"), told::toString);
    }

    @Test
    void whatWasPackedAfterItWasSavedIsNotDeployedAgain() throws Exception {
        rounds.add(() -> served("App.java"));
        rounds.add(() -> {
            save("Late.java"); // before it is packed
            Map<Path, String> packed = packed();
            save("Last.java");
            return new Outcome.Served(packed, URL, false);
        });
        rounds.add(() -> served("End.java"));

        untilInterrupted();

        assertTrue(told.get(2).startsWith("info Last.java changed: serves after"), told::toString);
    }

    @Test
    void aFailureIsToldAndTheNextChangeDeployed() throws Exception {
        rounds.add(() -> failed("App.java:[3] is wrong", "App.java"));
        rounds.add(() -> failed("App.java:[4] is wrong", "App.java"));
        rounds.add(() -> {
            save("App.java");
            throw new MojoFailureException("too large");
        });
        rounds.add(() -> {
            save("App.java");
            throw new IOException("Cannot pack a pipe");
        });
        rounds.add(() -> {
            save("App.java");
            refuse(422);
            return served();
        });
        rounds.add(() -> served("App.java"));

        untilInterrupted();

        String after = "What serves goes on. The next change is deployed.";
        assertEquals("error App.java:[3] is wrong", told.get(0));
        assertTrue(
                told.get(2).matches("error App.java changed: failed after \\S+ s\\. App.java:\\[4] is wrong\n" + after),
                told::toString);
        assertEquals("error App.java changed. too large\n" + after, told.get(3));
        assertEquals("error App.java changed. Cannot pack a pipe\n" + after, told.get(4));
        assertEquals("error App.java changed. Refused with 422.\n" + after, told.get(5));
        assertTrue(told.get(6).startsWith("info App.java changed: serves"), told::toString);
    }

    @Test
    void aServerThatIsAwayIsTriedAgainAndThatIsToldOnce() throws Exception {
        rounds.add(() -> served("App.java"));
        for (int i = 0; i < 7; i++) {
            rounds.add(() -> {
                refuse(503);
                return served();
            });
        }
        rounds.add(() -> served("App.java"));

        untilInterrupted();

        assertEquals(
                List.of(0, 1, 2, 4, 8, 16, 30, 30),
                pauses.stream().limit(8).map(pause -> (int) pause.toSeconds()).toList());
        assertEquals("warn App.java changed. Refused with 503. Shuttle tries again until it is deployed.", told.get(1));
        assertTrue(told.get(2).startsWith("info App.java changed: serves after"), told::toString);
        assertEquals(3, told.size(), told::toString);
    }

    @Test
    void aKeyThatIsRevokedEndsIt() {
        rounds.add(() -> served("App.java"));
        rounds.add(() -> {
            refuse(401);
            return served();
        });

        ApiException refused = assertThrows(ApiException.class, this::run);

        assertEquals(401, refused.status());
    }

    @Test
    void aProjectThatWasDeletedEndsIt() throws Exception {
        ProjectName hello = new ProjectName("hello");
        rounds.add(() -> served("App.java"));
        rounds.add(() -> {
            throw new ProjectGoneException(hello);
        });

        String why = assertThrows(ProjectGoneException.class, this::run).toString();

        assertTrue(why.contains("Project hello was deleted on the server"), why);
    }

    @Test
    void aServerThatIsAwayAtTheStartEndsIt() {
        server.stop(0);
        rounds.add(() -> {
            refuse(503);
            return served();
        });

        assertThrows(UnreachableException.class, this::run);
    }

    @Test
    void anInterruptEndsTheWaiting() {
        rounds.add(() -> {
            Thread.currentThread().interrupt();
            return served();
        });

        assertThrows(InterruptedException.class, this::run);
        assertFalse(Thread.currentThread().isInterrupted());
    }

    private void untilInterrupted() {
        rounds.add(() -> {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted");
        });
        assertThrows(InterruptedException.class, this::run);
        assertEquals(0, rounds.size());
    }

    private void run() throws Exception {
        try (FileWatch files = new FileWatch(new SourceListing(root, Set.of()), Duration.ofMillis(50))) {
            new DeployLoop(root, files, () -> rounds.remove().deploy(), pauses::add, log).run();
        }
    }

    private Outcome served(String... saved) throws IOException {
        Map<Path, String> packed = packed();
        save(saved);
        return new Outcome.Served(packed, URL, false);
    }

    private Outcome failed(String reason, String... saved) throws IOException {
        Map<Path, String> packed = packed();
        save(saved);
        return new Outcome.Failed(packed, reason);
    }

    private Map<Path, String> packed() throws IOException {
        return SourceTree.of(root, Set.of(), folder -> {}).states();
    }

    /** Each time a larger one: two saves within a tick of the clock differ too. */
    private void save(String... names) throws IOException {
        for (String name : names) {
            Path file = root.resolve(name);
            Files.writeString(file, (Files.exists(file) ? Files.readString(file) : "") + "x");
        }
    }

    private void refuse(int status) throws ClientException {
        var unused = client.deployment(new ProjectName("hello"), "p" + status);
        throw new AssertionError("not refused with " + status);
    }
}
