package dev.shuttle.controlplane.api;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import dev.shuttle.controlplane.http.Problems;
import dev.shuttle.protocol.NewKey;
import dev.shuttle.protocol.client.ResourceTunnel;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.WebSocket;
import java.net.http.WebSocketHandshakeException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Tunnels with real sockets at both ends. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@Timeout(60)
class TunnelTest {
    private static final int PATIENCE = 10;

    /** More than sockets and frames hold, the buffers of the kernel included. */
    private static final long HELD_AT_MOST = 32L << 20;

    private final HttpClient http = HttpClient.newHttpClient();
    private RunningApi api;

    @BeforeAll
    void start(@TempDir Path home) throws Exception {
        api = new RunningApi(home);
        for (String resource : List.of("redis/default", "folder/default")) {
            assertEquals(
                    204,
                    api.send("PUT", "/projects/shop/resources/" + resource, RunningApi.ADMIN, "")
                            .statusCode());
        }
    }

    @AfterAll
    void stop() throws Exception {
        api.close();
    }

    @Test
    void carriesBytesBothWaysUntilTheResourceCloses() throws Exception {
        NewKey key = api.key("carries", "deploy:shop", false);
        Client client = open(key.key());
        try (Socket resource = api.server().accept()) {
            client.send("PING");
            assertArrayEquals("PING".getBytes(UTF_8), resource.getInputStream().readNBytes(4));
            resource.getOutputStream().write("PONG and more".getBytes(UTF_8));
        }

        assertEquals(WebSocket.NORMAL_CLOSURE, client.closed());
        assertEquals("PONG and more", client.received.toString(UTF_8));
        JsonNode entry = api.json("/projects/shop/audit?limit=1").get("items").get(0);
        assertEquals("connectToResource", entry.get("action").asText());
        assertEquals("carries", entry.get("actor").asText());
        assertEquals(101, entry.get("status").asInt());
    }

    @Test
    void closesTheResourceWithItsClient() throws Exception {
        Client client = open(RunningApi.ADMIN);
        try (Socket resource = api.server().accept()) {
            client.send("the last words");
            client.socket.sendClose(WebSocket.NORMAL_CLOSURE, "").get(PATIENCE, TimeUnit.SECONDS);

            assertEquals("the last words", new String(resource.getInputStream().readAllBytes(), UTF_8));
        }
    }

    @Test
    void endsWhenItsKeyIsRevoked() throws Exception {
        NewKey key = api.key("to be revoked", "deploy:shop", false);
        Client client = open(key.key());
        try (Socket resource = api.server().accept()) {
            api.revoke(key);
            long begin = System.nanoTime();

            assertEquals(-1, resource.getInputStream().read());
            assertEquals(1008, client.closed());
            assertTrue(client.reason.contains("revoked"), client.reason);
            assertTrue(System.nanoTime() - begin < Duration.ofSeconds(15).toNanos(), "it took too long");
        }
        assertEquals(401, refusal("redis/default", key.key()));
    }

    @Test
    void endsWhenItsKeyIsRevokedThoughItsClientReadsNothing() throws Exception {
        NewKey key = api.key("to be revoked too", "deploy:shop", false);
        Client client = open(key.key(), 0);
        try (Socket resource = api.server().accept()) {
            new Filling(resource.getOutputStream()).whenHeld();
            api.revoke(key);

            assertEquals(-1, resource.getInputStream().read());
        }
        client.socket.abort();
    }

    @Test
    void endsWhenItsKeyExpires() throws Exception {
        Client client = open(api.key("to expire", "deploy:shop", true).key());
        try (Socket resource = api.server().accept()) {
            api.pass(Duration.ofMinutes(2));

            assertEquals(-1, resource.getInputStream().read());
            assertEquals(1008, client.closed());
        }
    }

    @Test
    void endsWhenNothingPassesForAnHour() throws Exception {
        Client client = open(RunningApi.ADMIN);
        try (Socket resource = api.server().accept()) {
            api.pass(Duration.ofMinutes(61));

            assertEquals(-1, resource.getInputStream().read());
            assertEquals(WebSocket.NORMAL_CLOSURE, client.closed());
            assertTrue(client.reason.contains("60 minutes"), client.reason);
        }
    }

    @Test
    void isOnlyForKeysThatMaySeeThePassword() throws Exception {
        assertEquals(401, refusal("redis/default", "garbage"));
        assertEquals(
                403, refusal("redis/default", api.key("r", "read:shop", false).key()));
        assertEquals(
                404,
                refusal("redis/default", api.key("f", "deploy:other", false).key()));
    }

    @Test
    void isOnlyToWhatHasAnAddress() throws Exception {
        assertEquals(422, refusal("folder/default", RunningApi.ADMIN));
        assertEquals(404, refusal("redis/unknown", RunningApi.ADMIN));
        assertEquals(
                426, api.get("/projects/shop/resources/redis/default/tunnel").statusCode());
    }

    @Test
    void requiresItsSubprotocol() {
        CompletableFuture<WebSocket> other = http.newWebSocketBuilder()
                .header("Authorization", "Bearer " + RunningApi.ADMIN)
                .buildAsync(uri("redis/default"), new WebSocket.Listener() {});

        assertEquals(426, status(assertThrows(ExecutionException.class, other::get)));
    }

    @Test
    void refusesMessagesThatAreTooLarge() throws Exception {
        Client client = open(RunningApi.ADMIN);
        try (Socket resource = api.server().accept()) {
            var unused = client.socket.sendBinary(ByteBuffer.allocate(TunnelSession.LARGEST_MESSAGE + 1), true);

            assertEquals(1009, client.closed());
            assertEquals(-1, resource.getInputStream().read());
        }
    }

    @Test
    void refusesText() throws Exception {
        Client client = open(RunningApi.ADMIN);
        try (Socket resource = api.server().accept()) {
            var unused = client.socket.sendText("hello", true);

            assertEquals(-1, resource.getInputStream().read());
            assertEquals(1003, client.closed());
        }
    }

    @Test
    void stopsReadingTheResourceForAClientThatDoesNotRead() throws Exception {
        Client client = open(RunningApi.ADMIN, 0);
        try (Socket resource = api.server().accept()) {
            Filling filling = new Filling(resource.getOutputStream());
            long taken = filling.whenHeld();

            assertTrue(taken < HELD_AT_MOST, taken + " bytes were taken");
            client.socket.request(Long.MAX_VALUE);
            filling.end();
            resource.shutdownOutput();
            client.closed();
            assertEquals(HELD_AT_MOST, client.number.get());
        }
    }

    @Test
    void stopsReadingTheClientForAResourceThatDoesNotRead() throws Exception {
        Client client = open(RunningApi.ADMIN);
        try (Socket resource = api.server().accept()) {
            long taken = 0;
            try {
                while (taken < HELD_AT_MOST) {
                    client.socket
                            .sendBinary(ByteBuffer.allocate(TunnelSession.LARGEST_MESSAGE), true)
                            .get(1, TimeUnit.SECONDS);
                    taken += TunnelSession.LARGEST_MESSAGE;
                }
            } catch (TimeoutException held) {
                assertTrue(taken > 0);
            }

            assertTrue(taken < HELD_AT_MOST, taken + " bytes were taken");
            long rest = taken;
            while (rest > 0) {
                rest -= resource.getInputStream().readNBytes((int) Math.min(rest, 1 << 20)).length;
            }
        }
        client.closed();
    }

    @Test
    void isBoundedForEachKeyAndGivesPlacesBack() throws Exception {
        String key = api.key("many", "deploy:shop", false).key();
        List<Client> clients = new ArrayList<>();
        for (int i = 0; i < Tunnels.MOST / 8; i++) {
            clients.add(open(key));
            api.server().accept();
        }

        assertEquals(429, refusal("redis/default", key));
        Client first = clients.get(0);
        var unused = first.socket.sendClose(WebSocket.NORMAL_CLOSURE, "");
        first.closed();
        clients.set(0, openSoon(key));
        api.server().accept();
        clients.forEach(client -> client.socket.abort());
    }

    /** A place is free a moment after the closing was answered. */
    private Client openSoon(String key) throws Exception {
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(PATIENCE);
        while (true) {
            try {
                return open(key);
            } catch (ExecutionException e) {
                assertEquals(429, status(e));
                assertFalse(System.nanoTime() > end, "no place became free");
            }
        }
    }

    private Client open(String key) throws Exception {
        return open(key, 1);
    }

    private Client open(String key, long requested) throws Exception {
        Client client = new Client(requested);
        client.socket = http.newWebSocketBuilder()
                .header("Authorization", "Bearer " + key)
                .subprotocols(ResourceTunnel.SUBPROTOCOL)
                .buildAsync(uri("redis/default"), client)
                .get(PATIENCE, TimeUnit.SECONDS);
        assertEquals(ResourceTunnel.SUBPROTOCOL, client.socket.getSubprotocol());
        return client;
    }

    private int refusal(String resource, String key) {
        CompletableFuture<WebSocket> refused = http.newWebSocketBuilder()
                .header("Authorization", "Bearer " + key)
                .subprotocols(ResourceTunnel.SUBPROTOCOL)
                .buildAsync(uri(resource), new WebSocket.Listener() {});
        return status(assertThrows(ExecutionException.class, refused::get));
    }

    private static int status(ExecutionException e) {
        WebSocketHandshakeException refusal = assertInstanceOf(WebSocketHandshakeException.class, e.getCause());
        String type = refusal.getResponse().headers().firstValue("Content-Type").orElse("");
        assertEquals(Problems.MEDIA_TYPE, type);
        return refusal.getResponse().statusCode();
    }

    private URI uri(String resource) {
        return URI.create(
                "ws://127.0.0.1:" + api.address().getPort() + "/projects/shop/resources/" + resource + "/tunnel");
    }

    /** Writes more than can be held on the way. */
    private static final class Filling {
        private final AtomicLong taken = new AtomicLong();
        private final Thread writer;

        Filling(OutputStream out) {
            writer = new Thread(() -> {
                try {
                    for (; taken.get() < HELD_AT_MOST; taken.addAndGet(1 << 14)) {
                        out.write(new byte[1 << 14]);
                    }
                } catch (IOException closed) {
                    // as the test wants it
                }
            });
            writer.setDaemon(true);
            writer.start();
        }

        /** The number of bytes that were taken once no more are. */
        long whenHeld() throws InterruptedException {
            long before;
            do {
                before = taken.get();
                writer.join(1000);
            } while (taken.get() > before);
            return taken.get();
        }

        void end() throws InterruptedException {
            writer.join(TimeUnit.SECONDS.toMillis(PATIENCE));
        }
    }

    private static final class Client implements WebSocket.Listener {
        private final ByteArrayOutputStream received = new ByteArrayOutputStream();
        private final AtomicLong number = new AtomicLong();
        private final CompletableFuture<Integer> closed = new CompletableFuture<>();
        private final long requested;

        @SuppressWarnings("NullAway.Init") // once it is open
        private WebSocket socket;

        private volatile String reason = "";

        Client(long requested) {
            this.requested = requested;
        }

        void send(String text) throws Exception {
            socket.sendBinary(ByteBuffer.wrap(text.getBytes(UTF_8)), true).get(PATIENCE, TimeUnit.SECONDS);
        }

        int closed() throws Exception {
            return closed.get(PATIENCE, TimeUnit.SECONDS);
        }

        @Override
        public void onOpen(WebSocket opened) {
            if (requested > 0) {
                opened.request(requested);
            }
        }

        @Override
        public CompletionStage<?> onBinary(WebSocket from, ByteBuffer data, boolean last) {
            byte[] bytes = new byte[data.remaining()];
            data.get(bytes);
            number.addAndGet(bytes.length);
            if (requested > 0) {
                received.writeBytes(bytes);
                from.request(1);
            }
            return CompletableFuture.completedFuture(null);
        }

        @Override
        public CompletionStage<?> onClose(WebSocket from, int code, String said) {
            reason = said;
            closed.complete(code);
            return CompletableFuture.completedFuture(null);
        }

        @Override
        public void onError(WebSocket from, Throwable error) {
            closed.completeExceptionally(error);
        }
    }
}
