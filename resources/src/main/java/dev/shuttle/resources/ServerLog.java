package dev.shuttle.resources;

import dev.shuttle.os.NewFile;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Set;

/**
 * The log of a server: one file, and the previous one with the suffix {@code .1}. Servers append to it, so that it
 * can be cut under them.
 *
 * @param file the present one
 */
public record ServerLog(Path file) {
    private static final long MAX_BYTES = 4 * 1024 * 1024;
    private static final int TAIL_BYTES = 8 * 1024;
    private static final int TAIL_LINES = 12;
    private static final Set<PosixFilePermission> PRIVATE = PosixFilePermissions.fromString("rw-------");

    /**
     * Cuts the file when it has grown; bounds both files together to a little over twice 4 MiB. It is there afterwards, for
     * our own eyes: statements that failed stand in it, of all projects.
     */
    public void rotate() throws IOException {
        if (!Files.exists(file)) {
            NewFile.create(file, "");
        } else if (!Files.getPosixFilePermissions(file).equals(PRIVATE)) {
            Files.setPosixFilePermissions(file, PRIVATE); // of an earlier version
        }
        if (Files.size(file) > MAX_BYTES) {
            Files.copy(file, previous(), StandardCopyOption.REPLACE_EXISTING);
            try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
                channel.truncate(0);
            }
        }
    }

    /** Its last lines, indented, for a message. */
    public String tail() {
        try (RandomAccessFile content = new RandomAccessFile(file.toFile(), "r")) {
            content.seek(Math.max(0, content.length() - TAIL_BYTES));
            byte[] bytes = new byte[TAIL_BYTES];
            int length = Math.max(0, content.read(bytes));
            List<String> lines = new String(bytes, 0, length, StandardCharsets.UTF_8)
                    .strip()
                    .lines()
                    .toList();
            return "  " + String.join("\n  ", lines.subList(Math.max(0, lines.size() - TAIL_LINES), lines.size()));
        } catch (IOException e) {
            return "  (its log " + file + " cannot be read: " + e.getMessage() + ")";
        }
    }

    private Path previous() {
        return file.resolveSibling(file.getFileName() + ".1");
    }
}
