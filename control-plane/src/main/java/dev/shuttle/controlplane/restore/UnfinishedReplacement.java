package dev.shuttle.controlplane.restore;

import dev.shuttle.os.NewFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * Says that a project is being deleted for another to take its place, and in which backup it is: what a crash then leaves is
 * brought back from there.
 *
 * @param project the one that is deleted
 * @param safety the backup that has it
 * @param served whether it served before it was stopped for that
 */
record UnfinishedReplacement(String project, Path safety, boolean served) {
    private static final String NAME = ".restore-replaces";

    void write(Path home) throws IOException {
        NewFile.write(home.resolve(NAME), project + "\n" + safety + "\n" + served + "\n");
    }

    static void delete(Path home) throws IOException {
        Files.deleteIfExists(home.resolve(NAME));
    }

    static Optional<UnfinishedReplacement> read(Path home) throws IOException {
        try {
            List<String> lines = Files.readAllLines(home.resolve(NAME));
            return lines.size() < 3
                    ? Optional.empty()
                    : Optional.of(new UnfinishedReplacement(
                            lines.get(0), Path.of(lines.get(1)), Boolean.parseBoolean(lines.get(2))));
        } catch (NoSuchFileException e) {
            return Optional.empty();
        }
    }
}
