package dev.shuttle.controlplane.release;

import dev.shuttle.controlplane.packaging.UnrunnableException;
import dev.shuttle.os.Disk;
import java.io.IOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;

/**
 * The apparent size of what a release is to hold, summed up before a byte of it is read or copied: a sparse file costs a
 * build nothing to make, and its copy is as large as it says. Not thread-safe.
 */
final class ReleaseSize {
    /** Several times the largest program known, with all its libraries. */
    static final long MOST = 4L << 30;

    /** Is always tried: that much is left over where anything is built. */
    private static final long LITTLE = 1 << 20;

    private final long room;
    private long bytes;
    private long copied;
    private long largest;
    private String largestName = "";

    /** Of a release that is kept on that folder's disk. */
    ReleaseSize(Path folder) throws IOException {
        this.room = Disk.free(folder) - Disk.KEPT_FREE;
    }

    /** A file, or a directory with all in it. */
    void add(Path path) throws IOException, UnrunnableException {
        long before = bytes;
        Files.walkFileTree(path, new SimpleFileVisitor<>() {
            @Override
            public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) {
                if (attributes.isRegularFile()) {
                    add(file, attributes.size());
                }
                return bytes > MOST ? FileVisitResult.TERMINATE : FileVisitResult.CONTINUE;
            }
        });
        if (bytes > MOST) {
            throw new UnrunnableException(
                    "The build made more than " + (MOST >> 20) + " MiB of classes, libraries and files"
                            + " of the program; the largest is " + largestName + ", " + (largest >> 20)
                            + " MiB. Leave it out of the build, or keep it in @Folder.");
        }
        copied += Files.isDirectory(path) ? bytes - before : 0; // a library may be there already
        if (copied > Math.max(LITTLE, room)) {
            throw new UnrunnableException("The server's disk has no room for what the build made, " + (copied >> 20)
                    + " MiB. Its operator must make room; then deploy again.");
        }
    }

    private void add(Path file, long size) {
        if (size > largest) {
            largest = size;
            largestName = String.valueOf(file.getFileName());
        }
        bytes = Math.addExact(Math.min(bytes, Long.MAX_VALUE / 2), Math.min(size, Long.MAX_VALUE / 2));
    }
}
