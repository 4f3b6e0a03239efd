package dev.shuttle.protocol.client;

import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;
import java.net.http.WebSocket;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/** A local socket and the WebSocket that carries its bytes: a message is asked for when the one before is written. */
final class TunnelConnection implements WebSocket.Listener {

    private static final int LARGEST_MESSAGE = 16 * 1024;
    private static final int KEY_REFUSED = 1008; // RFC 6455, section 7.4.1: a violated policy

    /** Time for the bytes that were on their way when the local side closed. */
    private static final Duration FAREWELL = Duration.ofSeconds(5);

    private final Socket local;
    private final CompletableFuture<Closing> closed = new CompletableFuture<>();

    private record Closing(int code, String reason) {}

    TunnelConnection(Socket local) {
        this.local = local;
    }

    @Override
    public @Nullable CompletionStage<?> onBinary(WebSocket from, ByteBuffer data, boolean last) {
        byte[] bytes = new byte[data.remaining()];
        data.get(bytes);
        try {
            local.getOutputStream().write(bytes);
            from.request(1);
        } catch (IOException gone) {
            from.abort();
            end(WebSocket.NORMAL_CLOSURE, "");
        }
        return null;
    }

    @Override
    public @Nullable CompletionStage<?> onClose(WebSocket from, int code, String reason) {
        end(code, reason);
        return null;
    }

    @Override
    public void onError(WebSocket from, Throwable error) {
        end(WebSocket.NORMAL_CLOSURE, "");
    }

    private void end(int code, String reason) {
        closed.complete(new Closing(code, reason));
        try {
            local.close();
        } catch (IOException e) {
            // closed all the same
        }
    }

    /** Sends what the local side writes, until one side closes. */
    void send(WebSocket opened) throws TunnelClosedException {
        byte[] buffer = new byte[LARGEST_MESSAGE];
        try {
            InputStream in = local.getInputStream();
            for (int read = in.read(buffer); read >= 0; read = in.read(buffer)) {
                opened.sendBinary(ByteBuffer.wrap(buffer, 0, read), true).get();
            }
            opened.sendClose(WebSocket.NORMAL_CLOSURE, "").get(FAREWELL.toMillis(), TimeUnit.MILLISECONDS);
            closed.get(FAREWELL.toMillis(), TimeUnit.MILLISECONDS);
        } catch (IOException | ExecutionException | TimeoutException gone) {
            // one of both sides: which one, the closing says
        } catch (InterruptedException stop) {
            Thread.currentThread().interrupt();
        } finally {
            opened.abort();
        }
        Closing closing = closed.getNow(new Closing(WebSocket.NORMAL_CLOSURE, ""));
        if (closing.code() == KEY_REFUSED) {
            throw new TunnelClosedException(closing.reason());
        }
    }
}
