package dev.shuttle.os;

import java.io.IOException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.SecureDirectoryStream;
import java.nio.file.attribute.BasicFileAttributeView;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.UUID;

/**
 * Deletes a tree whose user may still change it, and has fewer rights than we: each directory is held open and reached
 * from the one above it. By paths, a directory that is replaced by a link in between would lead to files of others.
 */
final class HeldDeletion {

    /** Levels, each of which holds a directory open, twice. */
    private static final int DEEPEST = 50;

    private final SecureDirectoryStream<Path> root;

    /** Names in the root of directories that were too deep. */
    private final Deque<Path> moved = new ArrayDeque<>();

    private HeldDeletion(SecureDirectoryStream<Path> root) {
        this.root = root;
    }

    /** Deletes what has a name in a directory, if it is there. */
    static void delete(SecureDirectoryStream<Path> parent, Path name) throws IOException {
        try {
            if (isDirectory(parent, name)) {
                try (SecureDirectoryStream<Path> root = open(parent, name)) {
                    new HeldDeletion(root).empty();
                }
                parent.deleteDirectory(name);
            } else {
                parent.deleteFile(name);
            }
        } catch (NoSuchFileException e) {
            // It is not there, or not any more.
        } catch (DirectoryIteratorException e) {
            throw e.getCause();
        }
    }

    private void empty() throws IOException {
        content(root, 1);
        for (Path deep = moved.poll(); deep != null; deep = moved.poll()) {
            entry(root, deep, 1);
        }
    }

    private void content(SecureDirectoryStream<Path> directory, int depth) throws IOException {
        for (Path found : directory) {
            entry(directory, found.getFileName(), depth);
        }
    }

    private void entry(SecureDirectoryStream<Path> directory, Path name, int depth) throws IOException {
        try {
            if (!isDirectory(directory, name)) {
                directory.deleteFile(name);
            } else if (depth == DEEPEST) {
                Path near = Path.of("deep-" + UUID.randomUUID());
                directory.move(name, root, near);
                moved.add(near);
            } else {
                try (SecureDirectoryStream<Path> inner = open(directory, name)) {
                    content(inner, depth + 1);
                }
                directory.deleteDirectory(name);
            }
        } catch (NoSuchFileException e) {
            // It was deleted meanwhile.
        }
    }

    private static SecureDirectoryStream<Path> open(SecureDirectoryStream<Path> directory, Path name)
            throws IOException {
        return directory.newDirectoryStream(name, LinkOption.NOFOLLOW_LINKS);
    }

    private static boolean isDirectory(SecureDirectoryStream<Path> directory, Path name) throws IOException {
        return directory
                .getFileAttributeView(name, BasicFileAttributeView.class, LinkOption.NOFOLLOW_LINKS)
                .readAttributes()
                .isDirectory();
    }
}
