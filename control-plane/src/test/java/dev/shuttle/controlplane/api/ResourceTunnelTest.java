package dev.shuttle.controlplane.api;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.shuttle.protocol.NewKey;
import dev.shuttle.protocol.ProjectName;
import dev.shuttle.protocol.Version;
import dev.shuttle.protocol.client.ApiAddress;
import dev.shuttle.protocol.client.ApiException;
import dev.shuttle.protocol.client.ApiKey;
import dev.shuttle.protocol.client.HttpProxy;
import dev.shuttle.protocol.client.ResourceTunnel;
import dev.shuttle.protocol.client.ShuttleClient;
import dev.shuttle.protocol.client.TunnelClosedException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Path;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The client's side of tunnels, with the real API at the other. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@Timeout(60)
class ResourceTunnelTest {
    private static final int PATIENCE = 20;
    private static final int MANY = 4 << 20;

    private RunningApi api;
    private ServerSocket listening;

    @BeforeAll
    void start(@TempDir Path home) throws Exception {
        api = new RunningApi(home, Version.PROTOCOL, Version.OLDEST_PROTOCOL);
        listening = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
        assertEquals(
                204,
                api.send("PUT", "/projects/shop/resources/redis/default", RunningApi.ADMIN, "")
                        .statusCode());
    }

    @AfterAll
    void stop() throws Exception {
        listening.close();
        api.close();
    }

    @Test
    void carriesManyBytesBothWaysInOrder() throws Exception {
        try (ResourceTunnel tunnel =
                        tunnel(api.key("many", "deploy:shop", false).key());
                Socket program = new Socket(listening.getInetAddress(), listening.getLocalPort())) {
            CompletableFuture<Void> carried = carry(tunnel);
            byte[] bytes = new byte[MANY];
            new Random(1).nextBytes(bytes);
            try (Socket resource = api.server().accept()) {
                CompletableFuture<Void> asked = write(program, bytes);
                CompletableFuture<Void> answered = write(resource, bytes);

                assertArrayEquals(bytes, program.getInputStream().readNBytes(MANY));
                assertArrayEquals(bytes, resource.getInputStream().readNBytes(MANY));
                asked.get(PATIENCE, TimeUnit.SECONDS);
                answered.get(PATIENCE, TimeUnit.SECONDS);
            }

            assertEquals(-1, program.getInputStream().read());
            carried.get(PATIENCE, TimeUnit.SECONDS);
        }
    }

    @Test
    void closesTheResourceWithTheProgramAfterItsLastWords() throws Exception {
        try (ResourceTunnel tunnel = tunnel(api.key("closes", "admin", false).key())) {
            Socket program = new Socket(listening.getInetAddress(), listening.getLocalPort());
            CompletableFuture<Void> carried = carry(tunnel);
            try (Socket resource = api.server().accept()) {
                program.getOutputStream().write("QUIT".getBytes(UTF_8));
                program.close();

                assertEquals("QUIT", new String(resource.getInputStream().readAllBytes(), UTF_8));
            }
            carried.get(PATIENCE, TimeUnit.SECONDS);
        }
    }

    @Test
    void saysThatTheKeyIsNoLongerAccepted() throws Exception {
        NewKey key = api.key("gone", "deploy:shop", false);
        try (ResourceTunnel tunnel = tunnel(key.key());
                Socket program = new Socket(listening.getInetAddress(), listening.getLocalPort())) {
            CompletableFuture<Void> carried = carry(tunnel);
            try (Socket resource = api.server().accept()) {
                api.revoke(key);

                ExecutionException ended =
                        assertThrows(ExecutionException.class, () -> carried.get(PATIENCE, TimeUnit.SECONDS));
                TunnelClosedException why = assertInstanceOf(TunnelClosedException.class, ended.getCause());
                assertTrue(why.getMessage().contains("revoked"), why.getMessage());
                assertEquals(-1, program.getInputStream().read());
            }
        }
    }

    @Test
    void isRefusedInTheServersWords() throws Exception {
        try (ResourceTunnel tunnel = tunnel(api.key("reads", "read:shop", false).key())) {
            ApiException refused = assertThrows(ApiException.class, tunnel::check);

            assertEquals(403, refused.status());
            assertTrue(String.valueOf(refused.getMessage()).contains("read-only"), refused.getMessage());
        }
    }

    private CompletableFuture<Void> carry(ResourceTunnel tunnel) throws Exception {
        Socket accepted = listening.accept();
        return CompletableFuture.runAsync(
                () -> unchecked(() -> tunnel.carry(accepted)), task -> new Thread(task).start());
    }

    private static CompletableFuture<Void> write(Socket to, byte[] bytes) {
        return CompletableFuture.runAsync(
                () -> unchecked(() -> to.getOutputStream().write(bytes)), task -> new Thread(task).start());
    }

    private interface Action {
        void run() throws Exception;
    }

    private static void unchecked(Action action) {
        try {
            action.run();
        } catch (Exception e) {
            throw new CompletionException(e);
        }
    }

    private ResourceTunnel tunnel(String key) {
        ApiAddress address =
                ApiAddress.parse("http://127.0.0.1:" + api.address().getPort());
        return new ShuttleClient(address, new ApiKey(key), HttpProxy.BY_JVM, "test/1")
                .tunnel(new ProjectName("shop"), "redis", "default");
    }
}
