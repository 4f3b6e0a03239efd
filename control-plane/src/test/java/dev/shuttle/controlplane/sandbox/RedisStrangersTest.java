package dev.shuttle.controlplane.sandbox;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.shuttle.controlplane.database.Database;
import dev.shuttle.controlplane.host.Await;
import dev.shuttle.os.LoopbackClients;
import dev.shuttle.resources.redis.EmbeddedRedis;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
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

/** A real Redis of one project, and real processes of it and of others, as the control plane puts them together. */
class RedisStrangersTest {
    private static final Sandbox.Limits LIMITS = new Sandbox.Limits(256L << 20, 128L << 20);

    @TempDir
    Path folder;

    private Path home;
    private Database database;
    private Sandbox sandbox;
    private EmbeddedRedis redis;

    @BeforeEach
    void open() throws IOException {
        Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwx--x--x"));
        home = Files.createDirectory(folder.toRealPath().resolve("home"));
        Files.setPosixFilePermissions(home, PosixFilePermissions.fromString("rwx--x--x"));
        database = Database.open(Database.urlIn(folder.resolve("store")));
        sandbox = Sandbox.open(home, database, LIMITS, List.of());
        redis = new EmbeddedRedis(
                home.resolve("redis"),
                RedisStrangersTest::bundled,
                project -> (pid, port) -> sandbox.boundStrangers("the Redis of " + project, project, port));
    }

    @AfterEach
    void close() {
        redis.close();
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

    private static Path bundled() throws IOException {
        try {
            URI jar = Objects.requireNonNull(
                            RedisStrangersTest.class.getResource("/META-INF/shuttle/servers/embedded-redis.jar"))
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
