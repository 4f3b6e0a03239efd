package dev.shuttle.controlplane.mavenproxy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Fetched artifacts, in a folder that Maven can read as a local repository. A file is there whole or not at all, and
 * never changes; its SHA-1 lies beside it. Several control planes may share one. Thread-safe.
 */
final class ArtifactCache {

    /** Where files are while they come in; hidden from paths of artifacts, none of which begins with a dot. */
    static final String ASIDE = ".aside";

    private final Path folder;

    private ArtifactCache(Path folder) {
        this.folder = folder;
    }

    static ArtifactCache in(Path folder) throws IOException {
        Files.createDirectories(folder.resolve(ASIDE));
        return new ArtifactCache(folder);
    }

    Path folder() {
        return folder;
    }

    Optional<Path> find(ArtifactPath path) {
        Path file = folder.resolve(path.value());
        return Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS) ? Optional.of(file) : Optional.empty();
    }

    /** The metadata of the file when it was stored. */
    static @Nullable String sha1(Path file) {
        try {
            return Files.readString(file.resolveSibling(file.getFileName() + ".sha1"));
        } catch (IOException e) {
            return null;
        }
    }

    Path aside() {
        return folder.resolve(ASIDE).resolve(UUID.randomUUID().toString());
    }

    /** Moves a file in. */
    Path keep(Path aside, ArtifactPath path, String sha1) throws IOException {
        Path file = folder.resolve(path.value());
        Files.createDirectories(file.getParent());
        Path sum = aside();
        Files.writeString(sum, sha1);
        Files.move(sum, file.resolveSibling(file.getFileName() + ".sha1"), StandardCopyOption.ATOMIC_MOVE);
        Files.move(aside, file, StandardCopyOption.ATOMIC_MOVE);
        return file;
    }
}
