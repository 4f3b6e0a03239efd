package dev.shuttle.resources.folder;

import dev.shuttle.os.Disk;
import dev.shuttle.os.FileOwner;
import dev.shuttle.os.ForeignTree;
import dev.shuttle.os.Trees;
import dev.shuttle.resources.ProvisioningException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.SeekableByteChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Copies a folder over another one, file by file, while services write: each file is as it was when it was read. The other
 * folder keeps what it has until all is copied. Once.
 */
final class FolderCopy implements ForeignTree.Copy {
    private static final Logger LOG = LoggerFactory.getLogger(FolderCopy.class);

    /** Some minutes of copying. */
    private static final long MOST_BYTES = 4L << 30;

    private static final int MOST_ENTRIES = 100_000;
    private static final int BLOCK = 64 * 1024;
    private static final String ROOT = "copy";

    private final Path aside;
    private final ByteBuffer block = ByteBuffer.allocate(BLOCK);
    private final Map<Path, Integer> modes = new LinkedHashMap<>();
    private long bytes;
    private int entries;

    /** By a folder on the disk of both that only we can enter. */
    FolderCopy(Path aside) {
        this.aside = aside;
    }

    void make(Path source, Path target) throws IOException, ProvisioningException {
        Trees.delete(aside);
        Trees.createPrivate(aside);
        try {
            Path staging = Files.createDirectory(aside.resolve("held"), Trees.permissions("rwx------"));
            new ForeignTree(this, staging, note -> LOG.warn("A copy of {}: {}", source, note)).read(ROOT, source);
            permit();
            replace(target);
        } catch (TooLargeException e) {
            throw new ProvisioningException("The folder " + source + " " + e.getMessage()
                    + ", which is more than is copied here. Nothing of it was copied. Copy what you need of it by"
                    + " hand.");
        } finally {
            Trees.delete(aside);
        }
    }

    /** A service that runs keeps its right to enter. */
    private void replace(Path target) throws IOException {
        FileOwner owner = FileOwner.of(target);
        Path copied = aside.resolve(ROOT);
        if (owner.uid() != FileOwner.of(copied).uid()) {
            Trees.chown(copied, owner.uid(), owner.gid());
        }
        Files.setPosixFilePermissions(copied, Files.getPosixFilePermissions(target));
        Files.move(target, aside.resolve("former"), StandardCopyOption.ATOMIC_MOVE);
        Files.move(copied, target, StandardCopyOption.ATOMIC_MOVE);
    }

    @Override
    public void directory(String name, FileOwner owner) throws IOException {
        count();
        Path directory = Files.createDirectory(aside.resolve(name), Trees.permissions("rwx------"));
        modes.put(directory, owner.mode());
    }

    @Override
    public void link(String name, FileOwner owner, String target) throws IOException {
        count();
        Files.createSymbolicLink(aside.resolve(name), Path.of(target));
    }

    @Override
    public void file(String name, FileOwner owner, SeekableByteChannel file) throws IOException {
        count();
        long left = file.size();
        bytes += left;
        if (bytes > MOST_BYTES) {
            throw new TooLargeException("has more than " + (MOST_BYTES >> 30) + " GiB");
        }
        if (left > Disk.free(aside) - Disk.KEPT_FREE) {
            throw new IOException("its disk has no room for a copy");
        }
        Path copy = aside.resolve(name);
        try (FileChannel out = FileChannel.open(
                copy,
                Set.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE),
                Trees.permissions("rw-------"))) {
            while (left > 0) {
                block.clear().limit((int) Math.min(left, BLOCK));
                int count = file.read(block);
                if (count < 0) {
                    break; // it was cut meanwhile
                }
                left -= count;
                block.flip();
                while (block.hasRemaining()) {
                    out.write(block);
                }
            }
        }
        Files.setPosixFilePermissions(copy, FileOwner.permissions(owner.mode()));
    }

    private void count() {
        entries++;
        if (entries > MOST_ENTRIES) {
            throw new TooLargeException("has more than " + MOST_ENTRIES + " files");
        }
    }

    /** The inner ones first: one may not be entered. */
    private void permit() throws IOException {
        List<Path> directories = new ArrayList<>(modes.keySet());
        Collections.reverse(directories);
        for (Path each : directories) {
            Files.setPosixFilePermissions(each, FileOwner.permissions(modes.getOrDefault(each, 0)));
        }
    }

    /** Beyond a bound. */
    private static final class TooLargeException extends RuntimeException {
        private static final long serialVersionUID = 1L;

        TooLargeException(String message) {
            super(message);
        }
    }
}
