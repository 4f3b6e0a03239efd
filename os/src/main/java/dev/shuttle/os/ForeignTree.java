package dev.shuttle.os;

import java.io.IOException;
import java.nio.channels.SeekableByteChannel;
import java.nio.file.DirectoryStream;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.nio.file.OpenOption;
import java.nio.file.Path;
import java.nio.file.SecureDirectoryStream;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributeView;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.Objects;
import java.util.Set;
import java.util.function.Consumer;

/**
 * Reads trees that may be hostile, and may change meanwhile. Each directory is opened relative to the one
 * above it, so a directory that is replaced by a link cannot redirect it. What cannot be read is
 * noted, and does not keep the rest from being read. For one thread.
 */
public final class ForeignTree {
    private static final Set<OpenOption> READ = Set.of(StandardOpenOption.READ, LinkOption.NOFOLLOW_LINKS);

    /** Each level holds a file open. */
    private static final int DEEPEST = 100;

    /** To open a file that is replaced meanwhile: some 50 ms, within which no service replaces one all the time. */
    private static final int TRIES = 1_000;

    /** Notes on a tree; a project may have millions of sockets. */
    private static final int MOST_NOTES = 20;

    /** Gets what is in a tree; parents come first. */
    public interface Copy {
        void directory(String name, FileOwner owner) throws IOException;

        void link(String name, FileOwner owner, String target) throws IOException;

        /** {@code file} may change while it is read. */
        void file(String name, FileOwner owner, SeekableByteChannel file) throws IOException;
    }

    private final Copy copy;
    private final Path staging;
    private final boolean usersAreKeptApart = CurrentUser.isRoot();
    private final String stagingDevice;
    private final Consumer<String> notes;
    private int noted;

    /** Of a file: a sparse one of many terabytes takes days to read, and no other is as large. */
    private long largest;

    /**
     * Reads trees.
     *
     * @param copy gets what is in them
     * @param staging a directory that no other user can enter
     * @param notes told what is left out, a sentence each
     * @throws IOException if the directory cannot be read
     */
    public ForeignTree(Copy copy, Path staging, Consumer<String> notes) throws IOException {
        this.copy = copy;
        this.staging = staging;
        this.stagingDevice = device(Files.readAttributes(staging, BasicFileAttributes.class));
        this.notes = notes;
    }

    /** A directory with all in it, or a link of the operator's to one; nothing, where it is not there. */
    public void read(String name, Path folder) throws IOException {
        if (!Files.isDirectory(folder)) {
            return;
        }
        Path root = folder.toRealPath();
        largest = Files.getFileStore(root).getTotalSpace();
        try (DirectoryStream<Path> stream = Files.newDirectoryStream(root)) {
            copy.directory(name, FileOwner.of(root));
            content(name, root, secure(stream, root), 1);
        }
        if (noted > MOST_NOTES) {
            notes.accept((noted - MOST_NOTES) + " more in " + name + " were left out as well.");
        }
    }

    private static SecureDirectoryStream<Path> secure(DirectoryStream<Path> stream, Path root) throws IOException {
        if (stream instanceof SecureDirectoryStream<Path> secure) {
            return secure;
        }
        throw new IOException(
                "The folder " + root + " is on a file system or operating system on which Java cannot keep"
                        + " links from being followed; a backup is made on Linux.");
    }

    private void content(String name, Path path, SecureDirectoryStream<Path> directory, int depth) throws IOException {
        for (Path found : directory) {
            Path file = found.getFileName();
            if (!path.getFileSystem().getPath(file.toString()).equals(file)) {
                leaveOut(
                        name + "/" + file,
                        "its name is not valid UTF-8, or this process has another locale (set LC_ALL=C.UTF-8)");
                continue;
            }
            try {
                child(name + "/" + file, path.resolve(file), directory, depth);
            } catch (NoSuchFileException | NotDirectoryException e) {
                // It was deleted, or replaced, meanwhile.
            } catch (UnreadableException e) {
                leaveOut(name + "/" + file, "it cannot be read: " + e.getMessage());
            }
        }
    }

    private void child(String name, Path path, SecureDirectoryStream<Path> directory, int depth)
            throws IOException, UnreadableException {
        Path file = path.getFileName();
        BasicFileAttributes attributes = attributes(directory, file);
        if (attributes.isSymbolicLink()) {
            copy.link(name, owner(path), target(path));
        } else if (attributes.isRegularFile() && attributes.size() > largest) {
            leaveOut(
                    name,
                    "its size, " + (attributes.size() >> 30) + " GiB, is more than its disk has: it is all holes");
        } else if (attributes.isRegularFile()) {
            file(name, path, attributes, directory);
        } else if (!attributes.isDirectory()) {
            leaveOut(name, "it is a socket, a pipe or a device");
        } else if (depth == DEEPEST) {
            leaveOut(name, "it is deeper than " + DEEPEST + " folders");
        } else {
            directory(name, path, directory, depth);
        }
    }

    private void directory(String name, Path path, SecureDirectoryStream<Path> parent, int depth)
            throws IOException, UnreadableException {
        SecureDirectoryStream<Path> stream;
        try {
            stream = parent.newDirectoryStream(path.getFileName(), LinkOption.NOFOLLOW_LINKS);
        } catch (NoSuchFileException | NotDirectoryException e) {
            throw e;
        } catch (IOException e) {
            throw new UnreadableException(e);
        }
        try (stream) {
            copy.directory(name, owner(path));
            content(name, path, stream, depth + 1);
        }
    }

    private void file(String name, Path path, BasicFileAttributes seen, SecureDirectoryStream<Path> directory)
            throws IOException, UnreadableException {
        SeekableByteChannel channel;
        try {
            channel = canHold(seen) ? openHeld(path, directory) : directory.newByteChannel(path.getFileName(), READ);
        } catch (NoSuchFileException e) {
            throw e;
        } catch (IOException e) {
            throw new UnreadableException(e);
        }
        try (channel) {
            copy.file(name, owner(path), channel);
        }
    }

    /** Where users are kept apart and, as a hard link must be, on one file system. */
    private boolean canHold(BasicFileAttributes seen) {
        return usersAreKeptApart && device(seen).equals(stagingDevice);
    }

    /**
     * Opens a file by a name that cannot be reused meanwhile: to open a pipe without a writer would
     * wait for good. A service that renames a new file to this name in that instant is no hindrance.
     */
    private SeekableByteChannel openHeld(Path path, SecureDirectoryStream<Path> directory) throws IOException {
        Path held = staging.resolve("held");
        for (int i = 0; i < TRIES; i++) {
            Files.createLink(held, path);
            try {
                BasicFileAttributes linked =
                        Files.readAttributes(held, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS);
                // The path may lead elsewhere by now; the directory is the one that was opened.
                Object wanted = attributes(directory, path.getFileName()).fileKey();
                if (linked.isRegularFile() && Objects.equals(linked.fileKey(), wanted)) {
                    return Files.newByteChannel(held, READ);
                }
            } finally {
                Files.delete(held);
            }
        }
        throw new FileSystemException(path.toString(), null, "it keeps being replaced");
    }

    private static BasicFileAttributes attributes(SecureDirectoryStream<Path> directory, Path file) throws IOException {
        return directory
                .getFileAttributeView(file, BasicFileAttributeView.class, LinkOption.NOFOLLOW_LINKS)
                .readAttributes();
    }

    /** By the file's key, which belongs to what was seen; what a path leads to may change. */
    private static String device(BasicFileAttributes attributes) {
        String key = String.valueOf(attributes.fileKey()); // (dev=fe00,ino=1234)
        return key.substring(0, Math.max(0, key.indexOf(',')));
    }

    private static String target(Path link) throws IOException, UnreadableException {
        try {
            return Files.readSymbolicLink(link).toString();
        } catch (NoSuchFileException e) {
            throw e;
        } catch (IOException e) {
            throw new UnreadableException(e);
        }
    }

    private static FileOwner owner(Path path) throws IOException, UnreadableException {
        try {
            return FileOwner.of(path);
        } catch (NoSuchFileException e) {
            throw e;
        } catch (IOException e) {
            throw new UnreadableException(e);
        }
    }

    private void leaveOut(String name, String why) {
        noted++;
        if (noted <= MOST_NOTES) {
            notes.accept("Left out: " + "\"" + PrintableText.ascii(name, 120) + "\"" + "; " + why + ".");
        }
    }

    /** A fault of the file's, not of the backup's. */
    private static final class UnreadableException extends Exception {
        private static final long serialVersionUID = 1L;

        UnreadableException(IOException cause) {
            super(cause.getMessage(), cause);
        }
    }
}
