package dev.shuttle.plugin.local;

import dev.shuttle.runtime.host.Message;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Deque;
import org.jspecify.annotations.Nullable;

/** Reads the messages that a JVM appends to a file, line by line, as they come. Used by one thread. */
final class AppEvents {

    /** A provider's outputs are 64 KiB at most; form-encoded three times that. */
    private static final int MAX_AT_ONCE = 1024 * 1024;

    private final Path file;
    private final Deque<Message> messages = new ArrayDeque<>();
    private long position;

    AppEvents(Path file) {
        this.file = file;
    }

    /** The next one, or null if there is none yet. */
    @Nullable
    Message poll() throws IOException {
        if (messages.isEmpty() && Files.exists(file) && Files.size(file) > position) {
            read();
        }
        return messages.poll();
    }

    private void read() throws IOException {
        try (RandomAccessFile open = new RandomAccessFile(file.toFile(), "r")) {
            open.seek(position);
            byte[] bytes = new byte[(int) Math.min(MAX_AT_ONCE, open.length() - position)];
            open.readFully(bytes);
            String text = new String(bytes, StandardCharsets.US_ASCII);
            int end = text.lastIndexOf('\n') + 1;
            if (end == 0 && bytes.length == MAX_AT_ONCE) {
                throw new IOException("a line in " + file + " is longer than " + MAX_AT_ONCE + " bytes");
            }
            for (String line : text.substring(0, end).lines().toList()) {
                messages.add(Message.decode(line));
            }
            position += end;
        }
    }
}
