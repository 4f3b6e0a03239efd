package dev.shuttle.controlplane.sandbox;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.shuttle.controlplane.database.Database;
import dev.shuttle.controlplane.host.Await;
import dev.shuttle.os.LoopbackClients;
import dev.shuttle.resources.Platform;
import dev.shuttle.resources.ServerContainment;
import dev.shuttle.resources.postgres.EmbeddedPostgres;
import dev.shuttle.resources.redis.EmbeddedRedis;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Real servers, and real processes of projects that connect to them, as the control plane puts them together. */
class ServersConnectionsTest {
    private static final Sandbox.Limits LIMITS = new Sandbox.Limits(256L << 20, 128L << 20);

    @TempDir
    Path folder;

    private Path home;
    private Database database;
    private Sandbox sandbox;
    private EmbeddedRedis redis;
    private EmbeddedPostgres postgres;

    @BeforeEach
    void open() throws IOException {
        Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwx--x--x"));
        home = Files.createDirectory(folder.toRealPath().resolve("home"));
        Files.setPosixFilePermissions(home, PosixFilePermissions.fromString("rwx--x--x"));
        database = Database.open(Database.urlIn(folder.resolve("store")));
        sandbox = Sandbox.open(home, database, LIMITS, List.of());
        redis = new EmbeddedRedis(
                home.resolve("redis"),
                () -> bundled("embedded-redis.jar"),
                project -> (pid, port) -> sandbox.boundStrangers("the Redis of " + project, project, port));
        postgres = new EmbeddedPostgres(
                home.resolve("postgres"),
                () -> bundled(Platform.current().postgres().orElseThrow().artifactId() + ".jar"),
                () -> "a password of the test",
                (pid, port) -> sandbox.contain("PostgreSQL", pid, port),
                project -> ServerContainment.NONE);
    }

    @AfterEach
    void close() {
        redis.close();
        postgres.close();
        sandbox.close();
        database.close();
    }

    @Test
    void aServiceThatTakesTheConnectionsOfANeighboursRedisIsEndedAndTheOwnersIsNot() throws Exception {
        assumeTrue(sandbox.isolation().users());
        Map<String, String> output = redis.ensure("owner", "default", redis.draft("owner", "default", List.of()));
        int port = Integer.parseInt(Objects.requireNonNull(output.get("port")));
        Confinement owner = sandbox.host("owner", "1");
        Confinement modest = sandbox.host("modest", "2");
        Confinement greedy = sandbox.host("greedy", "3");
        Process owners = start(owner, port, 60);
        Process visitor = start(modest, port, 15);
        try {
            Await.until(
                    "both are connected", () -> LoopbackClients.of(Set.of(port)).size() >= 75);

            assertEquals(137, exit(start(greedy, port, 60)));

            String reason = greedy.connectionsExceeded().orElse("nothing");
            assertTrue(reason.matches("had \\d\\d connections to the Redis of owner open and was ended: .*"), reason);
            assertTrue(owners.isAlive() && visitor.isAlive());
            assertEquals(Optional.empty(), owner.connectionsExceeded());
            assertEquals("+OK\r\n+PONG\r\n", ping(port, Objects.requireNonNull(output.get("password"))));
        } finally {
            for (Confinement each : List.of(owner, modest, greedy)) {
                each.end();
                each.endAccount();
            }
            exit(owners);
            exit(visitor);
        }
    }

    @Test
    void ofServicesThatFillPostgresWithoutLoggingInThoseWithMostAreEnded() throws Exception {
        assumeTrue(sandbox.isolation().users());
        Map<String, String> output = postgres.ensure("owner", "default", postgres.draft("owner", "default", List.of()));
        int port = Integer.parseInt(Objects.requireNonNull(output.get("port")));
        List<Confinement> confined = new ArrayList<>();
        List<Process> processes = new ArrayList<>();
        try {
            for (int connections : List.of(60, 170, 180, 190)) { // none of them too many alone
                Confinement each = sandbox.host("p" + connections, "d" + connections);
                confined.add(each);
                Process process = start(each, port, connections);
                processes.add(process);
                if (connections < 180) {
                    Await.until(
                            "they are connected",
                            () -> LoopbackClients.of(Set.of(port)).size() >= connections);
                } else {
                    assertEquals(137, exit(process), "with it there were more than 400");
                }
            }

            String reason = confined.get(3).connectionsExceeded().orElse("nothing");
            assertTrue(
                    reason.matches("had \\d+ connections to PostgreSQL open and was ended: all services .*"), reason);
            assertTrue(processes.get(0).isAlive() && processes.get(1).isAlive());
            Map<String, String> draft = postgres.draft("other", "default", List.of());
            assertEquals(
                    draft.get("user"),
                    postgres.ensure("other", "default", draft).get("user"),
                    "it logs in");
        } finally {
            for (Confinement each : confined) {
                each.end();
                each.endAccount();
            }
            for (Process each : processes) {
                exit(each);
            }
        }
    }

    private static Path bundled(String server) throws IOException {
        try {
            URI jar = Objects.requireNonNull(
                            ServersConnectionsTest.class.getResource("/META-INF/shuttle/servers/" + server))
                    .toURI();
            return Path.of(jar);
        } catch (java.net.URISyntaxException e) {
            throw new IOException(e);
        }
    }

    /** A process of that user that opens so many connections, and keeps them. */
    private Process start(Confinement confinement, int port, int connections) throws IOException {
        Path work = home.resolve("work-" + System.nanoTime());
        confinement.account().own(Files.createDirectories(work));
        String script = "exec bash -c 'for i in {1.." + connections + "}; do exec {open}<>/dev/tcp/127.0.0.1/" + port
                + "; done; exec sleep 300'";
        List<String> command = confinement.confined(
                List.of("sh", "-c", script),
                new Mounts(work, List.of(), List.of(work)),
                work,
                home.resolve("script-" + System.nanoTime()));
        return new ProcessBuilder(command).directory(work.toFile()).inheritIO().start();
    }

    private static int exit(Process process) throws InterruptedException {
        assertTrue(process.waitFor(60, TimeUnit.SECONDS), "It does not end");
        return process.exitValue();
    }

    private static String ping(int port, String password) throws IOException {
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
            socket.setSoTimeout(10_000);
            socket.getOutputStream().write(("AUTH " + password + "\r\nPING\r\n").getBytes(StandardCharsets.US_ASCII));
            return new String(socket.getInputStream().readNBytes(12), StandardCharsets.US_ASCII);
        }
    }
}
