package dev.shuttle.resources;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Objects;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveInputStream;
import org.tukaani.xz.XZInputStream;

/** Unpacks a server's {@code .txz}. It is one that we bring; a path that leads outside is refused all the same. */
public final class TarXz {
    private static final int OWNER_EXECUTES = 0100;

    private TarXz() {}

    public static void unpack(InputStream in, Path into) throws IOException {
        try (TarArchiveInputStream tar =
                new TarArchiveInputStream(new XZInputStream(new BufferedInputStream(in)), "UTF-8")) {
            for (TarArchiveEntry entry = tar.getNextEntry(); entry != null; entry = tar.getNextEntry()) {
                Path target = inside(into, into.resolve(entry.getName()));
                if (entry.isSymbolicLink()) {
                    inside(into, target.resolveSibling(entry.getLinkName()));
                    createDirectories(parent(target));
                    Files.createSymbolicLink(target, Path.of(entry.getLinkName()));
                } else {
                    unpack(tar, entry, target);
                }
            }
        }
    }

    private static void unpack(TarArchiveInputStream tar, TarArchiveEntry entry, Path target) throws IOException {
        if (entry.isDirectory()) {
            createDirectories(target);
        } else {
            createDirectories(parent(target));
            if (entry.isFile()) {
                Files.copy(tar, target);
                boolean executable = (entry.getMode() & OWNER_EXECUTES) != 0;
                permit(target, executable ? "rwxr-xr-x" : "rw-r--r--");
            }
        }
    }

    private static Path inside(Path root, Path path) throws IOException {
        if (!path.normalize().startsWith(root)) {
            throw new IOException("The server's archive has a path outside of its folder: " + path);
        }
        return path.normalize();
    }

    /** Whatever our own mask is: another user runs what is in there. */
    private static void createDirectories(Path directory) throws IOException {
        if (!Files.isDirectory(directory)) {
            createDirectories(parent(directory));
            Files.createDirectory(directory);
            permit(directory, "rwxr-xr-x");
        }
    }

    private static Path parent(Path path) {
        return Objects.requireNonNull(path.getParent(), "it is inside of a directory");
    }

    private static void permit(Path path, String permissions) throws IOException {
        Files.setPosixFilePermissions(path, PosixFilePermissions.fromString(permissions));
    }
}
