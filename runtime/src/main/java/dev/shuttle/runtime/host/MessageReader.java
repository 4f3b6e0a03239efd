package dev.shuttle.runtime.host;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.ReadableByteChannel;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/** Reads messages, a line each. Not thread-safe. */
final class MessageReader {
    /**
     * A class path of ten thousand jars takes a megabyte; what providers of the app's own returned, now and before, takes
     * up to 384 KiB for each once it is encoded, and {@code main} has a few. A peer that has gone wrong does not fill the
     * memory.
     */
    static final int MAX_LINE_BYTES = 16 << 20;

    private final ReadableByteChannel channel;
    private final ByteBuffer in = ByteBuffer.allocate(8192).limit(0);

    MessageReader(ReadableByteChannel channel) {
        this.channel = channel;
    }

    /** The next message, or null at the end. */
    @Nullable
    Message receive() throws IOException {
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

    private boolean fill() throws IOException {
        in.clear();
        int count = channel.read(in);
        in.flip();
        return count > 0;
    }
}
