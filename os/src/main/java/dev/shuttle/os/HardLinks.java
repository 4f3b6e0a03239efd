package dev.shuttle.os;

import java.io.IOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.function.Predicate;

/** Copies trees of files that never change by linking them: in no time, and in no space. */
public final class HardLinks {

    private HardLinks() {}

    /**
     * Links the files of a tree; its directories are created, with their modes. Symbolic links in it are left out. On a
     * file system without hard links the files are copied.
     *
     * @param from a directory, or a link to one; where it is none, nothing happens
     * @param to is made, or added to
     * @param wanted told the names of files and directories; what it does not want is left out with all in it
     * @throws IOException if it cannot be read or made
     */
    public static void tree(Path from, Path to, Predicate<String> wanted) throws IOException {
        if (Files.isDirectory(from)) {
            Path real = from.toRealPath();
            Files.walkFileTree(real, new Linking(real, to, wanted));
        }
    }

    private static final class Linking extends SimpleFileVisitor<Path> {
        private final Path from;
        private final Path to;
        private final Predicate<String> wanted;

        Linking(Path from, Path to, Predicate<String> wanted) {
            this.from = from;
            this.to = to;
            this.wanted = wanted;
        }

        @Override
        public FileVisitResult preVisitDirectory(Path directory, BasicFileAttributes attributes) throws IOException {
            if (!directory.equals(from) && !wanted.test(String.valueOf(directory.getFileName()))) {
                return FileVisitResult.SKIP_SUBTREE;
            }
            if (!Files.isDirectory(target(directory))) {
                Files.copy(directory, target(directory), StandardCopyOption.COPY_ATTRIBUTES);
            }
            return FileVisitResult.CONTINUE;
        }

        @Override
        public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) throws IOException {
            if (attributes.isRegularFile() && wanted.test(String.valueOf(file.getFileName()))) {
                link(file, target(file));
            }
            return FileVisitResult.CONTINUE;
        }

        private Path target(Path path) {
            return to.resolve(from.relativize(path));
        }

        private static void link(Path file, Path target) throws IOException {
            try {
                Files.createLink(target, file);
            } catch (NoSuchFileException e) {
                // It was deleted meanwhile.
            } catch (UnsupportedOperationException | IOException e) {
                Files.copy(file, target, StandardCopyOption.COPY_ATTRIBUTES);
            }
        }
    }
}
