package dev.shuttle.os;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;

/** Paths of Unix sockets, which the kernel bounds, see unix(7). */
public final class SocketPaths {

    /** They end near 108 bytes on Linux, 104 on macOS. */
    private static final int MAX_BYTES = 100;

    private SocketPaths() {}

    /** Whether a socket can be bound there; otherwise it needs a shorter path, below the machine's temporary folder. */
    public static boolean fits(Path socket) {
        return socket.toString().getBytes(StandardCharsets.UTF_8).length < MAX_BYTES;
    }
}
