package dev.shuttle.controlplane;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import org.jspecify.annotations.Nullable;

/**
 * The folder that holds all state, held by one control plane at a time through a file lock, which the kernel lets go
 * when its process dies, however it dies.
 */
public final class Home implements AutoCloseable {
    private final Path root;
    private final FileChannel channel;

    private Home(Path root, FileChannel channel) {
        this.root = root;
        this.channel = channel;
    }

    /**
     * Makes the home where it does not exist and takes it.
     *
     * @param root the folder
     * @return the home, held until closed
     * @throws IOException if another control plane holds it, or it cannot be written; the message says which
     */
    public static Home take(Path root) throws IOException {
        if (!Files.isDirectory(root)) {
            Files.createDirectories(root);
            Files.setPosixFilePermissions(root, PosixFilePermissions.fromString("rwxr-x--x"));
        }
        FileChannel channel =
                FileChannel.open(root.resolve("lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
        if (lock(channel) == null) {
            channel.close();
            throw new IOException(
                    "The home " + root + " is in use by another control plane. Stop that one, or give this"
                            + " one a home of its own with SHUTTLE_HOME.");
        }
        return new Home(root, channel);
    }

    private static @Nullable FileLock lock(FileChannel channel) throws IOException {
        try {
            return channel.tryLock();
        } catch (OverlappingFileLockException e) {
            return null;
        }
    }

    /**
     * The folder.
     *
     * @return an absolute path
     */
    public Path root() {
        return root;
    }

    /**
     * A folder in it, made if it does not exist, for the control plane's eyes only.
     *
     * @param name its name
     * @return its path
     * @throws IOException if it cannot be made
     */
    public Path folder(String name) throws IOException {
        Path folder = root.resolve(name);
        if (!Files.isDirectory(folder)) {
            Files.createDirectories(folder);
            Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwx------"));
        }
        return folder;
    }

    @Override
    public void close() throws IOException {
        channel.close();
    }
}
