package dev.shuttle.proxy;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import java.time.Duration;

/**
 * Tells a WebSocket's client that its service goes away: between two messages, and once the service is silent, so that
 * what the client has asked is answered first. Then, or after a grace, the connections close. For one event loop.
 */
@SuppressWarnings("FutureReturnValueIgnored") // what fails closes the channel, and that is seen
final class WebSocketGracefulClose {
    /** Final frame, opcode close, 2 bytes: 1001, Going Away (RFC 6455 section 7.4.1). */
    private static final byte[] GOING_AWAY = {(byte) 0x88, 2, (byte) (1001 >> 8), (byte) (1001 & 0xff)};
    /** So long after its last byte, the service is taken to have nothing more to say. */
    private static final Duration LULL = Duration.ofMillis(250);
    /** A conversation that never pauses is ended all the same, */
    private static final Duration PATIENCE = Duration.ofSeconds(2);
    /** behind the next message of the service, which may be an answer, if one comes within this. */
    private static final Duration LAST_ANSWER = Duration.ofSeconds(5);
    /** For a client to answer the close frame, and the service to take it in. */
    private static final Duration GRACE = Duration.ofSeconds(5);

    private enum Stage {
        NONE,
        AWAITS_LULL,
        DUE,
        SAID
    }

    private final Channel client;
    private final Deadline deadline;
    private final Runnable close;
    private final WebSocketFrames frames = new WebSocketFrames(); // from the service
    private Stage stage = Stage.NONE;
    private boolean serviceSpokeLast = true;
    private long patienceEnds;

    /** {@code deadline} is the tunnel's, and this one's from {@link #begin} on. */
    WebSocketGracefulClose(Channel client, Deadline deadline, Runnable close) {
        this.client = client;
        this.deadline = deadline;
        this.close = close;
    }

    /** To be said as soon as it can be. Idempotent. */
    void begin() {
        if (stage == Stage.NONE) {
            stage = Stage.AWAITS_LULL;
            patienceEnds = System.nanoTime() + PATIENCE.toNanos();
            awaitLull();
        }
    }

    /** One of the two has sent something; returns whether a goodbye is under way. */
    boolean heard(boolean fromService) {
        serviceSpokeLast = fromService;
        if (stage == Stage.AWAITS_LULL) {
            awaitLull();
        }
        return stage != Stage.NONE;
    }

    /** Hands on what the service sends, up to the goodbye: nothing may follow a close frame. */
    void toClient(ByteBuf bytes) {
        if (stage == Stage.SAID) {
            bytes.release();
            return;
        }
        boolean due = stage == Stage.DUE;
        int length = frames.follow(bytes, due);
        client.write(bytes.writerIndex(bytes.readerIndex() + length));
        if (due) {
            sayAtBoundary();
        }
    }

    /** The service is cut off, at the end of the drain's time: now or never. */
    void end() {
        if (stage == Stage.AWAITS_LULL || stage == Stage.DUE) {
            sayAtBoundary();
        }
    }

    private void awaitLull() {
        Duration left = Duration.ofNanos(patienceEnds - System.nanoTime());
        deadline.set(serviceSpokeLast && LULL.compareTo(left) < 0 ? LULL : left, this::due);
    }

    private void due() {
        stage = Stage.DUE;
        deadline.set(LAST_ANSWER, this::overdue);
        if (serviceSpokeLast) {
            sayAtBoundary();
        }
    }

    private void overdue() {
        deadline.set(GRACE, close);
        sayAtBoundary();
    }

    private void sayAtBoundary() {
        if (!frames.atBoundary()) {
            return;
        }
        stage = Stage.SAID;
        deadline.set(GRACE, close);
        if (!frames.closeSeen()) {
            client.writeAndFlush(Unpooled.wrappedBuffer(GOING_AWAY));
        }
    }
}
