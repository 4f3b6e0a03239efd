package dev.shuttle.it.load;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import java.util.Set;

/**
 * Messages of many lengths that are echoed, one at a time, until the service says goodbye: with 1001, and never by
 * breaking off. By hand (RFC 6455), since a library would answer a reset and a goodbye in the same way.
 */
final class WebSockets implements Kind {
    private static final int FINAL = 0x80;
    private static final int TEXT = 0x81;
    private static final int CLOSE = 0x88;
    private static final int GOING_AWAY = 1001;
    private static final int NORMAL = 1000;
    private static final int PAUSE_MILLIS = 100;
    /** One for each form of a frame's length. */
    private static final int[] LENGTHS = {5, 300, 70_000};

    /**
     * A message may cross a close frame on its way and cannot be answered then. One sent this long before must have been
     * answered, on a machine that is overloaded too.
     */
    private static final Duration CROSSING = Duration.ofSeconds(15);

    private final ConnectionRecord seen;
    private Set<String> then = Set.of();
    private int number;

    WebSockets(ConnectionRecord seen) {
        this.seen = seen;
    }

    @Override
    public String name() {
        return "WebSocket";
    }

    @Override
    public void begin(HttpConnection connection) throws IOException {
        then = seen.begin();
        connection.write(connection.head(
                "GET",
                "/socket",
                "Connection: Upgrade",
                "Upgrade: websocket",
                "Sec-WebSocket-Version: 13",
                "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ=="));
        Answer answer = connection.head();
        if (answer.status() != 101
                || !"s3pPLMBiTxaQ9kYGzzhZRbK+xOo=".equals(answer.headers().get("sec-websocket-accept"))) {
            throw new IOException("No handshake: " + answer);
        }
    }

    @Override
    public long converse(HttpConnection connection) throws IOException {
        String text = seen.connection() + "-" + ++number + "-";
        text += "x".repeat(Math.max(0, LENGTHS[number % LENGTHS.length] - text.length()));
        long sent = System.nanoTime();
        send(connection, TEXT, text.getBytes(StandardCharsets.US_ASCII));
        Frame echo = receive(connection);
        if (echo.first == CLOSE) {
            goodbye(connection, echo, System.nanoTime() - sent);
            return -1;
        }
        seen.answer(then, new Answer(101, Map.of(), echo.text()).labelBefore(text));
        if (connection.comes(PAUSE_MILLIS)) {
            goodbye(connection, receive(connection), -1);
            return -1;
        }
        return 0;
    }

    private void goodbye(HttpConnection connection, Frame frame, long unansweredNanos) throws IOException {
        int code = frame.first == CLOSE && frame.payload.length >= 2 ? frame.code() : -1;
        if (code != GOING_AWAY) {
            throw new IOException("Frame " + frame.first + " with code " + code + " instead of a goodbye with 1001");
        }
        if (unansweredNanos > CROSSING.toNanos()) {
            throw new IOException("A message has no answer " + unansweredNanos / 1_000_000 + " ms later");
        }
        send(connection, CLOSE, frame.payload);
        connection.awaitEnd();
        seen.goodbye(unansweredNanos >= 0);
    }

    @Override
    public void end(HttpConnection connection) throws IOException {
        send(connection, CLOSE, new byte[] {(byte) (NORMAL >> 8), (byte) NORMAL});
        Frame answer = receive(connection);
        if (answer.first != CLOSE) {
            throw new IOException("No answer to our goodbye, but frame " + answer.first);
        }
    }

    private static final class Frame {
        final int first;
        final byte[] payload;

        Frame(int first, byte[] payload) {
            this.first = first;
            this.payload = payload;
        }

        String text() {
            return new String(payload, StandardCharsets.UTF_8);
        }

        int code() {
            return (payload[0] & 0xff) << 8 | (payload[1] & 0xff);
        }
    }

    /** With a mask of zeros, which is one like any other. */
    private static void send(HttpConnection connection, int first, byte[] payload) throws IOException {
        ByteArrayOutputStream frame = new ByteArrayOutputStream();
        frame.write(first);
        if (payload.length < 126) {
            frame.write(0x80 | payload.length);
        } else if (payload.length < 65_536) {
            frame.write(0x80 | 126);
            frame.write(payload.length >> 8);
            frame.write(payload.length);
        } else {
            frame.write(0x80 | 127);
            frame.writeBytes(ByteBuffer.allocate(8).putLong(payload.length).array());
        }
        frame.writeBytes(new byte[4]);
        frame.writeBytes(payload);
        connection.write(frame.toByteArray());
    }

    /** A message, from however many frames, or a goodbye. */
    private static Frame receive(HttpConnection connection) throws IOException {
        ByteArrayOutputStream message = new ByteArrayOutputStream();
        Frame next = frame(connection);
        int first = next.first;
        message.writeBytes(next.payload);
        while ((next.first & FINAL) == 0) {
            next = frame(connection);
            if ((next.first & ~FINAL) != 0) {
                throw new IOException("Frame " + next.first + " within a message");
            }
            message.writeBytes(next.payload);
        }
        return new Frame(first | FINAL, message.toByteArray());
    }

    private static Frame frame(HttpConnection connection) throws IOException {
        byte[] head = connection.read(2);
        int length = head[1] & 0x7f;
        if (length >= 126) {
            byte[] longer = connection.read(length == 126 ? 2 : 8);
            length = 0;
            for (byte each : longer) {
                length = length << 8 | (each & 0xff);
            }
        }
        return new Frame(head[0] & 0xff, connection.read(length));
    }
}
