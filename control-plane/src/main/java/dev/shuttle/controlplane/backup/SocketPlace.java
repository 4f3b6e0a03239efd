package dev.shuttle.controlplane.backup;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;

/**
 * Where the socket is, and the file that says so: paths of sockets end near 108 bytes, and a home's may be longer.
 *
 * @param folder in the home
 * @param socket in it, or in a folder of its own under the machine's temporary one
 */
record SocketPlace(Path folder, Path socket) {
    private static final int MAX_SOCKET_PATH = 100;
    private static final String TOLD = "socket-path";
    private static final String SHORT_PREFIX = "shuttle-backup-";

    /** A new one; what an earlier run has left is removed. */
    static SocketPlace make(Path folder) throws IOException {
        try {
            find(folder).remove();
        } catch (NoSuchFileException e) {
            // the first, or one that was closed
        }
        Path socket = folder.resolve("backup.socket");
        if (socket.toString().getBytes(StandardCharsets.UTF_8).length >= MAX_SOCKET_PATH) {
            socket = Files.createTempDirectory(SHORT_PREFIX).resolve("s"); // for us only, by the JDK
        }
        return new SocketPlace(folder, socket);
    }

    /** The one that a running control plane listens on. */
    static SocketPlace find(Path folder) throws IOException {
        return new SocketPlace(
                folder, Path.of(Files.readString(folder.resolve(TOLD)).strip()));
    }

    /** Says where it is, once something listens there. */
    void tell() throws IOException {
        Path aside = folder.resolve(TOLD + ".new");
        Files.writeString(aside, socket + "\n");
        Files.move(aside, folder.resolve(TOLD), StandardCopyOption.ATOMIC_MOVE);
    }

    /** With the folder that was made for it. */
    void remove() throws IOException {
        Path parent = socket.getParent();
        Files.deleteIfExists(socket);
        if (parent != null && String.valueOf(parent.getFileName()).startsWith(SHORT_PREFIX)) {
            Files.deleteIfExists(parent);
        }
        Files.deleteIfExists(folder.resolve(TOLD));
    }
}
