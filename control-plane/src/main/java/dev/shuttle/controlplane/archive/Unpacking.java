package dev.shuttle.controlplane.archive;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** One run through a tar. Links are made last: while files are written, no path leads through one. */
final class Unpacking {

    private static final int BUFFER_BYTES = 64 * 1024;

    /** The paths of an archive are held in memory; those of real projects have 50 to 100 bytes. */
    private static final long BYTES_A_PATH = 256;

    private static final long BYTES_OF_ANY_PATHS = 1 << 20;

    private enum Kind {
        FILE,
        DIRECTORY,
        LINK,
        HARD_LINK
    }

    private final TarReader tar;
    private final Path into;
    private final int longestPath;
    private final ArchiveLimits limits;
    private final Map<Path, Kind> seen = new HashMap<>();
    private final Map<Path, Path> links = new LinkedHashMap<>();
    private final byte[] buffer = new byte[BUFFER_BYTES];
    private int entries;
    private long bytes;
    private long pathBytes;

    Unpacking(TarReader tar, Path into, ArchiveLimits limits) {
        this.tar = tar;
        this.into = into;
        this.longestPath = EntryPath.MAX_BYTES - (into.toAbsolutePath() + "/").getBytes(StandardCharsets.UTF_8).length;
        this.limits = limits;
    }

    void run() throws IOException, ArchiveRefusedException {
        for (TarEntry entry = tar.next(); entry != null; entry = tar.next()) {
            entries++;
            countEntries();
            unpack(entry);
        }
        for (Map.Entry<Path, Path> link : links.entrySet()) {
            Files.createSymbolicLink(into.resolve(link.getKey()), link.getValue());
        }
    }

    /** Folders that only stand in other entries' paths count too: they take room on the disk like any other. */
    private void countEntries() throws ArchiveRefusedException {
        if (Math.max(entries, seen.size()) > limits.entries()) {
            throw new ArchiveRefusedException("The archive has more than " + limits.entries()
                    + " entries. Leave out what the build does not need (.shuttleignore),"
                    + " or ask the operator to raise SHUTTLE_MAX_ENTRIES.");
        }
        if (pathBytes > BYTES_OF_ANY_PATHS + BYTES_A_PATH * limits.entries()) {
            throw new ArchiveRefusedException("The archive's paths take more than " + BYTES_A_PATH
                    + " bytes each on average. Use shorter paths.");
        }
    }

    /** Remembers what stands at a path, and returns what stood there before. */
    private @Nullable Kind put(Path path, Kind kind) {
        Kind before = seen.putIfAbsent(path, kind);
        pathBytes += before == null ? path.toString().length() : 0;
        return before;
    }

    private void unpack(TarEntry entry) throws IOException, ArchiveRefusedException {
        Path path = EntryPath.of(entry.name());
        if (path.toString().getBytes(StandardCharsets.UTF_8).length > longestPath) {
            throw EntryPath.refusal(entry.name(), "has a path that is too long in this server's folders");
        }
        Kind kind = kindOf(entry);
        if (kind != Kind.FILE && entry.size() != 0) {
            // Some readers skip as many bytes, some do not: they would see different entries.
            throw EntryPath.refusal(entry.name(), "is not a file, but has a size");
        }
        switch (kind) {
            case DIRECTORY -> directory(path);
            case FILE -> file(entry, path);
            case LINK -> link(entry, path);
            case HARD_LINK -> hardLink(entry, path);
        }
    }

    private static Kind kindOf(TarEntry entry) throws ArchiveRefusedException {
        if (entry.sparse()) {
            throw EntryPath.refusal(entry.name(), "is a sparse file");
        }
        return switch (entry.type()) {
            case '5' -> Kind.DIRECTORY;
                // The oldest tars know no type for directories.
            case '0', '\0', '7' -> entry.name().endsWith("/") ? Kind.DIRECTORY : Kind.FILE;
            case '2' -> Kind.LINK;
            case '1' -> Kind.HARD_LINK;
            case '3', '4' -> throw EntryPath.refusal(entry.name(), "is a device");
            case '6' -> throw EntryPath.refusal(entry.name(), "is a FIFO");
            default -> throw EntryPath.refusal(entry.name(), "is not a file, directory or link");
        };
    }

    private void directory(Path path) throws IOException, ArchiveRefusedException {
        for (Path each = path; each != null && !each.toString().isEmpty(); each = each.getParent()) {
            Kind before = put(each, Kind.DIRECTORY);
            if (before != null && before != Kind.DIRECTORY) {
                throw EntryPath.refusal(
                        path.toString(),
                        "goes through " + EntryPath.escape(each.toString()) + ", which is a "
                                + (before == Kind.LINK ? "link" : "file") + " in the archive");
            }
        }
        countEntries();
        Files.createDirectories(into.resolve(path));
    }

    private void file(TarEntry entry, Path path) throws IOException, ArchiveRefusedException {
        claim(path, Kind.FILE);
        count(entry.size());
        Path file = into.resolve(path);
        try (OutputStream out = Files.newOutputStream(file, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE)) {
            for (int count = tar.read(buffer); count >= 0; count = tar.read(buffer)) {
                write(out, count, file);
            }
        }
        if (entry.executable() && !file.toFile().setExecutable(true, false)) {
            throw new FileSystemException(file.toString(), null, "cannot be made executable");
        }
    }

    private void count(long size) throws ArchiveRefusedException {
        if (size < 0 || size > limits.unpackedBytes() - bytes) {
            throw new ArchiveRefusedException("The archive's files take more than " + limits.unpackedBytes()
                    + " bytes unpacked. Leave out what the build does not need (.shuttleignore),"
                    + " or ask the operator to raise SHUTTLE_MAX_UNPACKED.");
        }
        bytes += size;
    }

    /** A full disk is no fault of the archive's: it must not look like one. */
    private void write(OutputStream out, int count, Path file) throws FileSystemException {
        try {
            out.write(buffer, 0, count);
        } catch (IOException e) {
            var failure = new FileSystemException(file.toString(), null, e.getMessage());
            failure.initCause(e);
            throw failure;
        }
    }

    private void link(TarEntry entry, Path path) throws IOException, ArchiveRefusedException {
        claim(path, Kind.LINK);
        links.put(path, EntryPath.linkTarget(path, entry.link()));
    }

    /** A copy: tar writes the second name of one file so, and no build asks whether two files are one. */
    private void hardLink(TarEntry entry, Path path) throws IOException, ArchiveRefusedException {
        Path target = EntryPath.of(entry.link());
        if (seen.get(target) != Kind.FILE) {
            throw EntryPath.refusal(
                    path + " -> " + target, "is a hard link to something that is not an earlier file of the archive");
        }
        claim(path, Kind.FILE);
        Path source = into.resolve(target);
        count(Files.size(source));
        Files.copy(source, into.resolve(path));
    }

    private void claim(Path path, Kind kind) throws IOException, ArchiveRefusedException {
        if (path.toString().isEmpty()) {
            throw EntryPath.refusal("./", "is not a directory");
        }
        Path parent = path.getParent();
        if (parent != null) {
            directory(parent);
        }
        if (put(path, kind) != null) {
            throw EntryPath.refusal(path.toString(), "is in the archive twice");
        }
        countEntries();
    }
}
