package dev.shuttle.runtime.host;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/** Messages over a Unix domain socket. One thread may receive while others send. */
public final class MessageChannel implements AutoCloseable {
    /** A class path of ten thousand jars fits; a peer that has gone wrong does not fill the memory. */
    static final int MAX_LINE_BYTES = 1 << 20;

    private final SocketChannel channel;
    private final ByteBuffer in = ByteBuffer.allocate(8192).limit(0);
    private final Object sending = new Object();

    /**
     * Takes over a channel that is connected and blocking.
     *
     * @param channel closed with this
     */
    public MessageChannel(SocketChannel channel) {
        this.channel = channel;
    }

    /**
     * Sends a message.
     *
     * @param message to send
     * @throws IOException if the peer is gone
     */
    public void send(Message message) throws IOException {
        ByteBuffer line = ByteBuffer.wrap((message.encode() + "\n").getBytes(StandardCharsets.UTF_8));
        synchronized (sending) {
            while (line.hasRemaining()) {
                channel.write(line);
            }
        }
    }

    /**
     * Waits for a message.
     *
     * @return the message, or null when the peer is gone
     * @throws IOException if what comes is no message
     */
    public @Nullable Message receive() throws IOException {
        ByteArrayOutputStream line = new ByteArrayOutputStream();
        while (true) {
            if (!in.hasRemaining() && !fill()) {
                return null;
            }
            byte next = in.get();
            if (next == '\n') {
                return Message.decode(line.toString(StandardCharsets.UTF_8));
            }
            if (line.size() >= MAX_LINE_BYTES) {
                throw new IOException("a message is longer than " + MAX_LINE_BYTES + " bytes");
            }
            line.write(next);
        }
    }

    @Override
    public void close() throws IOException {
        channel.close();
    }

    private boolean fill() throws IOException {
        in.clear();
        int count = channel.read(in);
        in.flip();
        return count > 0;
    }
}
