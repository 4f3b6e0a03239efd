package dev.shuttle.os;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.util.Set;
import java.util.UUID;

/** Writes a file aside and renames it: readers see the old content or the new, never a part. */
public final class NewFile {
    /** Matches the names under which files are written aside, which a process that is killed leaves behind. */
    public static final String ASIDE = ".????????-????-????-????-????????????.part";

    private NewFile() {}

    /**
     * Writes it, in place of what was there.
     *
     * @param file where; its folder exists
     * @param content as UTF-8; it is on disk when this returns
     * @throws IOException if it cannot be written; then what was there still is
     */
    public static void write(Path file, String content) throws IOException {
        Path aside = file.resolveSibling("." + UUID.randomUUID() + ".part");
        try {
            create(aside, content);
            Files.move(aside, file, StandardCopyOption.ATOMIC_MOVE);
        } finally {
            Files.deleteIfExists(aside);
        }
    }

    /** Writes it with the mode that the process's mask says, for others to read; not forced to disk. */
    public static void copy(InputStream content, Path file) throws IOException {
        Path aside = file.resolveSibling("." + UUID.randomUUID() + ".part");
        try {
            Files.copy(content, aside);
            Files.move(aside, file, StandardCopyOption.ATOMIC_MOVE);
        } finally {
            Files.deleteIfExists(aside);
        }
    }

    /** Creates a file that is not there yet, for its owner only where the system has modes; it is on disk when this returns. */
    public static void create(Path file, String content) throws IOException {
        var options = Set.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);
        boolean posix = file.getFileSystem().supportedFileAttributeViews().contains("posix");
        FileAttribute<?>[] mode =
                posix ? new FileAttribute<?>[] {Trees.permissions("rw-------")} : new FileAttribute<?>[0];
        try (var channel = Files.newByteChannel(file, options, mode)) {
            channel.write(ByteBuffer.wrap(content.getBytes(StandardCharsets.UTF_8)));
            if (channel instanceof FileChannel fileChannel) {
                fileChannel.force(true);
            }
        }
    }
}
