package dev.shuttle.controlplane.mavenproxy;

import dev.shuttle.os.Digests;
import java.io.IOException;
import java.io.OutputStream;
import java.net.http.HttpResponse;
import java.net.http.HttpTimeoutException;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.WritableByteChannel;
import java.security.DigestOutputStream;
import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Flow;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Takes a body in: as it comes, hashed, not more than a number of bytes, and not for longer than it should take. Fails
 * else, and closes the connection.
 */
final class BoundedBodySubscriber implements HttpResponse.BodySubscriber<String> {

    private static final long LOOK_MILLIS = 250;

    private final CompletableFuture<String> sha1 = new CompletableFuture<>();
    private final MessageDigest digest = Digests.sha1();
    private final WritableByteChannel out;
    private final long most;
    private final FetchLimits limits;
    private final ScheduledExecutorService clock;
    private final long begin = System.nanoTime();
    private volatile long progress = begin;
    private long bytes;
    private Flow.@Nullable Subscription subscription;
    private @Nullable ScheduledFuture<?> watch;

    /**
     * An intake of one body.
     *
     * @param out takes the bytes; closed at the end
     * @param most bytes
     * @param limits its times
     * @param clock looks whether it goes on
     */
    BoundedBodySubscriber(OutputStream out, long most, FetchLimits limits, ScheduledExecutorService clock) {
        this.out = Channels.newChannel(new DigestOutputStream(out, digest));
        this.most = most;
        this.limits = limits;
        this.clock = clock;
    }

    /** The body is larger than what is taken. */
    static final class TooLargeException extends IOException {
        private static final long serialVersionUID = 1L;
    }

    /** The body cannot be written: no space, in most cases. */
    static final class NotWrittenException extends IOException {
        private static final long serialVersionUID = 1L;

        NotWrittenException(IOException cause) {
            super(cause);
        }
    }

    /** Its SHA-1 in hex, once all is written. */
    @Override
    public CompletionStage<String> getBody() {
        return sha1;
    }

    @Override
    public void onSubscribe(Flow.Subscription given) {
        subscription = given;
        watch = clock.scheduleWithFixedDelay(this::look, LOOK_MILLIS, LOOK_MILLIS, TimeUnit.MILLISECONDS);
        given.request(1);
    }

    @Override
    public void onNext(List<ByteBuffer> buffers) {
        progress = System.nanoTime();
        try {
            for (ByteBuffer buffer : buffers) {
                bytes += buffer.remaining();
                if (bytes > most) {
                    throw new TooLargeException();
                }
                write(buffer);
            }
            if (subscription != null) {
                subscription.request(1);
            }
        } catch (IOException e) {
            fail(e);
        }
    }

    private void write(ByteBuffer buffer) throws NotWrittenException {
        try {
            out.write(buffer);
        } catch (IOException e) {
            throw new NotWrittenException(e);
        }
    }

    @Override
    public void onError(Throwable failure) {
        end(failure);
    }

    @Override
    public void onComplete() {
        end(null);
    }

    private void look() {
        long now = System.nanoTime();
        if (now - progress > limits.idle().toNanos()
                || now - begin > limits.total().toNanos()) {
            fail(new HttpTimeoutException("the body does not arrive"));
        }
    }

    /** The reason first: who is cancelled may be told at once, with another one. */
    private void fail(IOException failure) {
        end(failure);
        if (subscription != null) {
            subscription.cancel();
        }
    }

    private synchronized void end(@Nullable Throwable failure) {
        if (watch != null) {
            watch.cancel(false);
        }
        try {
            out.close();
        } catch (IOException e) {
            sha1.completeExceptionally(new NotWrittenException(e));
        }
        if (failure == null) {
            sha1.complete(HexFormat.of().formatHex(digest.digest()));
        } else {
            sha1.completeExceptionally(failure);
        }
    }
}
