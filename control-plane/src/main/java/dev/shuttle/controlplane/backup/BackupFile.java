package dev.shuttle.controlplane.backup;

import dev.shuttle.os.Trees;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Set;
import java.util.UUID;

/** A new file for a backup. It is written aside, and has its name only when it is whole and on disk. */
public final class BackupFile {
    private final Path file;
    private final Path aside;

    /** No I/O. */
    public BackupFile(Path file) {
        this.file = file;
        this.aside = file.resolveSibling("." + file.getFileName() + "." + UUID.randomUUID() + ".part");
    }

    /** Writes the content of a backup. */
    @FunctionalInterface
    public interface Content {
        /**
         * Writes it.
         *
         * @param out is not closed
         * @throws IOException if it cannot be made or written
         * @throws InterruptedException if interrupted
         */
        void to(OutputStream out) throws IOException, InterruptedException;
    }

    /**
     * The file that it is until it is whole; deleted when {@link #write} fails.
     *
     * @return beside the file
     */
    public Path aside() {
        return aside;
    }

    /**
     * Writes the file, mode 0600.
     *
     * @param content what is written
     * @throws IOException if there is such a file, its folder is missing, or it cannot be written; it does not exist then
     * @throws InterruptedException if interrupted
     */
    public void write(Content content) throws IOException, InterruptedException {
        if (Files.exists(file)) {
            throw new IOException(file + " already exists. A backup needs a new file: choose another name.");
        }
        try (FileChannel channel = create()) {
            content.to(Channels.newOutputStream(channel));
            channel.force(true);
            Files.move(aside, file);
        } catch (FileAlreadyExistsException e) {
            throw new IOException(file + " was created by another program meanwhile. Try again with another name.", e);
        } finally {
            Files.deleteIfExists(aside);
        }
    }

    private FileChannel create() throws IOException {
        try {
            return FileChannel.open(
                    aside,
                    Set.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE),
                    Trees.permissions("rw-------"));
        } catch (NoSuchFileException e) {
            throw new IOException("The folder of " + file + " does not exist. Create it first.", e);
        }
    }
}
