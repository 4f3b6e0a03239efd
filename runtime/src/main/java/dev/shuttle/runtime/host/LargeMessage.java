package dev.shuttle.runtime.host;

import java.io.IOException;
import java.nio.channels.ReadableByteChannel;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * The memory for a large message: two are read at a time in this process, and each must come within ten seconds, or its
 * channel is closed. Small ones need none of it. For one thread.
 */
final class LargeMessage implements AutoCloseable {
    static final int SMALL = 64 << 10;

    private static final Semaphore PLACES = new Semaphore(2, true);
    private static final int WAIT_SECONDS = 60;
    private static final int PATIENCE_SECONDS = 10;

    private final ReadableByteChannel channel;
    private volatile boolean over;
    private volatile boolean late;
    private boolean begun;

    LargeMessage(ReadableByteChannel channel) {
        this.channel = channel;
    }

    /** To be called with each byte: takes a place when the message is no small one any more. */
    void grown(int size) throws RefusedMessageException {
        if (size <= SMALL || begun) {
            return;
        }
        try {
            begun = PLACES.tryAcquire(WAIT_SECONDS, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        if (!begun) {
            throw new RefusedMessageException("there are too many large messages");
        }
        CompletableFuture.delayedExecutor(PATIENCE_SECONDS, TimeUnit.SECONDS).execute(this::cutOff);
    }

    private void cutOff() {
        if (!over) {
            late = true;
            try {
                channel.close();
            } catch (IOException e) {
                // Its reader is told by what it reads next.
            }
        }
    }

    /** That one, or, if it comes from here, the reason. */
    IOException reason(IOException broken) {
        return late ? refusal() : broken;
    }

    /** At the end of what the channel gives. */
    @Nullable
    Message end() throws RefusedMessageException {
        if (late) {
            throw refusal();
        }
        return null;
    }

    private static RefusedMessageException refusal() {
        return new RefusedMessageException("a large message did not come within " + PATIENCE_SECONDS + " s");
    }

    @Override
    public void close() {
        over = true;
        if (begun) {
            PLACES.release();
        }
    }
}
