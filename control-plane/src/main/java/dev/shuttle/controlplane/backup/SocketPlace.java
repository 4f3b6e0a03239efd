package dev.shuttle.controlplane.backup;

import dev.shuttle.os.NewFile;
import dev.shuttle.os.SocketPaths;
import dev.shuttle.os.TextFile;
import java.io.IOException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * Where the socket is: in a folder of the home that has nothing else in it; or, since paths of sockets end near 108 bytes
 * and a home's may be longer, in one under the machine's temporary folder, which a file then names before it is made. So
 * what a crash leaves is found, whether it was noted or not.
 *
 * @param folder in the home
 * @param socket in it, or in a folder of its own
 */
record SocketPlace(Path folder, Path socket) {
    private static final String SOCKET = "backup.socket";
    private static final String TOLD = "socket-path";
    private static final String SHORT_PREFIX = "shuttle-backup-";

    /** A new one; what an earlier run has left is removed. The home is ours, so that nothing in the folder is in use. */
    static SocketPlace make(Path folder) throws IOException {
        find(folder).remove();
        Path socket = folder.resolve(SOCKET);
        if (!SocketPaths.fits(socket)) {
            socket = SocketPaths.shortPath(SHORT_PREFIX);
            NewFile.write(folder.resolve(TOLD), SocketPaths.note(socket, folder));
            SocketPaths.createFolder(socket);
        }
        return new SocketPlace(folder, socket);
    }

    /** The one that a running control plane listens on. */
    static SocketPlace find(Path folder) throws IOException {
        Path ours = folder.resolve(SOCKET);
        if (!Files.exists(folder.resolve(TOLD))) {
            return new SocketPlace(folder, ours);
        }
        String told = TextFile.read(folder.resolve(TOLD));
        try {
            return new SocketPlace(folder, SocketPaths.noted(told, folder));
        } catch (IOException e) {
            return new SocketPlace(folder, ours); // another home's, of which this one is a copy, or none at all
        }
    }

    /** With the folder that was made for it, and all that is in that of the home. */
    void remove() throws IOException {
        Path parent = socket.getParent();
        if (parent != null && String.valueOf(parent.getFileName()).startsWith(SHORT_PREFIX)) {
            Files.deleteIfExists(socket);
            Files.deleteIfExists(parent);
        }
        try (DirectoryStream<Path> left = Files.newDirectoryStream(folder)) {
            for (Path file : left) {
                Files.deleteIfExists(file);
            }
        } catch (DirectoryIteratorException e) {
            throw e.getCause();
        }
    }
}
