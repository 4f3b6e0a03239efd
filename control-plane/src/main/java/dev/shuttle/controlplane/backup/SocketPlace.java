package dev.shuttle.controlplane.backup;

import dev.shuttle.os.NewFile;
import dev.shuttle.os.SocketPaths;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;

/**
 * Where the socket is, and the file that says so: paths of sockets end near 108 bytes, and a home's may be longer.
 *
 * @param folder in the home
 * @param socket in it, or in a folder of its own under the machine's temporary one
 */
record SocketPlace(Path folder, Path socket) {
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
        if (!SocketPaths.fits(socket)) {
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
        NewFile.write(folder.resolve(TOLD), socket + "\n");
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
