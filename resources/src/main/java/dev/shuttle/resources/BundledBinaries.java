package dev.shuttle.resources;

import dev.shuttle.os.Trees;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.function.Predicate;
import java.util.stream.StreamSupport;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;

/**
 * A server's programs, unpacked once from a jar into {@code bin-<checksum>}; the directory appears by a rename, so that
 * it is there whole or not at all.
 */
public final class BundledBinaries {
    private static final String PREFIX = "bin-";
    private static final String ASIDE = ".unpacking-";

    private final Path folder;
    private final BinarySource source;

    public BundledBinaries(Path folder, BinarySource source) {
        this.folder = folder;
        this.source = source;
    }

    /** Turns an entry of the jar into files. */
    public interface Unpacking {
        void unpack(InputStream entry, Path into) throws IOException;
    }

    /** The directory with the programs of the entry that is wanted. */
    public Path install(Predicate<String> entryName, Unpacking unpacking) throws IOException {
        Path jar = source.jar();
        try (ZipFile zip = new ZipFile(jar.toFile())) {
            ZipEntry entry = zip.stream()
                    .filter(candidate -> entryName.test(candidate.getName()))
                    .findFirst()
                    .map(ZipEntry.class::cast)
                    .orElseThrow(() ->
                            new IOException(jar + " holds no server for this machine (" + Platform.current() + ")"));
            Path home = folder.resolve(PREFIX + Long.toHexString(entry.getCrc()) + "-" + entry.getSize());
            if (!Files.isDirectory(home)) {
                removeAsides();
                install(zip, entry, home, unpacking);
            }
            return home;
        }
    }

    private void install(ZipFile zip, ZipEntry entry, Path home, Unpacking unpacking) throws IOException {
        Path aside = Files.createTempDirectory(folder, ASIDE);
        try (InputStream in = zip.getInputStream(entry)) {
            Files.setPosixFilePermissions(aside, PosixFilePermissions.fromString("rwxr-xr-x"));
            unpacking.unpack(in, aside);
            Files.move(aside, home, StandardCopyOption.ATOMIC_MOVE);
        } finally {
            Trees.delete(aside);
        }
    }

    /** Removes the programs of former versions, when nothing runs from them any more. */
    public void removeAllBut(Path home) throws IOException {
        for (Path other : list(PREFIX + "*")) {
            if (!other.equals(home)) {
                Trees.delete(other);
            }
        }
    }

    private void removeAsides() throws IOException {
        for (Path aside : list(ASIDE + "*")) {
            Trees.delete(aside);
        }
    }

    private List<Path> list(String glob) throws IOException {
        try (DirectoryStream<Path> found = Files.newDirectoryStream(folder, glob)) {
            return StreamSupport.stream(found.spliterator(), false).toList();
        }
    }
}
