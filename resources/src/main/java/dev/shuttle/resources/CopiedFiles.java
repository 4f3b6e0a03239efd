package dev.shuttle.resources;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * A copy in a directory, which must be there.
 *
 * @param root of the copy
 */
public record CopiedFiles(Path root) implements BackupTarget {

    @Override
    public void directory(String name, Path source) throws IOException {
        Files.createDirectories(root.resolve(name));
        Files.setPosixFilePermissions(root.resolve(name), Files.getPosixFilePermissions(source));
    }

    @Override
    public void file(String name, Path source) throws IOException {
        Files.copy(source, root.resolve(name));
    }

    @Override
    public void text(String name, String content) throws IOException {
        Files.writeString(root.resolve(name), content);
    }
}
