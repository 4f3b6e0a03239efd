package dev.shuttle.controlplane.file;

import java.io.IOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.HashSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Deletes folders with all that they hold; the one way to do it in the control plane. */
public final class Trees {

    private Trees() {}

    /**
     * Deletes a tree; symbolic links in it are deleted, never followed, and directories that their owner may not enter
     * (a build or an archive may have made such) are opened first.
     *
     * @param root a file or directory; nothing happens if it is not there
     * @throws IOException if something in it cannot be deleted; the rest may be gone
     */
    public static void delete(Path root) throws IOException {
        if (!Files.exists(root, LinkOption.NOFOLLOW_LINKS)) {
            return;
        }
        Files.walkFileTree(root, new Deletion());
    }

    private static final class Deletion extends SimpleFileVisitor<Path> {

        private final Set<Path> opened = new HashSet<>();

        @Override
        public FileVisitResult preVisitDirectory(Path directory, BasicFileAttributes attributes) {
            open(directory);
            return FileVisitResult.CONTINUE;
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
            Files.deleteIfExists(directory);
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
