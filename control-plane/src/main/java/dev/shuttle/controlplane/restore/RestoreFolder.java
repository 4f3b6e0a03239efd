package dev.shuttle.controlplane.restore;

import dev.shuttle.os.NewFile;
import dev.shuttle.os.TextFile;
import dev.shuttle.os.Trees;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Where what a backup has of a project is laid out, and how far a restore has come, for a start after a crash: the folder is
 * there while one goes on, and names the project from before its data become the project's.
 *
 * @param path in the home
 */
record RestoreFolder(Path path) {
    private static final String NAME = ".restore-project";
    private static final String PLACING = "placing";

    static RestoreFolder in(Path home) {
        return new RestoreFolder(home.resolve(NAME));
    }

    boolean exists() {
        return Files.exists(path);
    }

    void begin() throws IOException {
        Trees.delete(path);
        for (Path each : new Path[] {path, store(), path.resolve("libs")}) {
            Files.createDirectory(each, Trees.permissions("rwx------"));
        }
    }

    Path store() {
        return path.resolve("store");
    }

    /** The ids of the releases that were laid out. */
    Set<String> releases() throws IOException {
        Path releases = path.resolve("releases");
        if (!Files.isDirectory(releases)) {
            return Set.of();
        }
        try (Stream<Path> found = Files.list(releases)) {
            return found.map(each -> String.valueOf(each.getFileName())).collect(Collectors.toSet());
        }
    }

    /** From here on, data of that project may be in the home though its rows are not in the store. */
    void placing(String project) throws IOException {
        NewFile.write(path.resolve(PLACING), project + "\n");
    }

    Optional<String> placed() throws IOException {
        try {
            return Optional.of(TextFile.read(path.resolve(PLACING)).strip());
        } catch (NoSuchFileException e) {
            return Optional.empty();
        }
    }

    void delete() throws IOException {
        Trees.delete(path);
    }
}
