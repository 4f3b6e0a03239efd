package dev.shuttle.runtime.host;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/** Messages over a Unix domain socket. One thread may receive while others send. */
public final class MessageChannel implements AutoCloseable {
    private final SocketChannel channel;
    private final MessageReader in;
    private final Object sending = new Object();

    /**
     * Takes over a channel that is connected and blocking.
     *
     * @param channel closed with this
     * @param limits of what the peer may send
     */
    public MessageChannel(SocketChannel channel, MessageLimits limits) {
        this.channel = channel;
        this.in = new MessageReader(channel, limits);
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
        return in.receive();
    }

    @Override
    public void close() throws IOException {
        channel.close();
    }
}
