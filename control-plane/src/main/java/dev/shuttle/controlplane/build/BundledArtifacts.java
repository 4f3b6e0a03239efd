package dev.shuttle.controlplane.build;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.UUID;
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
        Path aside = target.resolveSibling("." + UUID.randomUUID() + ".part");
        try {
            Files.copy(file, aside);
            Files.move(aside, target, StandardCopyOption.ATOMIC_MOVE);
        } finally {
            Files.deleteIfExists(aside);
        }
    }
}
