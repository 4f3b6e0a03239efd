package dev.shuttle.plugin.local;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;

/** Creates files that only their owner can read, where the file system supports it. */
public final class OwnersFile {

    private OwnersFile() {}

    /**
     * An empty one in place of whatever was there.
     *
     * @param file where; its folder exists
     * @throws IOException when it cannot be made
     */
    public static void create(Path file) throws IOException {
        Files.deleteIfExists(file);
        if (file.getFileSystem().supportedFileAttributeViews().contains("posix")) {
            FileAttribute<?> owner = PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------"));
            Files.createFile(file, owner);
        } else {
            Files.createFile(file);
        }
    }
}
