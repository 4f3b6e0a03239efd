package dev.shuttle.it;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Everything that a deploy may leave behind on a server.
 *
 * @param hosts process ids
 * @param builders process ids
 * @param workspaces what lies in the folder in which builds are done
 */
record Leftovers(Set<Long> hosts, Set<Long> builders, Set<Path> workspaces) {

    static Leftovers of(ControlPlane server) throws IOException {
        return new Leftovers(
                Processes.hosts(server.home()),
                Processes.builders(server.home()),
                children(server.home().resolve("workspaces")));
    }

    private static Set<Path> children(Path directory) throws IOException {
        if (!Files.isDirectory(directory)) {
            return Set.of();
        }
        try (Stream<Path> children = Files.list(directory)) {
            return children.collect(Collectors.toSet());
        }
    }
}
