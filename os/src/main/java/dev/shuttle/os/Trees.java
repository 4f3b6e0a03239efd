package dev.shuttle.os;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.SecureDirectoryStream;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashSet;
import java.util.Objects;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Directories as a whole; the one way to delete them. Links are taken as what they are, and never followed. */
public final class Trees {

    private Trees() {}

    /**
     * Creates a directory that only we can enter; its parents as the process's mask says. Several may create the same
     * one at once: all of them find it there afterwards.
     *
     * @param directory what is to be there; left as it is where it is a directory already
     * @return the same
     * @throws IOException if it cannot be created, or something else has that name (a link too)
     */
    public static Path createPrivate(Path directory) throws IOException {
        Path parent = directory.getParent();
        if (parent != null) {
            Files.createDirectories(parent);
        }
        try {
            Files.createDirectory(directory, permissions("rwx------"));
        } catch (FileAlreadyExistsException e) {
            if (!Files.isDirectory(directory, LinkOption.NOFOLLOW_LINKS)) {
                throw e;
            }
        }
        return directory;
    }

    /** Creates a directory where others may reach what they know the name of, and can list nothing. */
    public static Path createEnterable(Path directory) throws IOException {
        if (!Files.isDirectory(directory)) {
            createPrivate(directory);
            Files.setPosixFilePermissions(directory, PosixFilePermissions.fromString("rwx--x--x"));
        }
        return directory;
    }

    public static FileAttribute<?> permissions(String permissions) {
        return PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString(permissions));
    }

    /**
     * Deletes a tree; symbolic links in it are deleted, never followed, and directories that their owner may not enter
     * (a build or an archive may have made such) are opened first. It may be of any depth, also beyond the length of paths.
     * As root, nothing outside it is touched even if its user changes it meanwhile.
     *
     * @param root a file or directory in a directory that only we write to; nothing happens if it is not there
     * @throws IOException if something in it cannot be deleted; the rest may be gone
     */
    public static void delete(Path root) throws IOException {
        if (!Files.exists(root, LinkOption.NOFOLLOW_LINKS)) {
            return;
        }
        if (CurrentUser.isRoot()) {
            Path absolute = root.toAbsolutePath();
            Path parent = Objects.requireNonNull(absolute.getParent());
            try (DirectoryStream<Path> stream = Files.newDirectoryStream(parent)) {
                if (stream instanceof SecureDirectoryStream<Path> secure) {
                    HeldDeletion.delete(secure, absolute.getFileName());
                    return;
                }
            }
        }
        Deletion deletion = new Deletion(root);
        Files.walkFileTree(root, deletion);
        for (Path deep = deletion.moved.poll(); deep != null; deep = deletion.moved.poll()) {
            Files.walkFileTree(deep, deletion);
        }
        Files.deleteIfExists(root);
    }

    /**
     * Makes an empty directory that only we can enter. One that is there stays the same one, since a process may work in it; what is in it
     * is deleted, and it is taken back from whom {@link #chown} gave it to.
     *
     * @param directory in a directory that only we write to
     * @throws IOException if it cannot be emptied
     */
    public static void empty(Path directory) throws IOException {
        if (!Files.isDirectory(directory, LinkOption.NOFOLLOW_LINKS)) {
            delete(directory);
            createPrivate(directory);
            return;
        }
        Deletion.open(directory);
        try (DirectoryStream<Path> entries = Files.newDirectoryStream(directory)) {
            for (Path entry : entries) {
                delete(entry);
            }
        }
        if (CurrentUser.isRoot()) {
            Files.setAttribute(directory, "unix:uid", 0, LinkOption.NOFOLLOW_LINKS);
            Files.setAttribute(directory, "unix:gid", 0, LinkOption.NOFOLLOW_LINKS);
        }
    }

    /**
     * Gives a tree to a user, its root last: a root that is theirs says that the whole tree is.
     *
     * @param tree a file or directory
     * @param uid the user's number
     * @param gid the group's
     * @throws IOException if something in it cannot be given; the root is not then
     */
    public static void chown(Path tree, int uid, int gid) throws IOException {
        Files.walkFileTree(tree, new SimpleFileVisitor<>() {
            @Override
            public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) throws IOException {
                return give(file);
            }

            @Override
            public FileVisitResult postVisitDirectory(Path directory, @Nullable IOException e) throws IOException {
                if (e != null) {
                    throw e;
                }
                return give(directory);
            }

            private FileVisitResult give(Path path) throws IOException {
                Files.setAttribute(path, "unix:gid", gid, LinkOption.NOFOLLOW_LINKS);
                Files.setAttribute(path, "unix:uid", uid, LinkOption.NOFOLLOW_LINKS);
                return FileVisitResult.CONTINUE;
            }
        });
    }

    private static final class Deletion extends SimpleFileVisitor<Path> {

        /** Levels, each of which holds a file open. */
        private static final int DEEPEST = 100;

        /** Characters, of three bytes at most: a path of the kernel's has 4096 bytes. */
        private static final int LONGEST = 1_000;

        private final Path root;
        private final Set<Path> opened = new HashSet<>();

        /** Directories that were too deep, now in the root. */
        private final Deque<Path> moved = new ArrayDeque<>();

        private Deletion(Path root) {
            this.root = root;
        }

        @Override
        public FileVisitResult preVisitDirectory(Path directory, BasicFileAttributes attributes) throws IOException {
            open(directory);
            if (isDeep(directory)) {
                Path near = root.resolve("deep-" + UUID.randomUUID());
                Files.move(directory, near);
                moved.add(near);
                return FileVisitResult.SKIP_SUBTREE;
            }
            return FileVisitResult.CONTINUE;
        }

        private boolean isDeep(Path directory) {
            return directory.getNameCount() - root.getNameCount() > DEEPEST
                    || directory.toString().length() - root.toString().length() > LONGEST;
        }

        @Override
        public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) throws IOException {
            Files.deleteIfExists(file);
            return FileVisitResult.CONTINUE;
        }

        @Override
        public FileVisitResult visitFileFailed(Path file, IOException e) throws IOException {
            if (Files.isDirectory(file, LinkOption.NOFOLLOW_LINKS) && opened.add(file)) {
                open(file);
                Files.walkFileTree(file, this);
                return FileVisitResult.CONTINUE;
            }
            if (e instanceof NoSuchFileException) {
                return FileVisitResult.CONTINUE;
            }
            throw e;
        }

        @Override
        public FileVisitResult postVisitDirectory(Path directory, @Nullable IOException e) throws IOException {
            if (e != null) {
                throw e;
            }
            if (!directory.equals(root)) { // something may have been moved there
                Files.deleteIfExists(directory);
            }
            return FileVisitResult.CONTINUE;
        }

        private static void open(Path directory) {
            var file = directory.toFile();
            if (!(file.canRead() && file.canWrite() && file.canExecute())) {
                file.setReadable(true);
                file.setWritable(true);
                file.setExecutable(true);
            }
        }
    }
}
