package dev.shuttle.resources;

import java.io.IOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;
import org.jspecify.annotations.Nullable;

/** Directories as a whole. Links are taken as what they are, and never followed. */
final class Trees {

    private Trees() {}

    /** Creates a directory that only we can enter; its parents as the process's mask says. */
    static Path createPrivate(Path directory) throws IOException {
        Path parent = directory.getParent();
        if (parent != null) {
            Files.createDirectories(parent);
        }
        if (!Files.isDirectory(directory, LinkOption.NOFOLLOW_LINKS)) {
            Files.createDirectory(directory, permissions("rwx------"));
        }
        return directory;
    }

    /** Creates a directory where others may reach what they know the name of, and can list nothing. */
    static Path createEnterable(Path directory) throws IOException {
        if (!Files.isDirectory(directory)) {
            createPrivate(directory);
            Files.setPosixFilePermissions(directory, PosixFilePermissions.fromString("rwx--x--x"));
        }
        return directory;
    }

    static FileAttribute<?> permissions(String permissions) {
        return PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString(permissions));
    }

    /** Deletes what is there, if it is there. Files that vanish meanwhile are as good as deleted. */
    static void delete(Path tree) throws IOException {
        if (Files.exists(tree, LinkOption.NOFOLLOW_LINKS)) {
            Files.walkFileTree(tree, new Removal());
        }
    }

    /** Gives a tree to a user, its root last: a root that is theirs says that the whole tree is. */
    static void chown(Path tree, int uid, int gid) throws IOException {
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

    private static final class Removal extends SimpleFileVisitor<Path> {
        private @Nullable Path opened;

        @Override
        public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) throws IOException {
            Files.deleteIfExists(file);
            return FileVisitResult.CONTINUE;
        }

        /** A directory that its owner has closed is opened, once. */
        @Override
        public FileVisitResult visitFileFailed(Path path, IOException e) throws IOException {
            if (Files.isDirectory(path, LinkOption.NOFOLLOW_LINKS) && !path.equals(opened)) {
                opened = path;
                Files.setPosixFilePermissions(path, PosixFilePermissions.fromString("rwx------"));
                Files.walkFileTree(path, this);
            } else if (Files.exists(path, LinkOption.NOFOLLOW_LINKS)) {
                throw e;
            }
            return FileVisitResult.CONTINUE;
        }

        @Override
        public FileVisitResult postVisitDirectory(Path directory, @Nullable IOException e) throws IOException {
            Files.deleteIfExists(directory);
            return FileVisitResult.CONTINUE;
        }
    }
}
