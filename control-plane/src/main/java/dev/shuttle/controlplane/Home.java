package dev.shuttle.controlplane;

import dev.shuttle.os.NewFile;
import dev.shuttle.os.Trees;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The folder that holds all state, held by one control plane at a time through a file lock, which the kernel lets go
 * when its process dies, however it dies.
 */
public final class Home implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Home.class);

    /** Through which other users reach what is theirs, by its name. */
    private static final List<String> PASSAGES =
            List.of("workspaces", "builds", "repositories", "hosts", "folders", "releases", "libs");

    /** Between two tries to take it. */
    private static final Duration LOOK = Duration.ofMillis(50);

    private static final Set<PosixFilePermission> OWN_FOLDER = PosixFilePermissions.fromString("rwx------");
    private static final Set<PosixFilePermission> OWN_FILE = PosixFilePermissions.fromString("rw-------");
    private static final Set<PosixFilePermission> ENTER = PosixFilePermissions.fromString("rwx--x--x");
    private static final Set<PosixFilePermission> CLOSED = PosixFilePermissions.fromString("rwx------");

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
        return tryTake(root)
                .orElseThrow(() -> new IOException("The home " + root + " is in use by another control plane. Stop that"
                        + " one, or use another home with SHUTTLE_HOME."));
    }

    /**
     * As {@link #take}, from a process that ends just now.
     *
     * @param root the folder
     * @param patience how long it may take to end
     * @return the home, held until closed
     * @throws IOException if another control plane still holds it then, or it cannot be written
     */
    static Home take(Path root, Duration patience) throws IOException {
        long end = System.nanoTime() + patience.toNanos();
        Optional<Home> home = tryTake(root);
        while (home.isEmpty() && end - System.nanoTime() > 0) {
            LockSupport.parkNanos(LOOK.toNanos());
            home = tryTake(root);
        }
        return home.isPresent() ? home.get() : take(root);
    }

    /**
     * As {@link #take}.
     *
     * @param root the folder
     * @return the home, held until closed; empty if another control plane holds it
     * @throws IOException if it cannot be written
     */
    public static Optional<Home> tryTake(Path root) throws IOException {
        if (!Files.isDirectory(root)) {
            Files.createDirectories(root);
            Files.setPosixFilePermissions(root, PosixFilePermissions.fromString("rwxr-x--x"));
        }
        Path file = root.resolve("lock");
        // Who may read it may lock it too, which would keep us out.
        FileChannel channel = FileChannel.open(
                file, Set.of(StandardOpenOption.CREATE, StandardOpenOption.WRITE), Trees.permissions("rw-------"));
        if (lock(channel) == null) {
            channel.close();
            return Optional.empty();
        }
        if (!Files.getPosixFilePermissions(file).equals(OWN_FILE)) {
            Files.setPosixFilePermissions(file, OWN_FILE); // of an earlier version
        }
        removeLeftovers(root);
        return Optional.of(new Home(root, channel));
    }

    /** Files that a start which was killed had not yet renamed, such as half of a key. */
    private static void removeLeftovers(Path root) throws IOException {
        try (DirectoryStream<Path> left = Files.newDirectoryStream(root, NewFile.ASIDE)) {
            for (Path each : left) {
                Files.deleteIfExists(each);
            }
        }
    }

    private static @Nullable FileLock lock(FileChannel channel) throws IOException {
        try {
            return channel.tryLock();
        } catch (OverlappingFileLockException e) {
            return null;
        }
    }

    /** Whether a control plane holds it. */
    static boolean isTaken(Path root) throws IOException {
        if (!Files.isRegularFile(root.resolve("lock"))) {
            return false;
        }
        Optional<Home> free = tryTake(root);
        if (free.isPresent()) {
            free.get().close();
        }
        return free.isEmpty();
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
            Files.setPosixFilePermissions(folder, OWN_FOLDER);
        }
        return folder;
    }

    /**
     * Prepares the home for processes of other users: they can go through it, and list nothing. What belongs to one
     * project is closed until its account is let in.
     *
     * @throws IOException if permissions cannot be changed
     */
    public void letThrough() throws IOException {
        if (!Files.getPosixFilePermissions(root).contains(PosixFilePermission.OTHERS_EXECUTE)) {
            LOG.info("{} is now accessible (0751): builds and services run as other users", root);
            Files.setPosixFilePermissions(root, PosixFilePermissions.fromString("rwxr-x--x"));
        }
        for (String name : PASSAGES) {
            Path passage = root.resolve(name);
            Files.createDirectories(passage);
            Files.setPosixFilePermissions(passage, ENTER);
        }
        Path metrics = root.resolve("metrics");
        if (Files.isDirectory(metrics)) {
            Files.setPosixFilePermissions(metrics, OWN_FOLDER); // earlier versions let others read them
        }
        for (String name : List.of("folders", "releases")) {
            close(root.resolve(name));
        }
    }

    private static void close(Path passage) throws IOException {
        try (DirectoryStream<Path> projects = Files.newDirectoryStream(passage, Files::isDirectory)) {
            for (Path project : projects) {
                if (Integer.valueOf(0).equals(Files.getAttribute(project, "unix:gid"))) {
                    Files.setPosixFilePermissions(project, CLOSED);
                }
            }
        }
    }

    @Override
    public void close() throws IOException {
        channel.close();
    }
}
