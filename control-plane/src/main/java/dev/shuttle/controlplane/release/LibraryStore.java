package dev.shuttle.controlplane.release;

import dev.shuttle.os.Digests;
import dev.shuttle.os.HardLinks;
import dev.shuttle.os.Trees;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.security.DigestInputStream;
import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.Set;
import java.util.UUID;

/**
 * Jars by their SHA-256, one of each for all releases. They are copied, not linked: builds can write to the repository
 * that they come from, and through a hard link a later build would change what serves already.
 */
final class LibraryStore {

    private static final String ASIDE = ".part";

    private final Path folder;

    LibraryStore(Path folder) {
        this.folder = folder;
    }

    /** Copied only if no equal one is there: most of a redeploy's libraries are. */
    Path keep(Path jar) throws IOException {
        Path library = library(digest(jar, OutputStream.nullOutputStream()));
        return Files.isRegularFile(library) ? library : copy(jar);
    }

    /** Hashed while it is copied, so that name and content belong together even if the source changes meanwhile. */
    private Path copy(Path jar) throws IOException {
        Files.createDirectories(folder);
        Path aside = folder.resolve("." + UUID.randomUUID() + ASIDE);
        try {
            Path library;
            try (OutputStream out = Files.newOutputStream(aside, StandardOpenOption.CREATE_NEW)) {
                library = library(digest(jar, out));
            }
            if (!Files.isRegularFile(library)) {
                Files.move(aside, library, StandardCopyOption.ATOMIC_MOVE);
            }
            return library;
        } finally {
            Files.deleteIfExists(aside);
        }
    }

    /** Moves those of a folder here, which are named by their digests. */
    void adopt(Path from) throws IOException {
        if (!Files.isDirectory(from)) {
            return;
        }
        Files.createDirectories(folder);
        try (DirectoryStream<Path> jars = Files.newDirectoryStream(from, "*.jar")) {
            for (Path jar : jars) {
                Path library = folder.resolve(String.valueOf(jar.getFileName()));
                if (!Files.isRegularFile(library)) {
                    Files.move(jar, library, StandardCopyOption.ATOMIC_MOVE);
                }
            }
        }
    }

    private Path library(String digest) {
        return folder.resolve(digest + ".jar");
    }

    private static String digest(Path jar, OutputStream copy) throws IOException {
        MessageDigest digest = Digests.sha256();
        try (InputStream in = new DigestInputStream(Files.newInputStream(jar, LinkOption.NOFOLLOW_LINKS), digest)) {
            in.transferTo(copy);
        }
        return HexFormat.of().formatHex(digest.digest());
    }

    void link(Path into) throws IOException {
        HardLinks.tree(folder, into, name -> !name.endsWith(ASIDE));
    }

    /** Not beside a {@link #keep}. */
    void deleteAllBut(Set<Path> wanted) throws IOException {
        if (!Files.isDirectory(folder)) {
            return;
        }
        try (DirectoryStream<Path> files = Files.newDirectoryStream(folder)) {
            for (Path file : files) {
                if (!wanted.contains(file)) {
                    Trees.delete(file);
                }
            }
        }
    }
}
