package dev.shuttle.controlplane.api;

import dev.shuttle.protocol.Key;
import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.concurrent.CompletionException;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.LongSupplier;
import org.eclipse.jetty.websocket.api.Callback;
import org.eclipse.jetty.websocket.api.Session;
import org.eclipse.jetty.websocket.api.StatusCode;
import org.jspecify.annotations.Nullable;

/**
 * One connection to a resource and the WebSocket that carries its bytes. A message is read only when the one before has
 * been written, and bytes of the resource only when those before have been sent, so neither side can fill our memory.
 * Ends both when one of them ends. Public, since Jetty calls it by method handles. Thread-safe.
 */
public final class TunnelSession implements Session.Listener {
    /** Of a client's message. */
    static final int LARGEST_MESSAGE = 64 * 1024;

    private static final int LARGEST_READ = 16 * 1024;

    /** A client sends a ping every twenty seconds; one that is silent for so long has gone without saying so. */
    private static final Duration SILENCE = Duration.ofSeconds(90);

    private final Socket resource;
    private final Key key;
    private final Tunnels owner;
    private final LongSupplier nanos;
    private final AtomicReference<@Nullable Ending> ended = new AtomicReference<>();
    private volatile @Nullable Session session;
    private volatile long lastByte;

    TunnelSession(Socket resource, Key key, Tunnels owner, LongSupplier nanos) {
        this.resource = resource;
        this.key = key;
        this.owner = owner;
        this.nanos = nanos;
        this.lastByte = nanos.getAsLong();
    }

    Key key() {
        return key;
    }

    /** For how long no byte has passed. */
    Duration idle() {
        return Duration.ofNanos(nanos.getAsLong() - lastByte);
    }

    @Override
    public void onWebSocketOpen(Session opened) {
        opened.setIdleTimeout(SILENCE);
        opened.setMaxBinaryMessageSize(LARGEST_MESSAGE);
        opened.setMaxFrameSize(LARGEST_MESSAGE);
        session = opened;
        Ending before = ended.get();
        if (before != null) {
            close(opened, before);
            return;
        }
        owner.run(() -> send(opened));
        opened.demand();
    }

    private void send(Session opened) {
        byte[] buffer = new byte[LARGEST_READ];
        try {
            InputStream in = resource.getInputStream();
            for (int read = in.read(buffer); read >= 0; read = in.read(buffer)) {
                lastByte = nanos.getAsLong();
                Callback.Completable sent = new Callback.Completable();
                opened.sendBinary(ByteBuffer.wrap(buffer, 0, read), sent);
                sent.join();
            }
            end(StatusCode.NORMAL, "The resource closed the connection.");
        } catch (IOException | CompletionException e) {
            end(StatusCode.SERVER_ERROR, "The connection to the resource broke.");
        }
    }

    @Override
    public void onWebSocketBinary(ByteBuffer payload, Callback callback) {
        owner.run(() -> write(payload, callback));
    }

    private void write(ByteBuffer payload, Callback callback) {
        try {
            byte[] bytes = new byte[payload.remaining()];
            payload.get(bytes);
            callback.succeed();
            resource.getOutputStream().write(bytes);
            lastByte = nanos.getAsLong();
            Session open = session;
            if (open != null) {
                open.demand();
            }
        } catch (IOException e) {
            end(StatusCode.SERVER_ERROR, "The connection to the resource broke.");
        }
    }

    @Override
    public void onWebSocketText(String message) {
        end(StatusCode.BAD_DATA, "Send binary messages: they are the bytes of the connection.");
    }

    @Override
    public void onWebSocketClose(int statusCode, @Nullable String reason, Callback callback) {
        callback.succeed();
        end(StatusCode.NORMAL, "");
    }

    @Override
    public void onWebSocketError(Throwable cause) {
        end(StatusCode.SERVER_ERROR, "");
    }

    /** Ends both connections, the resource's at once. The first call counts. */
    void end(int status, String reason) {
        Ending ending = new Ending(status, reason);
        if (!ended.compareAndSet(null, ending)) {
            return;
        }
        try {
            resource.close();
        } catch (IOException e) {
            // closed all the same
        }
        owner.ended(this);
        Session open = session;
        if (open != null) {
            close(open, ending);
        }
    }

    private void close(Session open, Ending ending) {
        open.close(ending.status(), ending.reason(), Callback.NOOP);
        owner.soon(open::disconnect); // it may not read what would tell it
    }

    /** The reason for the client, kept for a WebSocket that is not open yet. */
    private record Ending(int status, String reason) {}
}
