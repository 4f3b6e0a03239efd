package dev.shuttle.it;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Everything that a deploy may leave behind on a server.
 *
 * @param hosts process ids
 * @param builders process ids of those that run
 * @param workspaces files in the folders in which builds are done; an empty folder waits for the next one
 */
record Leftovers(Set<Long> hosts, Set<Long> builders, Set<Path> workspaces) {

    static Leftovers of(ControlPlane server) throws IOException {
        return new Leftovers(
                Processes.hosts(server.home()),
                Processes.builders(server.home()),
                files(server.home().resolve("workspaces")));
    }

    private static Set<Path> files(Path directory) throws IOException {
        if (!Files.isDirectory(directory)) {
            return Set.of();
        }
        try (Stream<Path> files = Files.walk(directory)) {
            return files.filter(Files::isRegularFile).collect(Collectors.toSet());
        } catch (UncheckedIOException e) {
            return Set.of(directory); // it is being emptied
        }
    }
}
