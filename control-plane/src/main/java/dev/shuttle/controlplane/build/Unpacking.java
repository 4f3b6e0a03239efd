package dev.shuttle.controlplane.build;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveInputStream;
import org.apache.commons.compress.archivers.tar.TarConstants;
import org.jspecify.annotations.Nullable;

/** One run through a tar. Links are made last: while files are written, no path leads through one. */
final class Unpacking {

    private static final int BUFFER_BYTES = 64 * 1024;

    /** An entry's header with its long names and extended attributes; ordinary ones take 512 bytes to 3 KiB. */
    private static final long MAX_HEADER_BYTES = 128 * 1024;

    private static final int OWNER_MAY_EXECUTE = 0100;

    private enum Kind {
        FILE,
        DIRECTORY,
        LINK
    }

    private final TarStream stream;
    private final TarArchiveInputStream tar;
    private final Path into;
    private final ArchiveLimits limits;
    private final Map<Path, Kind> seen = new HashMap<>();
    private final Map<Path, Path> links = new LinkedHashMap<>();
    private final byte[] buffer = new byte[BUFFER_BYTES];
    private int entries;
    private long bytes;

    Unpacking(TarStream stream, TarArchiveInputStream tar, Path into, ArchiveLimits limits) {
        this.stream = stream;
        this.tar = tar;
        this.into = into;
        this.limits = limits;
    }

    void run() throws IOException, ArchiveRefusedException {
        for (TarArchiveEntry entry = next(); entry != null; entry = next()) {
            if (++entries > limits.entries()) {
                throw new ArchiveRefusedException("The archive has more than " + limits.entries()
                        + " entries. Leave out what the build does not need (.shuttleignore),"
                        + " or have the limit raised (SHUTTLE_MAX_ENTRIES).");
            }
            unpack(entry);
        }
        for (Map.Entry<Path, Path> link : links.entrySet()) {
            Files.createSymbolicLink(into.resolve(link.getKey()), link.getValue());
        }
    }

    private @Nullable TarArchiveEntry next() throws IOException, ArchiveRefusedException {
        stream.allow(MAX_HEADER_BYTES);
        TarArchiveEntry entry = tar.getNextEntry();
        if (entry != null && !entry.isCheckSumOK()) {
            throw new ArchiveRefusedException(
                    "The archive is damaged, or no tar: a header's checksum is wrong. Pack and send it again.");
        }
        return entry;
    }

    private void unpack(TarArchiveEntry entry) throws IOException, ArchiveRefusedException {
        Path path = EntryPath.of(entry.getName());
        switch (kindOf(entry)) {
            case DIRECTORY -> directory(path);
            case FILE -> file(entry, path);
            case LINK -> link(entry, path);
        }
    }

    private static Kind kindOf(TarArchiveEntry entry) throws ArchiveRefusedException {
        if (entry.isSparse()) {
            throw EntryPath.refusal(entry.getName(), "is a sparse file");
        }
        return switch (entry.getLinkFlag()) {
            case TarConstants.LF_DIR -> Kind.DIRECTORY;
            case TarConstants.LF_OLDNORM -> entry.getName().endsWith("/") ? Kind.DIRECTORY : Kind.FILE;
            case TarConstants.LF_NORMAL, TarConstants.LF_CONTIG -> Kind.FILE;
            case TarConstants.LF_SYMLINK -> Kind.LINK;
            case TarConstants.LF_LINK -> throw EntryPath.refusal(entry.getName(), "is a hard link");
            case TarConstants.LF_CHR, TarConstants.LF_BLK -> throw EntryPath.refusal(entry.getName(), "is a device");
            case TarConstants.LF_FIFO -> throw EntryPath.refusal(entry.getName(), "is a FIFO");
            default -> throw EntryPath.refusal(entry.getName(), "is no file, directory or symbolic link");
        };
    }

    private void directory(Path path) throws IOException, ArchiveRefusedException {
        for (Path each = path; each != null && !each.toString().isEmpty(); each = each.getParent()) {
            Kind before = seen.put(each, Kind.DIRECTORY);
            if (before != null && before != Kind.DIRECTORY) {
                throw EntryPath.refusal(
                        path.toString(),
                        "leads through " + EntryPath.escape(each.toString()) + ", which is a "
                                + (before == Kind.LINK ? "link" : "file") + " in the archive");
            }
        }
        Files.createDirectories(into.resolve(path));
    }

    private void file(TarArchiveEntry entry, Path path) throws IOException, ArchiveRefusedException {
        claim(path, Kind.FILE);
        if (entry.getSize() < 0 || entry.getSize() > limits.unpackedBytes() - bytes) {
            throw new ArchiveRefusedException("The archive's files take more than " + limits.unpackedBytes()
                    + " bytes unpacked. Leave out what the build does not need (.shuttleignore),"
                    + " or have the limit raised (SHUTTLE_MAX_UNPACKED).");
        }
        bytes += entry.getSize();
        Path file = into.resolve(path);
        stream.allow(entry.getSize() + BUFFER_BYTES);
        try (OutputStream out = Files.newOutputStream(file, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE)) {
            for (int count = tar.read(buffer); count >= 0; count = tar.read(buffer)) {
                write(out, count, file);
            }
        }
        if ((entry.getMode() & OWNER_MAY_EXECUTE) != 0 && !file.toFile().setExecutable(true, false)) {
            throw new IOException("Cannot make " + file + " executable");
        }
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

    private void link(TarArchiveEntry entry, Path path) throws IOException, ArchiveRefusedException {
        claim(path, Kind.LINK);
        links.put(path, EntryPath.linkTarget(path, entry.getLinkName()));
    }

    private void claim(Path path, Kind kind) throws IOException, ArchiveRefusedException {
        if (path.toString().isEmpty()) {
            throw EntryPath.refusal("./", "is not a directory");
        }
        Path parent = path.getParent();
        if (parent != null) {
            directory(parent);
        }
        if (seen.putIfAbsent(path, kind) != null) {
            throw EntryPath.refusal(path.toString(), "stands in the archive twice");
        }
    }
}
