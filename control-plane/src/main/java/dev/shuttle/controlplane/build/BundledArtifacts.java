package dev.shuttle.controlplane.build;

import dev.shuttle.os.NewFile;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/**
 * The {@code dev.shuttle} artifacts in the repository that all builds read, before a build asks for them: so that no
 * build looks for them elsewhere, and none works with those of an older control plane.
 */
final class BundledArtifacts {

    private BundledArtifacts() {}

    /** Copies what differs; comparing takes about a millisecond, so it can be done before each build. */
    static void provide(Path carried, Path repository) throws IOException {
        for (Path file : artifactsIn(carried)) {
            Path target = repository.resolve(carried.relativize(file).toString());
            if (!Files.isRegularFile(target) || Files.mismatch(file, target) >= 0) {
                copy(file, target);
            }
        }
    }

    private static List<Path> artifactsIn(Path carried) throws IOException {
        try (Stream<Path> files = Files.walk(carried)) {
            return files.filter(file ->
                            file.toString().endsWith(".jar") || file.toString().endsWith(".pom"))
                    .toList();
        }
    }

    private static void copy(Path file, Path target) throws IOException {
        Files.createDirectories(target.getParent());
        try (InputStream in = Files.newInputStream(file)) {
            NewFile.copy(in, target);
        }
    }
}
