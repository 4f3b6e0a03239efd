package dev.shuttle.protocol.client;

import dev.shuttle.protocol.ProjectName;
import java.io.IOException;
import java.net.Socket;
import java.net.http.WebSocket;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;

/**
 * Connections to one resource, through the API: each is a WebSocket (RFC 6455) whose binary messages are its bytes.
 * Thread-safe.
 */
public final class ResourceTunnel implements AutoCloseable {

    /** Of the WebSocket, as both sides name it. */
    public static final String SUBPROTOCOL = "shuttle-tunnel";

    /** The server may have to start the resource first. */
    private static final Duration OPENING = Duration.ofMinutes(2);

    /** Proxies close what is silent for a minute; the server, for a minute and a half. */
    private static final int PING_SECONDS = 20;

    private final ClientExchange exchange;
    private final String path;
    private final ScheduledExecutorService pings = Executors.newSingleThreadScheduledExecutor(task -> {
        Thread thread = new Thread(task, "shuttle-ping");
        thread.setDaemon(true);
        return thread;
    });

    ResourceTunnel(ClientExchange exchange, ProjectName project, String type, String name) {
        this.exchange = exchange;
        this.path = "/projects/" + project + "/resources/" + Query.encode(type) + "/" + Query.encode(name) + "/tunnel";
    }

    /**
     * Opens a connection and closes it.
     *
     * @throws ClientException when that failed; {@link ApiException} where the server refuses it
     */
    public void check() throws ClientException {
        open(new WebSocket.Listener() {}).abort();
    }

    /**
     * Carries bytes both ways until one side closes. No more than a message is held in each direction.
     *
     * @param local is closed in any case
     * @throws TunnelClosedException when the key is no longer accepted
     * @throws ClientException when it could not be opened
     */
    public void carry(Socket local) throws ClientException {
        try (local) {
            TunnelConnection connection = new TunnelConnection(local);
            WebSocket opened = open(connection);
            ScheduledFuture<?> ping =
                    pings.scheduleWithFixedDelay(() -> ping(opened), PING_SECONDS, PING_SECONDS, TimeUnit.SECONDS);
            try {
                connection.send(opened);
            } finally {
                ping.cancel(false);
            }
        } catch (IOException closing) {
            // closed all the same
        }
    }

    private static void ping(WebSocket opened) {
        if (!opened.isOutputClosed()) {
            var unused = opened.sendPing(ByteBuffer.allocate(0)); // a failure shows at the connection itself
        }
    }

    private WebSocket open(WebSocket.Listener listener) throws ClientException {
        return exchange.webSocket(path, SUBPROTOCOL, listener, OPENING);
    }

    /** Sends no more pings. */
    @Override
    public void close() {
        pings.shutdownNow();
    }
}
