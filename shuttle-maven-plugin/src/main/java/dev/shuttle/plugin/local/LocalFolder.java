package dev.shuttle.plugin.local;

import dev.shuttle.os.Trees;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;

/**
 * The folder {@code .shuttle} of a project: the data of its resources on this machine, kept between runs, used by one
 * run at a time, and in no version control.
 */
public final class LocalFolder implements AutoCloseable {

    /** Deletes the content of {@code .shuttle}, except the lock, which is held. */
    private static final List<String> DATA = List.of("postgres", "redis", "folders", "state.json", "run");

    private final Path path;
    private final FileChannel lock;

    private LocalFolder(Path path, FileChannel lock) {
        this.path = path;
        this.lock = lock;
    }

    /**
     * Makes it, if need be, and keeps others off it until it is closed.
     *
     * @param project the project's root
     * @return the folder
     * @throws LocalRunException when another run uses it
     * @throws IOException when it cannot be made
     */
    public static LocalFolder open(Path project) throws LocalRunException, IOException {
        Path path = project.resolve(".shuttle");
        if (!Files.isDirectory(path, LinkOption.NOFOLLOW_LINKS)) {
            Files.createDirectory(path);
        }
        if (!Files.exists(path.resolve(".gitignore"))) {
            Files.writeString(path.resolve(".gitignore"), "*\n");
        }
        FileChannel lock = FileChannel.open(path.resolve("lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
        if (!isFree(lock)) {
            lock.close();
            throw new LocalRunException("Another shuttle:run of this project is under way: end it by Ctrl-C in its"
                    + " terminal. Both would use the data in " + path + ".");
        }
        return new LocalFolder(path, lock);
    }

    /**
     * Stops servers that a run which was killed has left behind, and deletes all data.
     *
     * @throws IOException when something of it stays
     */
    public void reset() throws IOException {
        LocalResources.stopLeftOvers(this);
        for (String name : DATA) {
            if (Files.exists(path.resolve(name), LinkOption.NOFOLLOW_LINKS)) {
                Trees.delete(path.resolve(name));
            }
        }
    }

    Path of(String name) {
        return path.resolve(name);
    }

    @Override
    public void close() throws IOException {
        lock.close();
    }

    private static boolean isFree(FileChannel lock) throws IOException {
        try {
            return lock.tryLock() != null;
        } catch (OverlappingFileLockException here) {
            return false;
        }
    }
}
