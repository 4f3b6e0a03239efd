package dev.shuttle.protocol.client;

import java.io.IOException;
import java.io.InputStream;
import java.net.http.HttpResponse.BodySubscriber;
import java.net.http.HttpTimeoutException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Flow.Subscription;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * A body as it comes, whose reads give up after a silence: the JDK's own body handlers wait for ever. Holds one piece
 * at a time, so a slow reader slows the sender. Read by one thread; closing ends the exchange.
 */
final class ResponseStream extends InputStream implements BodySubscriber<InputStream> {

    /** Received bytes, or the end of the stream, with a fault or without. */
    private record Piece(List<ByteBuffer> buffers, boolean last, @Nullable Throwable fault) {}

    private final Duration silence;
    /** Never holds more than the one piece that was asked for, and the end. */
    private final LinkedBlockingQueue<Piece> pieces = new LinkedBlockingQueue<>();

    private final CompletableFuture<Subscription> subscription = new CompletableFuture<>();
    private List<ByteBuffer> current = List.of();
    private boolean ended;

    ResponseStream(Duration silence) {
        this.silence = silence;
    }

    @Override
    public CompletionStage<InputStream> getBody() {
        return CompletableFuture.completedStage(this);
    }

    @Override
    public void onSubscribe(Subscription given) {
        subscription.complete(given);
        given.request(1);
    }

    @Override
    public void onNext(List<ByteBuffer> buffers) {
        pieces.add(new Piece(buffers, false, null));
    }

    @Override
    public void onError(Throwable fault) {
        pieces.add(new Piece(List.of(), true, fault));
    }

    @Override
    public void onComplete() {
        pieces.add(new Piece(List.of(), true, null));
    }

    @Override
    public int read() throws IOException {
        byte[] one = new byte[1];
        return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
    }

    @Override
    public int read(byte[] bytes, int offset, int length) throws IOException {
        while (!ended) {
            for (ByteBuffer buffer : current) {
                if (buffer.hasRemaining()) {
                    int count = Math.min(length, buffer.remaining());
                    buffer.get(bytes, offset, count);
                    return count;
                }
            }
            advance();
        }
        return -1;
    }

    private void advance() throws IOException {
        if (!current.isEmpty()) {
            subscription.join().request(1);
        }
        Piece piece = await();
        current = piece.buffers();
        ended = piece.last();
        if (piece.fault() != null) {
            throw new IOException(piece.fault().getMessage(), piece.fault());
        }
    }

    private Piece await() throws IOException {
        try {
            Piece piece = pieces.poll(silence.toMillis(), TimeUnit.MILLISECONDS);
            if (piece == null) {
                throw new HttpTimeoutException("no data for " + silence.toSeconds() + " s");
            }
            return piece;
        } catch (InterruptedException stop) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted", stop);
        }
    }

    @Override
    public void close() {
        ended = true;
        var unused = subscription.thenAccept(Subscription::cancel);
    }
}
