package dev.shuttle.runtime.host;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.ReadableByteChannel;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Reads messages, a line each. Type, length, number and fields are held to limits before a message is decoded: a peer that
 * has gone wrong fills no memory. Not thread-safe.
 */
final class MessageReader {
    private static final String TYPE = "type=";

    /** Until the type is known. */
    private static final int HEAD = 64;

    private final ReadableByteChannel channel;
    private final MessageLimits limits;
    private final Map<String, Integer> times = new HashMap<>();
    private final ByteBuffer in = ByteBuffer.allocate(8192).limit(0);

    MessageReader(ReadableByteChannel channel, MessageLimits limits) {
        this.channel = channel;
        this.limits = limits;
    }

    /**
     * The next message, or null at the end.
     *
     * @throws RefusedMessageException if the limits forbid it
     */
    @Nullable
    Message receive() throws IOException {
        try (LargeMessage large = new LargeMessage(channel)) {
            return receive(large);
        }
    }

    private @Nullable Message receive(LargeMessage large) throws IOException {
        ByteArrayOutputStream line = new ByteArrayOutputStream();
        int most = HEAD;
        int fields = 0;
        while (in.hasRemaining() || fill(large)) {
            byte next = in.get();
            if (fields == 0 && (next == '\n' || next == '&')) {
                most = limit(line.toString(StandardCharsets.UTF_8));
            }
            if (next == '\n') {
                return Message.decode(line.toString(StandardCharsets.UTF_8));
            }
            if (next == '&' && ++fields > limits.fields()) {
                throw new RefusedMessageException("a message has more than " + limits.fields() + " fields");
            }
            if (line.size() >= most) {
                throw new RefusedMessageException("a message is longer than " + most + " bytes");
            }
            line.write(next);
            large.grown(line.size());
        }
        return large.end();
    }

    /** The bytes that a message with that first field may have. */
    private int limit(String first) throws RefusedMessageException {
        String type = first.startsWith(TYPE) ? first.substring(TYPE.length()) : "";
        Integer most = limits.bytes().get(type);
        if (most == null) {
            throw new RefusedMessageException("a message is of an unknown type");
        }
        if (!limits.repeated().contains(type) && times.merge(type, 1, Integer::sum) > limits.times()) {
            throw new RefusedMessageException("there are more than " + limits.times() + " messages of type " + type);
        }
        return most;
    }

    private boolean fill(LargeMessage large) throws IOException {
        in.clear();
        int count = read(large);
        in.flip();
        return count > 0;
    }

    private int read(LargeMessage large) throws IOException {
        try {
            return channel.read(in);
        } catch (IOException e) {
            throw large.reason(e);
        }
    }
}
