package dev.shuttle.controlplane.mavenproxy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * A file to be sent to a build.
 *
 * @param file where it lies
 * @param sha1 in hex, if it was checked
 * @param kept whether it stays there
 */
record Fetched(Path file, @Nullable String sha1, boolean kept) {

    static Fetched kept(Path file) {
        return new Fetched(file, ArtifactCache.sha1(file), true);
    }

    /** It was sent. */
    void done() {
        if (!kept) {
            try {
                Files.deleteIfExists(file);
            } catch (IOException e) {
                // The next start removes it.
            }
        }
    }
}
